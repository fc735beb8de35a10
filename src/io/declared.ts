import { InputError, OptionError } from '../errors.js'
import type { RawTable } from '../table/raw.js'
import { type Dialect, plainDialect, type Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { DeclaredTable } from '../table/typing/declared-table.js'
import { readArrow } from './arrow/arrow.js'
import { type Bytes, bytesFrom, collectBytes } from './bytes/bytes.js'
import { unpackedAs } from './bytes/unpack.js'
import { pushCsv } from './csv/declared-csv.js'
import { delimiterNamed } from './csv/sniff.js'
import { type Compression, type FileFacts, type FileFormat, isTextFormat } from './facts.js'
import { columnLists, jsonValue } from './json/json.js'
import { ElementCutter } from './json/records.js'
import { randomAccess, readParquet } from './parquet/parquet.js'
import { recordLines } from './text/record-lines.js'
import { encodingNamed } from './text/text.js'

/** What is publicly known of a file besides the schema; where a part of the dialect is given, it replaces that of the schema. */
export interface DeclaredOptions {
  /** CSV where absent: the bytes are not looked at for it. */
  readonly format?: FileFormat
  readonly compression?: Compression
  readonly names?: readonly string[]
  readonly header?: boolean
  readonly delimiter?: string
  readonly quote?: string
  readonly escape?: string
  readonly comment?: string
  readonly skip?: number
  readonly fillShortRows?: boolean
  readonly encoding?: string
  /** What messages call the file. */
  readonly where?: string
}

/**
 * The table in a file, read by its schema and the schema's dialect alone: nothing is sniffed, each cell is read by its column's schema, and what
 * can't be read so is missing, without a word. A row more or less changes no other row: for any bytes in lines of CSV and JSON, and in
 * well-formed files of the other formats. Throws an InputError for what is publicly known to be wrong: a file without header or of
 * another format.
 */
export async function readDeclared(
  source: Bytes,
  schema: Schema,
  options: DeclaredOptions = {},
): Promise<{ readonly table: Table; readonly facts: FileFacts }> {
  const { format = 'csv', compression = 'none', where = 'table', names } = options
  const dialect = declaredDialect(schema, options)
  const table = new DeclaredTable(schema)
  if (format === 'xlsx' || format === 'sqlite')
    throw new InputError(
      where,
      `${format} files say what a cell is by other cells, so that none is read under a privacy budget; save the table as CSV or Parquet`,
    )
  const bytes = unpackedAs(source, compression, where)
  switch (format) {
    case 'csv':
    case 'tsv':
      await pushCsv(bytes, table, { dialect, names, where })
      break
    case 'ndjson':
      for await (const lines of recordLines(bytes, dialect)) for (const line of lines) table.pushObject(jsonValue(line))
      break
    case 'json':
      await pushJson(bytes, table, dialect, where)
      break
    default:
      table.pushRaw(checkedColumns(await readTyped(bytes, format, where), table, where))
  }
  const wellFormed =
    !['csv', 'tsv', 'ndjson'].includes(format) || compression !== 'none' || (format !== 'ndjson' && dialect.multiline === true)
  const facts = { format, compression, ...(isTextFormat(format) ? { dialect } : {}), notes: [] }
  return { table: table.finish({ format, wellFormed }), facts }
}

/** The schema's dialect, with what is said otherwise in its place. Throws an OptionError for what is no dialect. */
function declaredDialect(schema: Schema, options: DeclaredOptions): Dialect {
  const { format, delimiter, quote, header, encoding, comment, skip, fillShortRows } = options
  const own = schema.dialect ?? plainDialect
  if (quote !== undefined && (quote.length > 1 || /[\r\n]/.test(quote)))
    throw new OptionError('quote', `must be one character other than a line break, or nothing (got '${quote}')`)
  const dialect = {
    ...own,
    ...(format === 'tsv' ? { delimiter: '\t' } : {}),
    ...(delimiter === undefined ? {} : { delimiter: delimiterNamed(delimiter) }),
    ...(quote === undefined ? {} : { quote }),
    ...(header === undefined ? {} : { header }),
    ...(options.escape === undefined ? {} : { escape: options.escape || undefined }),
    ...(comment === undefined ? {} : { comment: comment || undefined }),
    ...(skip === undefined ? {} : { skip }),
    ...(fillShortRows === undefined ? {} : { fillShortRows }),
    ...(encoding === undefined ? {} : { encoding: encodingNamed(encoding) }),
  }
  if (dialect.delimiter === (dialect.quote ?? '"')) throw new OptionError('delimiter', 'is the quote, too; name another one')
  return dialect
}

/** An array of objects, or an object of columns. What it is as a whole is public; in an array, each element is read by itself. */
async function pushJson(source: Bytes, table: DeclaredTable, { encoding }: Dialect, where: string): Promise<void> {
  const text = new TextDecoder(encoding).decode(await collectBytes(source))
  const first = text.trimStart()[0]
  if (first === '[') {
    const cutter = new ElementCutter(where)
    for (const element of [...cutter.push(text), ...cutter.finish()]) table.pushObject(jsonValue(element))
    return
  }
  const value = first === '{' ? jsonValue(text) : undefined
  if (typeof value !== 'object' || value === null) throw new InputError(where, 'is no valid JSON; give an array of objects')
  const lists = columnLists(value, where)
  for (let row = 0; row < (lists[0]?.[1].length ?? 0); row++)
    table.pushObject(Object.fromEntries(lists.map(([name, cells]) => [name, cells[row]])))
}

/** The cells of a typed file. What is wrong with one that can't be read is not said: it might be somebody's row. */
async function readTyped(bytes: Bytes, format: FileFormat, where: string): Promise<RawTable> {
  const whole = await collectBytes(bytes)
  if (whole.length === 0) throw new InputError(where, `is empty (0 bytes); give a file of the format ${format}`)
  const read = format === 'parquet' ? readParquet(randomAccess(whole)) : readArrow(bytesFrom(whole))
  return read.then(
    ({ raw }) => raw,
    () => {
      throw new InputError(where, `can't be read as ${format}; is it whole, and what its name says?`)
    },
  )
}

/** The columns of a typed file, all of which the schema names being there. */
export function checkedColumns(raw: RawTable, { names }: DeclaredTable, where: string): RawTable {
  const absent = names.filter((name) => !raw.columns.some((column) => column.name === name))
  if (absent.length > 0)
    throw new InputError(where, `has no column ${absent.join(', ')}, which the schema has; add it, or take it out of the schema`)
  return raw
}
