import type { FileFacts, FileFormat } from '../../io/facts.js'
import { type CodeColumn, type Column, isMissing, isNumberColumn } from '../../table/column.js'
import { type RawTable, rawCell } from '../../table/raw.js'
import { type ColumnSchema, newColumn } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { formatterOf } from '../../table/typing/format.js'
import type { KnownTable } from './input.js'

/** A table as it was read: as written, and as typed. */
export interface ReadRows extends KnownTable {
  readonly raw: RawTable
  readonly facts: FileFacts
}

/** What has been done to it. */
export interface Changes {
  /** The typed table with some of its missing cells filled. */
  readonly filled?: Table
  /** A column to put after the others. */
  readonly added?: { readonly schema: ColumnSchema; readonly column: Column }
}

/**
 * The table that was read, with changes, ready to be written in a format. From one delimited text to another every cell that was there
 * stays as it was written, to the letter; other formats get values.
 */
export function rewritten(read: ReadRows, { filled = read.table, added }: Changes, format: FileFormat): KnownTable {
  const { table, schema } = isDelimited(read.facts.format) && isDelimited(format) ? asWritten(read, filled) : withAllLevels(read, filled)
  if (!added) return { table, schema }
  return {
    table: new Table([...table.columns, added.column], table.rows),
    schema: { ...schema, columns: [...schema.columns, added.schema] },
  }
}

function isDelimited(format: FileFormat): boolean {
  return format === 'csv' || format === 'tsv'
}

/** Every cell as a text: as it was written, or, if it was filled, as the schema writes it. */
function asWritten({ raw, table, schema }: ReadRows, filled: Table): KnownTable {
  const columns = raw.columns.map((column): CodeColumn => {
    const own = schema.columns.find(({ name }) => name === column.name) as ColumnSchema
    const [before, after] = [table.column(column.name), filled.column(column.name)]
    const write = formatterOf(own, after)
    const values = new Int32Array(raw.rows)
    const levels: string[] = []
    const codes = new Map<string, number>()
    for (let row = 0; row < raw.rows; row++) {
      const isFilled = isMissing(before, row) && !isMissing(after, row)
      const text = isFilled ? write(after.values[row]) : (rawCell(column, row) ?? '')
      let code = codes.get(text)
      if (code === undefined) {
        code = levels.push(text) - 1
        codes.set(text, code)
      }
      values[row] = code
    }
    return { name: column.name, kind: 'text', levels, values }
  })
  const texts = columns.map(({ name }) => newColumn({ name, kind: 'text', policy: 'copy' }))
  return { table: new Table(columns, raw.rows), schema: { ...schema, columns: texts, dependencies: [] } }
}

/** The schema with every level that the table holds. */
function withAllLevels({ schema }: ReadRows, filled: Table): KnownTable {
  const columns = schema.columns.map((column): ColumnSchema => {
    const cells = filled.column(column.name)
    if (isNumberColumn(cells) || column.kind === 'id' || column.kind === 'text') return column
    return {
      ...column,
      levels: [...cells.levels],
      ...(column.kind === 'boolean' && cells.levels.length > 2 ? { kind: 'categorical' } : {}),
    } as ColumnSchema
  })
  return { table: filled, schema: { ...schema, columns } }
}
