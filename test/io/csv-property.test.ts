import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { csvRows, csvStart } from '../../src/io/csv/writer.js'
import { encodeText } from '../../src/io/text/encode.js'
import type { CodeColumn } from '../../src/table/column.js'
import type { Dialect } from '../../src/table/schema.js'
import { dialect as dialectSchema, parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'
import { headSize, headThenPieces, inPieces, parse } from './support.js'

const runs = { numRuns: 150 }

/** Texts full of what makes CSV hard. */
const cell = fc.oneof(
  fc.stringMatching(/^[a-c1-3 ]{0,5}$/),
  fc
    .array(fc.constantFrom('"', "'", ',', ';', '\t', '|', '\n', '\r', '\r\n', ' ', 'a', 'é', '€', '😀', '\ufeff', '0'), { maxLength: 6 })
    .map((parts) => parts.join('')),
)
const names = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z ,"]{0,4}[a-z]$/), { minLength: 1, maxLength: 4 })
const rows = (columns: number) => fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { maxLength: 6 })
const tables = names.chain((header) => rows(header.length).map((body) => ({ header, body })))
const dialects = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  quoting: fc.constantFrom('needed' as const, 'all' as const),
  newline: fc.constantFrom('\n' as const, '\r\n' as const, '\r' as const),
  header: fc.boolean(),
  bom: fc.boolean(),
  spaced: fc.boolean(),
  encoding: fc.constantFrom('utf-8' as const, 'utf-16le' as const, 'utf-16be' as const),
})

function columnOf(name: string, cells: readonly string[]): CodeColumn {
  const levels = [...new Set(cells.filter((text) => text !== ''))]
  return { name, kind: 'text', levels, values: Int32Array.from(cells, (text) => levels.indexOf(text)) }
}

/** The table with rows before those that matter, enough to fill what is read before anything is parsed. */
function filled({ header, body }: { header: string[]; body: string[][] }): { header: string[]; body: string[][] } {
  const filler = Array.from({ length: Math.ceil(headSize / 100) + 1 }, () => header.map(() => 'f'.repeat(100)))
  return { header, body: [...filler, ...body] }
}

/** The table as our writer writes it. */
function written({ header, body }: { header: string[]; body: string[][] }, dialect: Dialect): string {
  const schema = parseSchema({ columns: header.map((name) => ({ kind: 'text', name })), dialect })
  const columns = header.map((name, j) =>
    columnOf(
      name,
      body.map((row) => row[j] as string),
    ),
  )
  const table = new Table(columns, body.length)
  return csvStart(header, dialect) + csvRows(table, schema, dialect)
}

describe('a CSV text', () => {
  it('of our writer is read back to the letter by our reader, in every dialect and however its bytes are cut', async () => {
    await fc.assert(
      fc.asyncProperty(tables, dialects, fc.integer({ min: 1, max: 40 }), fc.boolean(), async (small, options, size, long) => {
        const dialect = dialectSchema.parse(options)
        const table = long ? filled(small) : small
        fc.pre(dialect.header || table.body.length > 0)
        const { delimiter, header, encoding } = dialect
        const bytes = encodeText(written(table, dialect), encoding)
        const read = await parse(bytes, { delimiter, header, quote: '"', encoding }, () => headThenPieces(bytes, size))
        expect(read.rows).toEqual(table.body)
        if (header) expect(read.names).toEqual(table.header)
      }),
      runs,
    )
  })

  it('of our writer is read by Papa Parse as well', () => {
    fc.assert(
      fc.property(tables, dialects, (table, options) => {
        const dialect = dialectSchema.parse({ ...options, spaced: false, bom: false, header: true })
        const text = written(table, dialect).slice(0, -dialect.newline.length)
        const { data } = Papa.parse<string[]>(text, { delimiter: dialect.delimiter, newline: dialect.newline })
        expect(data).toEqual([table.header, ...table.body])
      }),
      runs,
    )
  })

  it('of Papa Parse is read by our reader', async () => {
    // Papa quotes no cell for the blanks around it in every dialect, and blanks around unquoted cells are dropped.
    await fc.assert(
      fc.asyncProperty(
        tables,
        fc.constantFrom(',', ';', '\t', '|'),
        fc.integer({ min: 1, max: 40 }),
        async ({ header, body }, delimiter, size) => {
          const text = Papa.unparse([header, ...body], { delimiter, quotes: true })
          const read = await parse(text, { delimiter, header: true, quote: '"' }, (bytes) => inPieces(bytes, size))
          expect([read.names, read.rows]).toEqual([header, body])
        },
      ),
      runs,
    )
  })

  it('in windows-1252 is read back, also without being told', async () => {
    const table = {
      header: ['name', 'n'],
      body: [
        ['Zoë', '1'],
        ['€ “x” ÿ', '2'],
      ],
    }
    const dialect = dialectSchema.parse({ delimiter: ';', encoding: 'windows-1252' })
    for (let size = 1; size < 20; size++) {
      const read = await parse(encodeText(written(table, dialect), 'windows-1252'), {}, (bytes) => inPieces(bytes, size))
      expect([read.names, read.rows]).toEqual([table.header, table.body])
      expect(read.facts.dialect?.encoding).toBe('windows-1252')
      expect(read.facts.notes).toContain('read as windows-1252 (Western European): it is not valid UTF-8')
    }
  })
})
