import { describe, expect, test, vi } from 'vitest'
import { models } from '../../src/models/index.js'
import { fitModel } from '../../src/models/shell/fit.js'
import { stringifyModel } from '../../src/models/shell/model-file.js'
import { visits } from '../support/sequences.js'

// The built library: threads need a file of their own to run.
const built: string = '../../dist/node.js'
const library = (await import(built)) as typeof import('../../src/node.js')

const sequenceModels = models.filter(({ unit }) => unit === 'sequence')

describe.each(sequenceModels.map(({ name }) => [name] as const))('%s', (name) => {
  test('a fit that is large enough for threads gives the same model in place and on 2 or 4', async () => {
    // More rows × columns than are fitted in place.
    const { table, schema } = visits(11_000)
    const options = { model: name, seed: 3 }
    const alone = stringifyModel(await fitModel(table, schema, options))
    for (const threads of [2, 4]) {
      const pool = library.createPool(threads)
      const map = vi.spyOn(pool, 'map')
      expect(stringifyModel(await fitModel(table, schema, { ...options, pool })) === alone).toBe(true)
      expect(map).toHaveBeenCalled()
      await pool.close()
    }
  })
})
