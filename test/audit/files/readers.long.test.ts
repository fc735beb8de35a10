import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fileNeighbours, fileRows, fileSchema, fileWays } from '../../../src/audit/files/files.js'
import { tableFromBytes } from '../../../src/pipeline/tables/bytes.js'
import { toDeclaredTable } from '../../../src/pipeline/tables/input.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import type { Table } from '../../../src/table/table.js'
import { differByOne, rowsOf } from './support.js'

const schema = parseSchema(fileSchema)

describe.each(fileWays(10))('$what', (way) => {
  test('reads the other rows the same whatever one record holds', async () => {
    const base = rowsOf(await way.read(way.rows))
    const neighbours = await fileNeighbours(way)
    expect(neighbours.length).toBeGreaterThanOrEqual(40)
    const wrong = neighbours.filter((neighbour) => 'error' in neighbour || !differByOne(base, rowsOf(neighbour.table)))
    expect(wrong.map(({ what }) => what)).toEqual([])
  })
})

/** Any record, as bytes without the byte or bytes that end one. */
const anyRecord = fc
  .oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.string({ unit: 'binary', maxLength: 30 }).map((text) => new TextEncoder().encode(text)),
    fc
      .array(fc.constantFrom('"', "'", ',', ';', '\t', '\\', 'a', '1', '.', ' ', '{', '}', '[', ']', ':', '\r', '\0', 'é'), {
        maxLength: 40,
      })
      .map((letters) => new TextEncoder().encode(letters.join(''))),
  )
  .filter((bytes) => !bytes.includes(10))

const lineWays = fileWays(12).filter(({ what }) => /CSV|TSV|NDJSON/.test(what))

test.each(lineWays)('any bytes without a line feed may be a record of $what', async (way) => {
  const base = rowsOf(await way.read(way.rows))
  await fc.assert(
    fc.asyncProperty(anyRecord, fc.nat(12), async (record, place) => {
      const other = rowsOf(await way.read(way.rows.toSpliced(place, 0, record)))
      expect(differByOne(base, other)).toBe(true)
    }),
    { numRuns: 60, seed: 1 },
  )
})

test('any value may be a cell of a row object, and of an object in an array of JSON', async () => {
  const rows = fileRows(12)
  const base = rowsOf((await toDeclaredTable(rows, schema)).table)
  const array = fileWays(12).find(({ what }) => what === 'JSON')
  const cell = fc.oneof(fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, withNullPrototype: true }), fc.string())
  const row = fc.record(Object.fromEntries(schema.columns.map(({ name }) => [name, cell])), { requiredKeys: [] })
  await fc.assert(
    fc.asyncProperty(row, fc.nat(12), async (odd, place) => {
      expect(differByOne(base, rowsOf((await toDeclaredTable(rows.toSpliced(place, 0, odd), schema)).table))).toBe(true)
      const text = JSON.stringify(odd, (_, value) => (typeof value === 'bigint' ? String(value) : value))
      if (text !== undefined)
        expect(differByOne(base, rowsOf((await array?.read(array.rows.toSpliced(place, 0, text))) as Table))).toBe(true)
    }),
    { numRuns: 100, seed: 1 },
  )
})

test.each(lineWays)('where the bytes are cut makes no difference to $what', async ({ rows, odd, file, what }) => {
  const { schema, format, bytes } = file as NonNullable<typeof file>
  // Without the longest record, which would take as many reads as it has bytes.
  const whole = await bytes([...rows, ...odd.map(([, record]) => record).filter((record) => (record as Uint8Array).length < 10_000)])
  const read = async (size: number) => {
    async function* chunks() {
      for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size)
    }
    return rowsOf((await tableFromBytes(chunks(), { schema, format, guess: false })).table)
  }
  const expected = await read(whole.length)
  expect(expected.length, what).toBeGreaterThan(rows.length)
  for (const size of [1, 2, 3, 7, 64]) expect(await read(size)).toEqual(expected)
})
