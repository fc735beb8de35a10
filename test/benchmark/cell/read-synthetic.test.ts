import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { readReal, readSynthetic } from '../../../src/benchmark/cell/read-tables.js'
import { scratchFolder } from '../../support/cli.js'

const { path } = scratchFolder()

test('rows beyond those asked for are cut off; sequences have as many as they have, but for none at all', async () => {
  await writeFile(path('real.csv'), `x,y\n${Array.from({ length: 20 }, (_, i) => `${i},a\n`).join('')}`)
  const { schema } = await readReal({ name: 'real', train: path('real.csv'), test: null }, 1)
  expect((await readSynthetic(path('real.csv'), schema, 5)).rows).toBe(5)
  expect((await readSynthetic(path('real.csv'), schema, null)).rows).toBe(20)
  await expect(readSynthetic(path('real.csv'), schema, 21)).rejects.toThrow(/^wrote too few rows \(got 20 of 21\)$/)
  await writeFile(path('none.csv'), 'x,y\n')
  await expect(readSynthetic(path('none.csv'), schema, null)).rejects.toThrow(/^wrote no rows$/)
  await expect(readSynthetic(path('none.csv'), schema, 5)).rejects.toThrow(/^wrote too few rows \(got 0 of 5\)$/)
})
