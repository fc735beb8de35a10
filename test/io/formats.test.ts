import fc from 'fast-check'
import initSqlJs from 'sql.js'
import { describe, expect, it } from 'vitest'
import { bytesFrom } from '../../src/io/bytes/bytes.js'
import { readDeclared } from '../../src/io/declared.js'
import { formats } from '../../src/io/formats.js'
import { readBytes } from '../../src/io/read.js'
import { createTableWriter } from '../../src/io/writer.js'
import type { Schema } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'
import { decode } from '../../src/table/typing/decode.js'
import { Collected, messageOf, rowsOf } from './support.js'

const schema = parseSchema({
  columns: [
    { name: 'whole', kind: 'integer', storage: 'int32' },
    { name: 'number', kind: 'numeric', decimals: 2 },
    { name: 'level', kind: 'categorical', levels: ['b', 'ä "q"', 'a, c', 'x\ny'], storage: 'utf8' },
    { name: 'truth', kind: 'boolean', levels: ['false', 'true'], storage: 'bool' },
    { name: 'day', kind: 'datetime', format: '%Y-%m-%d', unit: 'day' },
    { name: 'time', kind: 'datetime', format: '%Y-%m-%dT%H:%M:%S', unit: 's' },
  ],
})

const cell = fc.record({
  whole: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { nil: Number.NaN }),
  number: fc.option(
    fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 100),
    { nil: Number.NaN },
  ),
  level: fc.integer({ min: -1, max: 3 }),
  truth: fc.integer({ min: -1, max: 1 }),
  day: fc.option(fc.integer({ min: 0, max: 40_000 }), { nil: Number.NaN }),
  time: fc.option(fc.integer({ min: 0, max: 4_000_000_000 }), { nil: Number.NaN }),
})

function tableOf(rows: readonly Record<string, number>[]): Table {
  return new Table(
    schema.columns.map((column) => {
      const cells = rows.map((row) => row[column.name] as number)
      if (column.kind === 'categorical' || column.kind === 'boolean')
        return { name: column.name, kind: column.kind, levels: column.levels, values: Int32Array.from(cells) }
      return { name: column.name, kind: column.kind as 'numeric', values: Float64Array.from(cells, (value) => value + 0) }
    }),
    rows.length,
  )
}

async function written(table: Table, own: Schema, type: Parameters<typeof createTableWriter>[0]): Promise<Uint8Array> {
  const sink = new Collected()
  const writer = await createTableWriter(type, own, sink)
  await writer.write(table)
  await writer.close()
  return sink.bytes
}

const writable = formats.flatMap((format) => ('write' in format ? [format.name] : []))

describe('a table of every kind', () => {
  it.each(writable.flatMap((format) => (['none', 'gzip', 'zstd'] as const).map((compression) => [format, compression] as const)))(
    'comes back to the letter from %s, packing %s',
    async (format, compression) => {
      await fc.assert(
        fc.asyncProperty(fc.array(cell, { minLength: 4, maxLength: 12 }), async (rows) => {
          const first = { whole: 1, number: 0.25, level: 0, truth: 1, day: 1, time: 86_401 }
          const table = tableOf([first, ...rows])
          const bytes = await written(table, schema, { format, compression })
          const { raw, facts } = await readBytes(bytesFrom(bytes), { format, header: true, skip: 0 })
          expect(facts.compression).toBe(compression)
          expect(decode(raw, schema).columns.map(({ values }) => Array.from(values))).toEqual(
            table.columns.map(({ values }) => Array.from(values)),
          )
        }),
        { numRuns: format === 'xlsx' ? 3 : 8 },
      )
    },
  )

  it.each(['xlsx', 'parquet', 'arrow', 'csv'] as const)('is known as %s by its first bytes, packed or not', async (format) => {
    const table = tableOf([{ whole: 1, number: 0.25, level: 0, truth: 1, day: 1, time: 86_401 }])
    for (const compression of ['none', 'zstd'] as const) {
      const { facts } = await readBytes(bytesFrom(await written(table, schema, { format, compression })))
      expect(facts).toMatchObject({ format, compression })
    }
  })
})

describe('an Excel file', () => {
  it('has formulas, links, rich texts, times of day and titles as what they show', async () => {
    const { default: excel } = await import('exceljs')
    const book = new excel.Workbook()
    const sheet = book.addWorksheet('one')
    sheet.addRow(['Sales of the year'])
    sheet.addRow(['n', 'twice', 'who', 'at', 'on'])
    for (let i = 0; i < 9; i++) {
      sheet.addRow([
        i,
        { formula: `A${i + 3}*2`, result: 2 * i },
        i % 2 ? { text: 'Ann', hyperlink: 'https://example.org' } : { richText: [{ text: 'B' }, { text: 'ob' }] },
        new Date(Date.UTC(1899, 11, 30, i, 30)),
        new Date(Date.UTC(2021, 4, i + 1)),
      ])
    }
    book.addWorksheet('two').addRows([['a'], [1], [2]])
    const bytes = new Uint8Array(await book.xlsx.writeBuffer())
    const { raw, facts } = await readBytes(bytesFrom(bytes))
    expect(raw.columns.map(({ name, declared }) => [name, declared?.type])).toEqual([
      ['n', 'int64'],
      ['twice', 'int64'],
      ['who', 'utf8'],
      ['at', 'time32[s]'],
      ['on', 'date32'],
    ])
    expect(rowsOf(raw)[3]).toEqual(['3', '6', 'Ann', '03:30:00', String(Date.UTC(2021, 4, 4) / 864e5)])
    expect(facts.notes.join()).toContain("first sheet, 'one', of 2")
    expect(facts.notes.join()).toContain('Sales of the year')
    expect(rowsOf((await readBytes(bytesFrom(bytes), { table: 'two' })).raw)).toEqual([['1'], ['2']])
    expect(await messageOf(readBytes(bytesFrom(bytes), { table: 'no' }))).toContain('give one of one, two')
  })
})

describe('a sheet without a header', () => {
  it('has rows from the first one on, of words and of numbers; years may be names', async () => {
    const read = async (rows: (string | number)[][]) => {
      const { default: excel } = await import('exceljs')
      const book = new excel.Workbook()
      book.addWorksheet('one').addRows(rows)
      const { raw } = await readBytes(bytesFrom(new Uint8Array(await book.xlsx.writeBuffer())))
      return [raw.rows, raw.columns[0]?.name]
    }
    const words = Array.from({ length: 30 }, (_, i) => [['north', 'south'][i % 2] as string, ['yes', 'no', 'maybe'][i % 3] as string])
    expect(await read(words)).toEqual([30, 'column_1'])
    expect(await read([['side', 'answer'], ...words])).toEqual([30, 'side'])
    expect(await read(words.map((row, i) => [...row, i]))).toEqual([30, 'column_1'])
    expect(await read([['side', 2019, 2020], ...words.map(([side], i) => [side as string, i / 7, i * 3.5])])).toEqual([30, 'side'])
  })
})

describe('an SQLite database', () => {
  it('gives one of its tables, to the digit', async () => {
    const { Database } = await initSqlJs()
    const database = new Database()
    database.run('CREATE TABLE t (id INTEGER, v REAL, s TEXT, b BLOB, m, n)')
    database.run(
      "INSERT INTO t VALUES (9007199254740993, 1.5, '', x'00ff', 1, 1), (2, NULL, 'a', NULL, 'x', 'x'), (3, 2, 'b', x'01', NULL, '2')",
    )
    const bytes = database.export()
    const { raw, facts } = await readBytes(bytesFrom(bytes))
    expect(facts.format).toBe('sqlite')
    // Of several types, numbers come back as numbers where no text could be one.
    expect(raw.columns.map(({ declared }) => declared?.type)).toEqual(['int64', 'float64', 'utf8', 'binary', 'mixed', 'utf8'])
    expect(rowsOf(raw)).toEqual([
      ['9007199254740993', '1.5', '', '00ff', '1', '1'],
      ['2', null, 'a', null, 'x', 'x'],
      ['3', '2', 'b', '01', null, '2'],
    ])
    database.run('CREATE TABLE u (x)')
    expect(await messageOf(readBytes(bytesFrom(database.export())))).toContain('name one with --table: t, u')
    expect((await readBytes(bytesFrom(database.export()), { table: 'u' })).raw.rows).toBe(0)
    expect(await messageOf(written(tableOf([]), schema, 'sqlite'))).toContain('read but not written')
  })
})

describe('a privacy budget', () => {
  it.each(['xlsx', 'sqlite'] as const)('reads no %s, where a cell is told by others', async (format) => {
    expect(await messageOf(readDeclared(bytesFrom(new Uint8Array()), schema, { format }))).toContain('under a privacy budget')
  })

  it('reads what is packed with zstd', async () => {
    const table = tableOf([{ whole: 1, number: 0.25, level: 0, truth: 1, day: 1, time: 86_401 }])
    const bytes = await written(table, schema, { format: 'csv', compression: 'zstd' })
    expect((await readDeclared(bytesFrom(bytes), schema, { format: 'csv', compression: 'zstd' })).table.rows).toBe(1)
  })
})

describe('the list of formats', () => {
  it('has each ending once', () => {
    const endings = formats.flatMap((format) => [...format.endings])
    expect(new Set(endings).size).toBe(endings.length)
  })
})
