import { type Column, isNumberColumn } from '../table/column.js'
import { formatterOf } from '../table/format.js'
import { plainDigits } from '../table/number-format.js'
import { type ColumnSchema, type Dialect, dialect as dialectSchema, type Schema, schemaColumn } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { type ByteText, decimalRoom, putBytes, putDecimal, putString, reserve } from './byte-text.js'
import { byteOrderMark } from './text-encode.js'

/** Texts of numbers that a column remembers; a column with more distinct numbers writes each anew. */
const rememberedTexts = 4096

/** How a schema wants its table written; a file called .tsv has tabs, and one called .csv doesn't. */
export function dialectFor(format: 'csv' | 'tsv', schema: Schema): Dialect {
  const kept = schema.dialect ?? dialectSchema.parse({ delimiter: ',' })
  if (format === 'tsv') return { ...kept, delimiter: '\t', spaced: false }
  return kept.delimiter === '\t' ? { ...kept, delimiter: ',' } : kept
}

/** The line of names that begins a file, after its byte order mark; each is '' where the dialect has none. */
export function csvStart(names: readonly string[], dialect: Dialect): string {
  const mark = dialect.bom ? byteOrderMark : ''
  if (!dialect.header) return mark
  return mark + names.map(quoter(dialect, names.length)).join(separatorOf(dialect)) + dialect.newline
}

/** The rows of a table as lines of delimited cells. */
export function csvRows(table: Table, schema: Schema, dialect: Dialect): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(csvBytes(table, schema, dialect, ''))
}

/** A text, and after it the rows of a table as lines of delimited cells, in UTF-8. */
export function csvBytes(table: Table, schema: Schema, dialect: Dialect, start: string): Uint8Array<ArrayBuffer> {
  const quote = quoter(dialect, table.columns.length)
  const writers = table.columns.map((column) => cellWriter(schemaColumn(schema, column.name), column, quote, dialect))
  const values = table.columns.map((column) => column.values)
  const between = bytesOf(separatorOf(dialect))
  const end = bytesOf(dialect.newline)
  const last = writers.length - 1
  const room = writers.reduce((sum, writer) => sum + writer.room, end.length + last * between.length)
  const text: ByteText = { bytes: new Uint8Array((table.rows >> 2) * room + 1024), length: 0 }
  putString(text, start, room)
  for (let i = 0; i < table.rows && last >= 0; i++) {
    reserve(text, room)
    for (let j = 0; j <= last; j++) {
      if (j > 0) putBytes(text, between)
      ;(writers[j] as CellWriter).put(text, (values[j] as Float64Array)[i] as number, room)
    }
    putBytes(text, end)
  }
  return text.bytes.subarray(0, text.length)
}

/** Puts the cells of one column. */
interface CellWriter {
  /** Most bytes of a cell; a writer that doesn't know makes room itself, and for `spare` bytes after the cell. */
  readonly room: number
  readonly put: (text: ByteText, value: number, spare: number) => void
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

function separatorOf({ delimiter, spaced }: Dialect): string {
  return spaced ? `${delimiter} ` : delimiter
}

/** Puts a cell in quotes where it might be misread without: delimiters, quotes, line breaks, blanks at its ends, or an empty line. */
function quoter({ delimiter, quoting }: Dialect, columns: number): (cell: string) => string {
  const inQuotes = (cell: string) => `"${cell.replaceAll('"', '""')}"`
  if (quoting === 'all') return inQuotes
  return (cell) => {
    if (cell === '') return columns === 1 ? '""' : ''
    const needed = cell.includes(delimiter) || /["\n\r\ufeff]|^[ \t']|[ \t]$/.test(cell)
    return needed ? inQuotes(cell) : cell
  }
}

function cellWriter(schema: ColumnSchema, column: Column, quote: (cell: string) => string, dialect: Dialect): CellWriter {
  const write = formatterOf(schema, column)
  const missing = bytesOf(quote(write(isNumberColumn(column) ? Number.NaN : -1)))
  if (!isNumberColumn(column)) return levelWriter(column.levels.length, (code) => quote(write(code)), missing)
  const plain = isPlain(schema, dialect)
  const texts = textWriter(remembering(plain ? write : (value) => quote(write(value))), missing)
  return (plain && decimalWriter(schema, texts.put, missing)) || texts
}

/** Every level's bytes are made when they are needed first: a block of rows may hold few of many levels. */
function levelWriter(levels: number, write: (code: number) => string, missing: Uint8Array): CellWriter {
  const cells: (Uint8Array | undefined)[] = Array.from({ length: levels })
  return {
    room: missing.length,
    put: (text, code, spare) => {
      let cell = code < 0 ? missing : cells[code]
      if (cell === undefined) {
        cell = bytesOf(write(code))
        cells[code] = cell
      }
      reserve(text, cell.length + spare)
      putBytes(text, cell)
    },
  }
}

function textWriter(write: (value: number) => string, missing: Uint8Array): CellWriter {
  return {
    room: missing.length,
    put: (text, value, spare) => {
      if (Number.isNaN(value)) putBytes(text, missing)
      else putString(text, write(value), spare)
    },
  }
}

/** Writes numbers with a fixed number of decimals digit by digit, and those too large for it the other way; null for other columns. */
function decimalWriter(schema: ColumnSchema, putOther: CellWriter['put'], missing: Uint8Array): CellWriter | null {
  const digits = plainDigits(schema)
  if (!digits) return null
  const { decimals, least } = digits
  const scale = Number(`1e${decimals}`)
  return {
    room: Math.max(missing.length, decimalRoom + least),
    put: (text, value, spare) => {
      const units = Math.round(value * scale)
      if (units < 1e15 && units > -1e15) putDecimal(text, units, scale, decimals, least)
      else putOther(text, value, spare)
    },
  }
}

/** Whether the numbers of a column can't contain anything that asks for quotes. */
function isPlain(schema: ColumnSchema, { delimiter, quoting }: Dialect): boolean {
  if (quoting === 'all' || !/[,;\t|]/.test(delimiter)) return false
  if (schema.kind !== 'numeric' && schema.kind !== 'integer') return false
  return schema.prefix === '' && schema.suffix === '' && schema.thousands === '' && schema.point !== delimiter
}

/** The same texts, made once for each number as long as there are few different ones. */
function remembering(write: (value: number) => string): (value: number) => string {
  const known = new Map<number, string>()
  return (value) => {
    if (known.size > rememberedTexts) return write(value)
    let text = known.get(value)
    if (text === undefined) {
      text = write(value)
      known.set(value, text)
    }
    return text
  }
}
