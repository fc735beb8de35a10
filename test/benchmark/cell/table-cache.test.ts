import { appendFile, readFile, stat, unlink, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { TableCache } from '../../../src/benchmark/cell/table-cache.js'
import type { PlannedDataset } from '../../../src/benchmark/plan/plan.js'
import { scratchFolder } from '../../support/cli.js'

const { path } = scratchFolder()
const rows = Array.from({ length: 20 }, (_, i) => `${i},${i % 2 === 0 ? 'a' : 'b'}\n`).join('')

async function datasetOf(name: string): Promise<PlannedDataset> {
  await writeFile(path(`${name}.csv`), `x,y\n${rows}`)
  return { name, train: path(`${name}.csv`), test: null }
}

test('rows are read once for a dataset and a seed, and again for others', async () => {
  const cache = new TableCache(path('read'))
  const [a, b] = [await datasetOf('a'), await datasetOf('b')]
  const first = await cache.read(a, 1)
  expect(await cache.read({ ...a }, 1)).toBe(first)
  expect(first.training.rows).toBe(16)
  expect((await first.holdout()).rows).toBe(4)
  expect((await cache.read(a, 2)).training.column('x').values).not.toEqual(first.training.column('x').values)
  expect(await cache.read(b, 1)).not.toBe(first)
})

test('files for commands are written once, and again where a command has changed or removed one', async () => {
  const cache = new TableCache(path('written'))
  const real = await cache.read(await datasetOf('c'), 1)
  const files = await cache.filesOf(real)
  const [train, schema] = [await readFile(files.train, 'utf8'), await readFile(files.schema, 'utf8')]
  expect(train.split('\n')).toHaveLength(18)
  const { ino } = await stat(files.train)
  await cache.filesOf(real)
  expect((await stat(files.train)).ino).toBe(ino)
  await appendFile(files.train, '99,a\n')
  await cache.filesOf(real)
  expect(await readFile(files.train, 'utf8')).toBe(train)
  await unlink(files.schema)
  await cache.filesOf(real)
  expect(await readFile(files.schema, 'utf8')).toBe(schema)
  await cache.filesOf(await cache.read(await datasetOf('c'), 2))
  expect(await readFile(files.train, 'utf8')).not.toBe(train)
})
