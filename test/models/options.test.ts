import { expect, test } from 'vitest'
import { models, privateModels } from '../../src/models/index.js'

test.each([...models, ...privateModels])(
  '$name is fitted with the defaults of its options where none is given',
  async ({ defaults, options }) => {
    expect((await options()).parse({})).toEqual(defaults)
  },
)
