import { type CodeColumn, type Column, isNumberColumn } from '../column.js'
import { keyPattern } from '../kinds/ids.js'
import type { ColumnSchema, Schema } from '../schema.js'
import { Table } from '../table.js'

/** The column whose values tie the rows of a sequence together; undefined where there is none. */
export function sequenceKeyOf(schema: Schema): ColumnSchema | undefined {
  return schema.columns.find(({ role }) => role === 'sequence-key')
}

/**
 * The table and its schema with the sequence key as an id, so that no real key is kept or copied: what was declared a key but read as
 * numbers or levels gets the pattern that its values share. A table without such a column stays as it is.
 */
export function withIdKeys(table: Table, schema: Schema): { readonly table: Table; readonly schema: Schema } {
  const key = sequenceKeyOf(schema)
  if (!key || key.kind === 'id') return { table, schema }
  const column = asKeys(table.column(key.name))
  const { name, role, nullable, missing, sensitive, storage } = key
  const id: ColumnSchema = { name, role, nullable, missing, sensitive, storage, kind: 'id', ...keyPattern(column.levels) }
  return {
    table: new Table(
      table.columns.map((other) => (other.name === name ? column : other)),
      table.rows,
    ),
    schema: { ...schema, columns: schema.columns.map((other) => (other === key ? id : other)) },
  }
}

/** The column as keys of their own, of which those that don't occur are left out. */
function asKeys(column: Column): CodeColumn {
  const levels: string[] = []
  const codes = new Map<number, number>()
  const values = new Int32Array(column.values.length).fill(-1)
  for (let row = 0; row < values.length; row++) {
    const value = column.values[row] as number
    if (isNumberColumn(column) ? Number.isNaN(value) : value < 0) continue
    let code = codes.get(value)
    if (code === undefined) {
      code = levels.push(isNumberColumn(column) ? String(value) : (column.levels[value] as string)) - 1
      codes.set(value, code)
    }
    values[row] = code
  }
  return { name: column.name, kind: 'id', levels, values }
}
