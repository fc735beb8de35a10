import { type Column, isNumberColumn } from '../table/column.js'
import { formatterOf } from '../table/format.js'
import { type ColumnSchema, type Dialect, dialect as dialectSchema, type Schema, schemaColumn } from '../table/schema.js'
import type { Table } from '../table/table.js'
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
  const quote = quoter(dialect, table.columns.length)
  const separator = separatorOf(dialect)
  const writers = table.columns.map((column) => cellWriter(schemaColumn(schema, column.name), column, quote, dialect))
  const values = table.columns.map((column) => column.values)
  const last = writers.length - 1
  if (last < 0) return ''
  let text = ''
  for (let i = 0; i < table.rows; i++) {
    for (let j = 0; j < last; j++) text += (writers[j] as CellWriter)((values[j] as Float64Array)[i] as number) + separator
    text += (writers[last] as CellWriter)((values[last] as Float64Array)[i] as number) + dialect.newline
  }
  return text
}

type CellWriter = (value: number) => string

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
  const missing = quote(write(isNumberColumn(column) ? Number.NaN : -1))
  if (!isNumberColumn(column)) {
    const cells = column.levels.map((_, code) => quote(write(code)))
    return (code) => (code < 0 ? missing : (cells[code] as string))
  }
  const cell = isPlain(schema, dialect) ? write : (value: number) => quote(write(value))
  return remembering((value) => (Number.isNaN(value) ? missing : cell(value)))
}

/** Whether the numbers of a column can't contain anything that asks for quotes. */
function isPlain(schema: ColumnSchema, { delimiter, quoting }: Dialect): boolean {
  if (quoting === 'all' || !/[,;\t|]/.test(delimiter)) return false
  if (schema.kind !== 'numeric' && schema.kind !== 'integer') return false
  return schema.prefix === '' && schema.suffix === '' && schema.thousands === '' && schema.point !== delimiter
}

/** The same texts, made once for each number as long as there are few different ones. */
function remembering(write: CellWriter): CellWriter {
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
