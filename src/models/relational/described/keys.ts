import type { DrawPlan, PlannedRelation } from '../../../relations/plan.js'
import { type DatabaseSchema, relationName, type TableSchema } from '../../../relations/schema.js'
import { type ColumnSchema, schemaColumn } from '../../../table/schema.js'
import { keyPartsOf } from '../fit/keys.js'
import type { TableState } from '../state.js'

/** How the keys of a column are written. */
export function madeKey(table: TableSchema, name: string): TableState['made'][number] {
  const column = schemaColumn(table, name)
  if (column.kind === 'id') return { column: name, pattern: column.pattern, start: column.start }
  return { column: name, pattern: '{n:1}', start: column.kind === 'integer' ? (column.min ?? 1) : 1 }
}

/** What keeps keys from telling rows apart, and references from leading to a row. */
export function keyProblems(schema: DatabaseSchema, plan: DrawPlan): string[] {
  const names = Object.keys(schema.tables)
  return [
    ...names.flatMap((name) =>
      keyPartsOf(plan, schema, name).made.flatMap((column) => madeProblems(name, schemaColumn(schema.tables[name], column))),
    ),
    ...names.flatMap((name) => compositeProblems(name, schema, plan)),
    ...plan.relations.flatMap((relation) => referenceProblems(relation, schema, plan)),
  ]
}

function madeProblems(table: string, { name, kind, law, shares, missingRate = 0, expression }: ColumnSchema): string[] {
  const where = `${table}.${name}: is a key`
  if (kind !== 'id' && kind !== 'integer')
    return [`${where} of kind ${kind}, whose values may repeat; make it an "id" with a "pattern" such as C{n:4}, or an "integer"`]
  const isStated = law !== undefined || shares !== undefined || expression !== undefined || missingRate > 0
  return isStated ? [`${where}, made anew for every row; leave out its law, shares, missingRate and expression`] : []
}

/** Keys of several columns tell rows apart by the row of another table, or by the place among siblings. */
function compositeProblems(name: string, { tables }: DatabaseSchema, { relations }: DrawPlan): string[] {
  const { key, order } = tables[name]
  if (key.length < 2) return []
  const own = relations.filter(({ child }) => child === name)
  const owner = own.find(({ part }) => part === 'owner')
  const where = `${name}: key (${key.join(', ')})`
  const free = key.filter((column) => column !== order && !own.some(({ columns }) => columns.includes(column)))
  if (free.length > 0)
    return [
      `${where}: ${free.join(', ')} may repeat; a key is made of references, and the "order" of the table where that counts the rows of an owner`,
    ]
  if (!owner?.columns.every((column) => key.includes(column)))
    return [`${where}: nothing keeps two rows from having the same; add "children" to the relation of one of these columns`]
  return []
}

function referenceProblems(relation: PlannedRelation, { tables }: DatabaseSchema, plan: DrawPlan): string[] {
  const { child, columns, parent, key, part, nullable } = relation
  const name = relationName(relation)
  const own = columns.map((column) => schemaColumn(tables[child], column))
  const problems: string[] = []
  if (own.some(({ law, shares, expression }) => law !== undefined || shares !== undefined || expression !== undefined))
    problems.push(`${name}: refers to ${parent} and has the key of its row; leave out its law, shares and expression`)
  const rate = Math.max(0, ...own.map(({ missingRate = 0 }) => missingRate))
  if (rate > 0 && part === 'owner')
    problems.push(
      `${name}: has a missingRate of ${rate}, and all rows of ${child} are children of one of ${parent}; leave out its missingRate, or its "children"`,
    )
  if (rate > 0 && part !== 'owner' && (!nullable || own.some((column) => !column.nullable)))
    problems.push(`${name}: has a missingRate of ${rate} and "nullable": false; leave out one of the two`)
  if (part === 'second' && rate > 0 && columns.some((column) => tables[child]?.key.includes(column)))
    problems.push(`${name}: is part of a key and has a missingRate; leave out one of the two`)
  const { made, references } = keyPartsOf(plan, { tables } as DatabaseSchema, parent)
  const drawn = key.filter((column) => !made.includes(column) && !references.has(column) && tables[parent]?.order !== column)
  if (drawn.length > 0)
    problems.push(`${name}: refers to ${parent}.${drawn.join(', ')}, which is drawn by a law and may repeat; refer to its key`)
  return problems
}

/** The schema with references of the kind of the key that they hold. */
export function withKeyKinds(schema: DatabaseSchema, { tables: order, relations }: DrawPlan): DatabaseSchema {
  const tables: Record<string, TableSchema> = { ...schema.tables }
  for (const name of order) {
    const table = tables[name]
    const columns = table.columns.map((column): ColumnSchema => {
      const all = relations.filter(({ child, columns }) => child === name && columns.includes(column.name))
      const relation = all.find(({ part }) => part !== 'implied') ?? all[0]
      if (!relation) return column
      const key = schemaColumn(tables[relation.parent], relation.key[relation.columns.indexOf(column.name)])
      const { role, nullable, missing, sensitive, storage, path, missingRate, note } = column
      return { ...key, name: column.name, role, nullable, missing, sensitive, storage, path, missingRate, note } as ColumnSchema
    })
    tables[name] = { ...table, columns }
  }
  return { ...schema, tables: Object.fromEntries(Object.keys(schema.tables).map((name) => [name, tables[name]])) }
}
