import type { DrawPlan } from '../../../relations/plan.js'
import type { DatabaseSchema, TableSchema } from '../../../relations/schema.js'
import { type Column, isMissing, isNumberColumn } from '../../../table/column.js'
import { keyPattern } from '../../../table/kinds/ids.js'
import type { ColumnSchema, Schema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import type { TableState } from '../state.js'

/** What the columns of a table are for among tables. */
export interface KeyParts {
  /** Columns that refer to another table. */
  readonly references: ReadonlySet<string>
  /** Columns that are made anew as keys. */
  readonly made: readonly string[]
}

export function keyPartsOf(plan: DrawPlan, schema: DatabaseSchema, name: string): KeyParts {
  const references = new Set(plan.relations.flatMap(({ child, columns }) => (child === name ? columns : [])))
  const { key } = schema.tables[name]
  const referred = plan.relations.flatMap((relation) => (relation.parent === name && relation.key.length === 1 ? relation.key : []))
  const made = [...new Set([...(key.length === 1 ? key : []), ...referred])].filter((column) => !references.has(column))
  return { references, made }
}

/** The schema of the columns that a model of the table's rows is concerned with: neither keys nor references. */
export function ownSchema(schema: TableSchema, { references, made }: KeyParts): Schema {
  const isOwn = (name: string): boolean => !references.has(name) && !made.includes(name)
  const inKey = new Set(schema.key)
  const { key: _, order: __, role: ___, model: ____, rows: _____, ...rest } = schema
  return {
    ...rest,
    columns: schema.columns
      .filter(({ name }) => isOwn(name))
      .map((column) =>
        column.role.endsWith('key') || column.role === 'order' ? ({ ...column, role: 'feature' } as ColumnSchema) : column,
      ),
    // What is drawn until no two rows share it can't follow from something else.
    dependencies: schema.dependencies.filter(({ from, to }) => isOwn(from) && isOwn(to) && !inKey.has(to)),
    relations: schema.relations?.filter((relation) => isOwn(relation.column) && !inKey.has(relation.column)),
    links: schema.links?.filter(({ from, to }) => isOwn(from) && isOwn(to)),
  }
}

/** How the keys of a column are written. */
export function madeColumn(column: Column): TableState['made'][number] {
  const texts: string[] = []
  for (let row = 0; row < column.values.length; row++) {
    if (isMissing(column, row)) continue
    const value = column.values[row]
    texts.push(isNumberColumn(column) ? String(value) : column.levels[value])
  }
  const { pattern, start } = keyPattern(texts)
  return { column: column.name, pattern, start }
}

/** The columns that no two rows may share, if they aren't made so anyway. */
export function uniqueOf(plan: DrawPlan, schema: DatabaseSchema, name: string, { made }: KeyParts): TableState['unique'] {
  const { key, columns } = schema.tables[name]
  const isId = (column: string): boolean =>
    made.includes(column) ||
    columns.some(
      (other) =>
        other.name === column &&
        other.kind === 'id' &&
        !plan.relations.some((relation) => relation.child === name && relation.columns.includes(column)),
    )
  if (key.length === 0 || key.some(isId)) return null
  const owner = plan.relations.find(({ child, part }) => child === name && part === 'owner')
  return { columns: key, within: owner?.columns.every((column) => key.includes(column)) ? 'owner' : 'table' }
}

/** The schema of what comes out: keys that are made anew, and references to them, are ids. */
export function writtenSchema(schema: DatabaseSchema, plan: DrawPlan, tables: ReadonlyMap<string, Table>): DatabaseSchema {
  const written = Object.entries(schema.tables).map(([name, table]): [string, TableSchema] => {
    if (table.role === 'lookup') return [name, table]
    const columns = table.columns.map((column): ColumnSchema => {
      if (column.kind === 'id' || !endsInMadeKey(schema, plan, name, column.name)) return column
      const { kind: _, ...common } = column
      const { pattern, start } = madeColumn((tables.get(name) as Table).column(column.name))
      const { name: own, role, nullable, missing, sensitive, storage } = common
      return { name: own, role, nullable, missing, sensitive, storage, kind: 'id', pattern, start } as ColumnSchema
    })
    return [name, { ...table, columns }]
  })
  return { ...schema, tables: Object.fromEntries(written) }
}

/** Whether the cells of a column are keys made anew: its own, or those of the row it refers to. */
function endsInMadeKey(schema: DatabaseSchema, plan: DrawPlan, name: string, column: string, seen: readonly string[] = []): boolean {
  const here = `${name}\u0000${column}`
  if (schema.tables[name]?.role === 'lookup' || seen.includes(here)) return false
  const relation = plan.relations.find((relation) => relation.child === name && relation.columns.includes(column))
  if (!relation) return keyPartsOf(plan, schema, name).made.includes(column)
  const key = relation.key[relation.columns.indexOf(column)]
  if (relation.parent === name && key === column) return false
  return endsInMadeKey(schema, plan, relation.parent, key, [...seen, here])
}
