import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { arrowTableToRaw, tableToArrow } from '../../src/io/arrow/arrow.js'
import { bytesFrom } from '../../src/io/bytes/bytes.js'
import { delimitedText } from '../../src/io/csv/writer.js'
import type { FileFormat, FileType } from '../../src/io/facts.js'
import { jsonText, ndjsonText } from '../../src/io/json/writer.js'
import { readBytes } from '../../src/io/read.js'
import { createTableWriter } from '../../src/io/writer.js'
import { type Column, isNumberColumn } from '../../src/table/column.js'
import { inferSchema } from '../../src/table/inference/infer.js'
import type { Schema, SchemaInput } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { concatTables, Table } from '../../src/table/table.js'
import { decode } from '../../src/table/typing/decode.js'
import { Collected, inPieces, rowsOf } from './support.js'

const formats = ['csv', 'tsv', 'json', 'ndjson', 'arrow', 'arrow-stream', 'parquet'] as const

async function written(type: FileType | FileFormat, schema: Schema, tables: readonly Table[]): Promise<Uint8Array> {
  const sink = new Collected()
  const writer = await createTableWriter(type, schema, sink)
  for (const table of tables) await writer.write(table)
  await writer.close()
  return sink.bytes
}

/** The cells of a table: numbers, levels, null. */
function cellsOf(table: Table): Record<string, unknown[]> {
  const cell = (column: Column, value: number) => {
    if (isNumberColumn(column)) return Number.isNaN(value) ? null : value
    return value < 0 ? null : column.levels[value]
  }
  return Object.fromEntries(table.columns.map((column) => [column.name, Array.from(column.values, (value) => cell(column, value))]))
}

const schema = parseSchema({
  columns: [
    { name: 'age', kind: 'integer', missing: ['?'], min: -5, max: 120 },
    { name: 'price, net', kind: 'numeric', decimals: 2, fixed: true, prefix: '$', thousands: ',' },
    { name: 'ratio', kind: 'numeric' },
    { name: 'job', kind: 'categorical', levels: ['Cook', 'Fire "chief"', 'Zoë, 2nd\nline'] },
    { name: 'size', kind: 'ordinal', levels: ['S', 'M', 'L'] },
    { name: 'member', kind: 'boolean', levels: ['no', 'yes'] },
    { name: 'born', kind: 'datetime', format: '%d/%m/%Y', unit: 'day' },
    { name: 'seen', kind: 'datetime', format: '%Y-%m-%d %H:%M:%S.%6f', unit: 'us' },
    { name: 'zip', kind: 'categorical', levels: ['00712', '90210'] },
    { name: 'key', kind: 'id', pattern: 'C-{n:3}' },
    { name: 'note', kind: 'text' },
  ],
} satisfies SchemaInput)

const nan = Number.NaN
const table = new Table([
  { name: 'age', kind: 'integer', values: Float64Array.of(39, nan, -5, 0) },
  { name: 'price, net', kind: 'numeric', values: Float64Array.of(1234.5, 0.07, nan, -3) },
  { name: 'ratio', kind: 'numeric', values: Float64Array.of(0.1 + 0.2, 1e-7, nan, -1e22) },
  {
    name: 'job',
    kind: 'categorical',
    levels: schema.columns.flatMap((c) => (c.name === 'job' && 'levels' in c ? c.levels : [])),
    values: Int32Array.of(2, 1, -1, 0),
  },
  { name: 'size', kind: 'ordinal', levels: ['S', 'M', 'L'], values: Int32Array.of(0, 2, -1, 1) },
  { name: 'member', kind: 'boolean', levels: ['no', 'yes'], values: Int32Array.of(1, 0, -1, 1) },
  { name: 'born', kind: 'datetime', values: Float64Array.of(19782, -1, nan, 0) },
  { name: 'seen', kind: 'datetime', values: Float64Array.of(1709209815123456, -1, nan, 0) },
  { name: 'zip', kind: 'categorical', levels: ['00712', '90210'], values: Int32Array.of(0, 1, -1, 0) },
  { name: 'key', kind: 'id', levels: ['C-001', 'C-002', 'C-003', 'C-004'], values: Int32Array.of(0, 1, 2, 3) },
  { name: 'note', kind: 'text', levels: ['a;b', ' x '], values: Int32Array.of(0, 1, -1, -1) },
])

/** Types of the columns of a typed file, from a schema that names none. */
const typed = ['int64', 'float64', 'float64', 'dictionary', 'dictionary', 'bool', 'date32', 'timestamp[us]', 'dictionary', 'utf8', 'utf8']

describe('a table', () => {
  it.each(formats)('comes back from %s with its columns in order and every cell, whole and in blocks', async (format) => {
    const blocks = [table.slice(0, 1), table.slice(1, 1), table.slice(1, 4)]
    for (const tables of [[table], blocks]) {
      const { raw, facts } = await readBytes(bytesFrom(await written(format, schema, tables)), { format })
      expect(facts.format).toBe(format)
      expect(raw.columns.map(({ name }) => name)).toEqual(table.names)
      if (format === 'arrow' || format === 'arrow-stream') expect(raw.columns.map((column) => column.declared?.type)).toEqual(typed)
      if (format === 'parquet')
        expect(raw.columns.map((column) => column.declared?.type.replace('utf8', 'dictionary'))).toEqual(
          typed.map((type) => type.replace('utf8', 'dictionary')),
        )
      const readable =
        format === 'csv' || format === 'tsv' || facts.format === 'json' || facts.format === 'ndjson' ? schema : plainBooleans(schema)
      expect(cellsOf(decode(raw, readable))).toEqual(cellsOf(readable === schema ? table : plainCells(table)))
    }
  })

  it.each(['csv', 'json', 'ndjson'] as const)('comes back from gzipped %s', async (format) => {
    const bytes = await written({ format, compression: 'gzip' }, schema, [table, table])
    const { raw, facts } = await readBytes(inPieces(bytes, 100))
    expect([facts.compression, raw.rows]).toEqual(['gzip', 8])
    expect(cellsOf(decode(raw, schema))).toEqual(cellsOf(concatTables([table, table])))
  })

  it.each(formats)('of no rows comes back from %s with its names, where the format has them', async (format) => {
    for (const tables of [[], [table.slice(0, 0)]]) {
      const bytes = await written(format, schema, tables)
      if (format === 'ndjson') expect(bytes).toHaveLength(0)
      else {
        const { raw } = await readBytes(bytesFrom(bytes), { format })
        expect([raw.rows, raw.columns.map(({ name }) => name)]).toEqual([0, format === 'json' ? [] : table.names])
      }
    }
  })

  it('is recognised by its bytes alone', async () => {
    for (const format of formats) {
      const { facts } = await readBytes(inPieces(await written(format, schema, [table]), 13))
      expect(facts.format).toBe(format)
    }
  })

  it.each([
    ['csv', delimitedText('csv')],
    ['tsv', delimitedText('tsv')],
    ['json', jsonText],
    ['ndjson', ndjsonText],
  ] as const)('is the same %s written by blocks on other threads', async (format, text) => {
    const parts = [text.block(table.slice(0, 3), schema, true), text.block(table.slice(3, 4), schema, false), text.end(false)]
    expect(Buffer.concat(parts)).toEqual(Buffer.from(await written(format, schema, [table])))
  })

  it('becomes an Arrow table and is made of one', async () => {
    const arrow = await tableToArrow(table, schema)
    expect([arrow.numRows, arrow.schema.names]).toEqual([4, table.names])
    expect(arrow.getChild('job')?.get(1)).toBe('Fire "chief"')
    expect(cellsOf(decode(arrowTableToRaw(arrow), plainBooleans(schema)))).toEqual(cellsOf(plainCells(table)))
    expect(arrowTableToRaw(arrow.concat(arrow)).rows).toBe(8)
  })
})

/** In a typed file yes and no are true and false. */
function plainBooleans(from: Schema): Schema {
  return { ...from, columns: from.columns.map((column) => (column.kind === 'boolean' ? { ...column, levels: ['false', 'true'] } : column)) }
}

function plainCells(from: Table): Table {
  return new Table(from.columns.map((column) => (column.kind === 'boolean' ? { ...column, levels: ['false', 'true'] } : column)))
}

describe('a typed file', () => {
  const fixture = (name: string) => new Uint8Array(readFileSync(new URL(`../fixtures/io/${name}`, import.meta.url)))

  it.each([
    ['pandas-lz4.feather', 'arrow'],
    ['pandas-snappy.parquet', 'parquet'],
    ['polars.arrow', 'arrow-stream'],
    ['polars.parquet', 'parquet'],
    ['duckdb.parquet', 'parquet'],
    ['pyarrow.arrow', 'arrow'],
    ['pyarrow-groups.parquet', 'parquet'],
  ] as const)('%s keeps its types and cells when its table is written as %s', async (name, format) => {
    const original = (await readBytes(bytesFrom(fixture(name)))).raw
    const inferred = inferSchema(original).schema
    const again = (await readBytes(bytesFrom(await written(format, inferred, [decode(original, inferred)])))).raw
    // Whole numbers beyond 2^53 are levels of a categorical column, and stay whole numbers where they were.
    expect(again.columns.map((column) => [column.name, column.declared?.type])).toEqual(
      original.columns.map((column) => [column.name, column.declared?.type]),
    )
    expect(rowsOf(again)).toEqual(rowsOf(original))
  })
})

describe('numbers', () => {
  it('come back to the bit from every format that holds doubles', async () => {
    const numbers = parseSchema({ columns: [{ name: 'x', kind: 'numeric' }] })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.double({ noDefaultInfinity: true }), fc.constant(nan)), { minLength: 1 }),
        fc.constantFrom(...formats),
        async (values, format) => {
          const column = new Table([{ name: 'x', kind: 'numeric', values: Float64Array.from(values, (value) => value + 0) }])
          const { raw } = await readBytes(bytesFrom(await written(format, numbers, [column])), { format, header: true })
          expect(cellsOf(decode(raw, numbers))).toEqual(cellsOf(column))
        },
      ),
      { numRuns: 150 },
    )
  })
})
