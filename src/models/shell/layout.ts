import { type CodeColumn, type Column, hasMissing } from '../../table/column.js'
import { type ColumnSchema, columnSchema, type Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import type { Derivation, Synthesizer } from '../synthesizer.js'
import { numberSequences } from './sequence-rows.js'

type Unit = Synthesizer['unit']

/** The one level of a column that stands for "there is a value here" where the value itself is made anew. */
const present = ['present']

/** What the shell makes itself: keys, and placeholders for free text. */
export function isMadeAnew(column: ColumnSchema): boolean {
  return column.kind === 'id' || (column.kind === 'text' && column.policy === 'placeholder')
}

/**
 * The schema that a model sees. Columns made anew are left out, or, where cells are missing, reduced to whether there is a value,
 * so that their missingness is learned together with everything else. Texts that may be copied are levels like any other. A model of
 * sequences sees the key that ties rows together as the number of the sequence.
 */
export function modelledSchema(schema: Schema, derivations: readonly Derivation[], unit: Unit = 'row'): Schema {
  const isKey = (column: ColumnSchema): boolean => unit === 'sequence' && column.role === 'sequence-key'
  const columns = schema.columns
    .filter(
      (column) => !derivations.some(({ to }) => to === column.name) && (!isMadeAnew(column) || learnsPresence(column) || isKey(column)),
    )
    .map((column): ColumnSchema => {
      if (isKey(column)) return columnSchema.parse({ name: column.name, role: column.role, kind: 'integer', nullable: false })
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
  return column.nullable && column.role !== 'key' && column.role !== 'sequence-key'
}

/** The table that a model sees: the columns of `modelledSchema`. */
export function modelledTable(table: Table, modelled: Schema, schema: Schema): Table {
  const columns = modelled.columns.map(({ name, role }) => {
    const column = table.column(name)
    if (role === 'sequence-key') return numberSequences(column)
    return isMadeAnew(schema.columns.find((column) => column.name === name) as ColumnSchema)
      ? presence(column as CodeColumn)
      : asModelled(column)
  })
  return new Table(columns, table.rows)
}

function asModelled(column: Column): Column {
  return column.kind === 'text' ? { ...column, kind: 'categorical' } : column
}

/** The schema with texts that may be copied as levels, so that all parts of a table have one code for each. */
export function withTextsAsLevels(schema: Schema): Schema {
  const columns = schema.columns.map((column): ColumnSchema => {
    if (column.kind !== 'text' || column.policy !== 'copy') return column
    const { name, role, nullable, missing, sensitive, levels } = column
    return { name, role, nullable, missing, sensitive, levels, kind: 'categorical' }
  })
  return { ...schema, columns }
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
      const nullable = column.nullable && hasMissing(cells)
      if (column.kind !== 'text' || column.policy !== 'copy') return { ...column, nullable }
      return { ...column, nullable, levels: [...(cells as CodeColumn).levels] }
    }),
  }
}
