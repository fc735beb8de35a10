import { type Column, isNumberColumn } from '../../table/column.js'
import { ownValue } from '../../table/own.js'
import { type ColumnSchema, type Dialect, plainDialect, type Schema, schemaColumn } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { formatterOf } from '../../table/typing/format.js'
import { plainDigits } from '../../table/typing/number-format.js'
import { type ByteText, decimalRoom, fewBytes, putBytes, putDecimal, putString, reserve } from '../text/byte-text.js'
import { byteOrderMark, encodeText } from '../text/encode.js'
import type { TextFormat } from '../text/writer.js'

/** Texts of numbers that a column remembers; a column with more distinct numbers writes each anew. */
const rememberedTexts = 4096

/** How a schema wants its table written; a file called .tsv has tabs, and another one as the table had, but for those of its ending. */
export function dialectFor(format: 'csv' | 'tsv', schema: Schema): Dialect {
  const kept = schema.dialect ?? plainDialect
  if (format === 'tsv') return { ...kept, delimiter: '\t', spaced: false }
  return kept.byEnding ? { ...kept, delimiter: ',' } : kept
}

/** Delimited text as a format of files. */
export function delimitedText(format: 'csv' | 'tsv'): TextFormat {
  return {
    block(table, schema, first) {
      const dialect = dialectFor(format, schema)
      const start = first ? csvStart(table.names, dialect) : ''
      if (dialect.encoding === 'utf-8') return csvBytes(table, schema, dialect, start)
      return encodeText(start + csvRows(table, schema, dialect), dialect.encoding)
    },
    empty(schema) {
      const dialect = dialectFor(format, schema)
      const names = schema.columns.map(({ name }) => name)
      return encodeText(csvStart(names, dialect), dialect.encoding)
    },
    end: () => new Uint8Array(),
  }
}

/** The line of names that begins a file, after its byte order mark; each is '' where the dialect has none. */
export function csvStart(names: readonly string[], dialect: Dialect): string {
  const mark = dialect.bom ? byteOrderMark : ''
  if (!dialect.header) return mark
  const written = names.map((name) => ownValue(dialect.headers, name) ?? name)
  return mark + written.map(quoter(dialect, names.length)).join(separatorOf(dialect)) + dialect.newline
}

/** The rows of a table as lines of delimited cells. */
export function csvRows(table: Table, schema: Schema, dialect: Dialect): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(csvBytes(table, schema, dialect, ''))
}

/** A text, and after it the rows of a table as lines of delimited cells, in UTF-8. */
export function csvBytes(table: Table, schema: Schema, dialect: Dialect, start: string): Uint8Array<ArrayBuffer> {
  const quote = quoter(dialect, table.columns.length)
  const columns = table.columns.map((column, j) => {
    const end = bytesOf(j === table.columns.length - 1 ? dialect.newline : separatorOf(dialect))
    return new Cells(schemaColumn(schema, column.name), column, quote, dialect, end)
  })
  const room = columns.reduce((sum, column) => sum + column.room, 0)
  const text: ByteText = { bytes: new Uint8Array((table.rows >> 2) * room + 1024), length: 0 }
  putString(text, start, 0)
  if (columns.length > 0) for (let row = 0; row < table.rows; row++) putRow(text, columns, row, room)
  return text.bytes.subarray(0, text.length)
}

/** What it takes to write the cells of a column, each with what follows it. */
class Cells {
  readonly codes: Int32Array
  readonly numbers: Float64Array
  /** The bytes of each level that has come up, by its code + 1, those of a missing cell first. */
  readonly levels: (Uint8Array | undefined)[]
  readonly isNumber: boolean
  /** How numbers with a fixed number of decimals are written; -1: another way. */
  readonly decimals: number
  readonly least: number
  readonly scale: number
  readonly end: Uint8Array
  /** Any cell as text. */
  readonly write: (value: number) => string
  /** Room that is made for a cell before; longer ones see to it themselves. */
  readonly room: number

  constructor(schema: ColumnSchema, column: Column, quote: (cell: string) => string, dialect: Dialect, end: Uint8Array) {
    const plain = isPlain(schema, dialect)
    const digits = plain ? plainDigits(schema) : null
    this.isNumber = isNumberColumn(column)
    this.codes = isNumberColumn(column) ? new Int32Array() : column.values
    this.numbers = isNumberColumn(column) ? column.values : new Float64Array()
    this.levels = isNumberColumn(column) ? [] : Array.from({ length: column.levels.length + 1 })
    this.decimals = digits?.decimals ?? -1
    this.least = digits?.least ?? 0
    this.scale = Number(`1e${Math.max(0, this.decimals)}`)
    this.end = end
    this.room = (digits ? decimalRoom + digits.least : fewBytes) + end.length
    this.write = writerOf(schema, column, quote, plain)
  }
}

function writerOf(schema: ColumnSchema, column: Column, quote: (cell: string) => string, plain: boolean): (value: number) => string {
  const write = formatterOf(schema, column)
  const quoted = (value: number): string => quote(write(value))
  if (!isNumberColumn(column)) return quoted
  const missing = quoted(Number.NaN)
  const texts = remembering(plain ? write : quoted)
  return (value) => (Number.isNaN(value) ? missing : texts(value))
}

function putRow(text: ByteText, columns: readonly Cells[], row: number, room: number): void {
  reserve(text, room)
  for (let j = 0; j < columns.length; j++) {
    const cells = columns[j] as Cells
    if (cells.isNumber) putNumber(text, cells, cells.numbers[row] as number, room)
    else putBytes(text, cells.levels[(cells.codes[row] as number) + 1] ?? levelBytes(cells, cells.codes[row] as number), room)
  }
}

/** A level's bytes are made when they are needed first: a block of rows may hold few of many levels. */
function levelBytes(cells: Cells, code: number): Uint8Array {
  const cell = bytesOf(cells.write(code))
  const whole = new Uint8Array(cell.length + cells.end.length)
  whole.set(cell)
  whole.set(cells.end, cell.length)
  cells.levels[code + 1] = whole
  return whole
}

function putNumber(text: ByteText, { decimals, least, scale, write, end }: Cells, value: number, room: number): void {
  const units = decimals < 0 ? Number.NaN : Math.round(value * scale)
  if (units < 1e15 && units > -1e15) putDecimal(text, units, scale, decimals, least)
  else putString(text, write(value), end.length + room)
  putBytes(text, end, room)
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

function separatorOf({ delimiter, spaced }: Dialect): string {
  return spaced ? `${delimiter} ` : delimiter
}

/** Puts a cell in quotes where it might be misread without: delimiters, quotes, line breaks, blanks at its ends, or an empty line. */
function quoter(
  { delimiter, quoting, quote = '"', escape: before = '', comment = '' }: Dialect,
  columns: number,
): (cell: string) => string {
  const mark = quote === '' ? '"' : quote
  const inner = (cell: string) =>
    before === '' ? cell.replaceAll(mark, mark + mark) : cell.replaceAll(before, before + before).replaceAll(mark, before + mark)
  const inQuotes = (cell: string) => mark + inner(cell) + mark
  if (quoting === 'all') return inQuotes
  return (cell) => {
    if (cell === '') return columns === 1 ? mark + mark : ''
    const needed =
      (comment !== '' && cell.startsWith(comment)) ||
      cell.includes(delimiter) ||
      cell.includes(mark) ||
      /["\n\r\ufeff]|^[ \t']|[ \t]$/.test(cell)
    return needed ? inQuotes(cell) : cell
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
