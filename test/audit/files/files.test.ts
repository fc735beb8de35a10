import { describe, expect, test } from 'vitest'
import { type FileWay, fileNeighbours, fileRows, fileSchema, fileWays } from '../../../src/audit/files/files.js'
import { toDeclaredTable } from '../../../src/pipeline/tables/input.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import { differByOne, rowsOf } from './support.js'

const schema = parseSchema(fileSchema)

describe.each(fileWays(10))('$what', (way) => {
  test('reads ordinary rows as they are', async () => {
    const { table } = await toDeclaredTable(fileRows(10), schema)
    expect(rowsOf(await way.read(way.rows))).toEqual(rowsOf(table))
    expect(rowsOf(table).join()).not.toContain('null,')
  })
})

test('a file of no rows is read like one of some: empty, or with a header alone', async () => {
  for (const way of fileWays(1)) expect((await way.read([])).rows).toBe(0)
})

test('a CSV file reads the other rows the same whatever one record holds', async () => {
  const [way] = fileWays(10) as [FileWay]
  const base = rowsOf(await way.read(way.rows))
  const wrong = (await fileNeighbours(way)).filter((neighbour) => 'error' in neighbour || !differByOne(base, rowsOf(neighbour.table)))
  expect(wrong.map(({ what }) => what)).toEqual([])
})
