import Papa from 'papaparse'
import { InputError } from '../../errors.js'
import type { Dialect } from '../../table/schema.js'
import type { DeclaredTable } from '../../table/typing/declared-table.js'
import type { Bytes } from '../bytes/bytes.js'
import { distinctNames } from '../column-names.js'
import { recordLines } from '../text/record-lines.js'
import { type Mending, TextMender } from './mend.js'
import { lineBreakOf } from './sniff.js'

export interface DeclaredCsv {
  readonly dialect: Dialect
  /** Names of the columns in the order of the file; they replace those of a header. */
  readonly names?: readonly string[]
  readonly where: string
}

/**
 * Puts the records of a delimited text into a table as its dialect says, line by line: a line that has too many cells or too few, or whose quotes
 * are not closed, is left out, and no other line is read differently for it. Throws an InputError for what is wrong with the header.
 */
export async function pushCsv(source: Bytes, table: DeclaredTable, { dialect, names, where }: DeclaredCsv): Promise<void> {
  const cellsOf = recordParser(dialect)
  let layout = dialect.header ? undefined : layoutOf(table, names ?? table.names, where)
  let skip = dialect.skip ?? 0
  for await (const lines of dialect.multiline ? joinedLines(recordLines(source, dialect), dialect) : recordLines(source, dialect)) {
    for (const line of lines) {
      if (skip > 0) {
        skip--
        continue
      }
      if (dialect.comment !== undefined && line.startsWith(dialect.comment)) continue
      const cells = cellsOf(line)
      if (layout) {
        const row = dialect.fillShortRows && cells && line !== '' ? filledUp(cells, layout.width) : cells
        if (row?.length === layout.width) table.pushTexts(row, layout.places)
        continue
      }
      const header = distinctNames((cells ?? []).map((name) => name.trim())).names
      layout = layoutOf(table, names ?? header, where)
    }
  }
  if (!layout) throw new InputError(where, 'is empty; give a table with a header')
}

/** The cells of a record with empty ones where its end was left out. */
function filledUp(cells: readonly string[], width: number): readonly string[] {
  return cells.length >= width ? cells : [...cells, ...Array<string>(width - cells.length).fill('')]
}

interface Layout {
  /** Cells of a record. */
  readonly width: number
  /** Which of them belongs to each column of the table. */
  readonly places: readonly number[]
}

function layoutOf(table: DeclaredTable, names: readonly string[], where: string): Layout {
  const absent = table.names.filter((name) => !names.includes(name))
  if (absent.length > 0) {
    throw new InputError(
      where,
      `its first line doesn't name ${absent.join(', ')}, which the schema has; check the dialect in the schema (delimiter, quote, encoding, header), or pass the names (--names)`,
    )
  }
  return { width: names.length, places: table.names.map((name) => names.indexOf(name)) }
}

/** The cells of one record; null where its quotes don't add up. */
function recordParser({ delimiter, quote = '"', escape: mark, spaced, newline }: Dialect): (record: string) => readonly string[] | null {
  const separator = spaced ? `${delimiter} ` : delimiter
  const parser = new Papa.Parser({ delimiter: separator, quoteChar: quote || '"', newline: lineBreakOf(newline) } as Papa.ParseConfig)
  return (line) => {
    const record = mark === undefined ? line : unescaped(line, { quote, escape: mark })
    if (quote === '' || !record.includes(quote)) return record.split(delimiter)
    const { data, errors } = parser.parse(record, 0, false) as Papa.ParseResult<string[]>
    return errors.length === 0 && data.length === 1 ? (data[0] as string[]) : null
  }
}

/** A record with doubled quotes in place of escaped ones. */
function unescaped(record: string, mending: Mending): string {
  const mender = new TextMender(mending, false)
  return mender.push(record) + mender.finish()
}

/** Lines put together while quotes are open. One that is never closed takes all that follows, so that nothing is promised about such files. */
async function* joinedLines(source: AsyncIterable<string[]>, { quote = '"', newline }: Dialect): AsyncGenerator<string[]> {
  let pending = ''
  let open = false
  for await (const lines of source) {
    const records: string[] = []
    for (const line of lines) {
      pending = open ? pending + newline + line : line
      if (quote !== '' && line.split(quote).length % 2 === 0) open = !open
      if (!open) records.push(pending)
    }
    yield records
  }
}
