import { type CodeColumn, type Column, countMissing } from '../table/column.js'
import type { ColumnSchema, Schema } from '../table/schema.js'
import { Table } from '../table/table.js'
import type { Derivation } from './synthesizer.js'

/** The one level of a column that stands for "there is a value here" where the value itself is made anew. */
const present = ['present']

/** What the shell makes itself: keys, and placeholders for free text. */
export function isMadeAnew(column: ColumnSchema): boolean {
  return column.kind === 'id' || (column.kind === 'text' && column.policy === 'placeholder')
}

/**
 * The schema that a model sees. Columns made anew are left out, or, where cells are missing, reduced to whether there is a value,
 * so that their missingness is learned together with everything else. Texts that may be copied are levels like any other.
 */
export function modelledSchema(schema: Schema, derivations: readonly Derivation[]): Schema {
  const columns = schema.columns
    .filter((column) => !derivations.some(({ to }) => to === column.name) && (!isMadeAnew(column) || learnsPresence(column)))
    .map((column): ColumnSchema => {
      if (column.kind !== 'text' && column.kind !== 'id') return column
      const { name, role, nullable, missing, sensitive } = column
      return {
        name,
        role,
        nullable,
        missing,
        sensitive,
        kind: 'categorical',
        levels: column.kind === 'text' && column.policy === 'copy' ? column.levels : present,
      }
    })
  return { ...schema, columns, dependencies: [] }
}

function learnsPresence(column: ColumnSchema): boolean {
  return column.nullable && column.role !== 'key'
}

/** The table that a model sees: the columns of `modelledSchema`. */
export function modelledTable(table: Table, modelled: Schema, schema: Schema): Table {
  const columns = modelled.columns.map(({ name }) => {
    const column = table.column(name)
    return isMadeAnew(schema.columns.find((column) => column.name === name) as ColumnSchema)
      ? presence(column as CodeColumn)
      : asModelled(column)
  })
  return new Table(columns, table.rows)
}

function asModelled(column: Column): Column {
  return column.kind === 'text' ? { ...column, kind: 'categorical' } : column
}

function presence(column: CodeColumn): Column {
  return { name: column.name, kind: 'categorical', levels: present, values: column.values.map((code) => Math.min(code, 0)) }
}

/**
 * The schema with what the rows say beyond it: `nullable` only where a cell is missing, so that nothing is learned about gaps that are
 * not there, and the texts of a column that may be copied.
 */
export function observedSchema(schema: Schema, table: Table): Schema {
  return {
    ...schema,
    columns: schema.columns.map((column): ColumnSchema => {
      const cells = table.column(column.name)
      const nullable = column.nullable && countMissing(cells) > 0
      if (column.kind !== 'text' || column.policy !== 'copy') return { ...column, nullable }
      return { ...column, nullable, levels: [...(cells as CodeColumn).levels] }
    }),
  }
}
