import * as z from 'zod/mini'
import { joinProblems, SchemaError } from '../errors.js'
import type { Schema } from '../table/schema.js'
import { parseShape } from '../table/shape/parse-shape.js'
import { parseSchema } from '../table/shape/schema.js'

/** What a table of a database is, besides its columns. */
const tableParts = z.looseObject({
  /** The columns that tell its rows apart, together; none where nothing refers to the table. */
  key: z._default(z.array(z.string()), []),
  /** The column in whose order the rows of one owner stand. */
  order: z.optional(z.string()),
  /** `lookup`: written as it is, word for word. `synthetic`: never, however few rows it has. Absent: the plan decides. */
  role: z.optional(z.enum(['synthetic', 'lookup'])),
  /** The model of single rows that draws it, where no table owns it; see `rowsmith models`. */
  model: z.optional(z.string()),
  /** For rows from a description alone: how many rows it has, unless these follow from those of another table. */
  rows: z.optional(z.int().check(z.gte(1))),
})

/** For rows from a description alone: a law of whole numbers, and what cuts it off. */
const countLaw = z.strictObject({
  law: z.optional(z.string()),
  min: z._default(z.int().check(z.gte(0)), 0),
  max: z.optional(z.int().check(z.gte(0))),
})

const relation = z.strictObject({
  child: z.string(),
  /** The columns of the child that hold the key of a row of the parent. */
  columns: z.array(z.string()).check(z.minLength(1)),
  parent: z.string(),
  /** The columns of the parent that they refer to, in the same order. */
  key: z.array(z.string()).check(z.minLength(1)),
  /** True: the parent's rows carry the child's, which are drawn one after another from them. At most one relation of a child. */
  owner: z.optional(z.boolean()),
  /** True: no two rows of one owner refer to the same row of the parent. Absent: as the rows have it. */
  unique: z.optional(z.boolean()),
  /** False: a missing reference is an error in the data and never written. */
  nullable: z._default(z.boolean(), true),
  /** For rows from a description alone: how many rows of the child each row of the parent has, such as `poisson(3)`. */
  children: z.optional(z.union([z.string(), countLaw])),
  /** Why it was found. For readers only. */
  reason: z.optional(z.string()),
})

const copy = z.strictObject({
  child: z.string(),
  /** The column that repeats another one. */
  column: z.string(),
  /** The relations, by name, that lead to the row which it repeats, one after the other: `["orders.customer_id"]`. */
  via: z.array(z.string()).check(z.minLength(1), z.maxLength(2)),
  /** The column there. */
  from: z.string(),
  /** Share of the rows that repeat it; the others have values of their own. */
  share: z._default(z.number().check(z.gte(0), z.lte(1)), 1),
})

const total = z.strictObject({
  parent: z.string(),
  /** The column that follows from the rows that refer to its row. */
  column: z.string(),
  /** The relation, by name, by which they refer to it: `"lines.order_id"`. */
  of: z.string(),
  /** Of a `sum`, several columns are multiplied with each other in each row; a `count` has none. */
  what: z.enum(['sum', 'count', 'mean', 'min', 'max']),
  columns: z.array(z.string()).check(z.maxLength(2)),
  /** Share of the rows with children for which it holds; the others have values of their own. */
  share: z._default(z.number().check(z.gte(0), z.lte(1)), 1),
  /** Whether rows without children have 0, or, of what isn't a sum or a count, nothing. */
  childless: z._default(z.boolean(), false),
})

const database = z.strictObject({
  format: z._default(z.literal('rowsmith-schema'), 'rowsmith-schema'),
  version: z._default(z.literal(2), 2),
  tables: z.record(z.string(), tableParts),
  relations: z._default(z.array(relation), []),
  /** What rows have from the rows that they refer to. Absent: found in the rows when a model is fitted. */
  copies: z.optional(z.array(copy)),
  /** What rows have from those that refer to them. Absent: found likewise. */
  totals: z.optional(z.array(total)),
  /** What holds in every row and those that it refers to: `orders.shipped >= customers.since`. */
  rules: z.optional(z.array(z.string())),
  /** The SQL statements that made the tables of an SQLite file, kept where one is written. */
  statements: z.optional(z.array(z.string())),
})

/** Rows of `child` refer to rows of `parent`: the cells of `columns` are those of `key` there. */
export type TableRelation = z.infer<typeof relation>

/** A column that repeats one of a row that its row refers to. */
export type CopiedColumn = z.infer<typeof copy>

/** A column that adds up, or picks one of, the rows that refer to its own. */
export type TotalColumn = z.infer<typeof total>

/** A table's schema, and what it is among others. */
export interface TableSchema extends Schema {
  readonly key: string[]
  readonly order?: string | undefined
  readonly role?: 'synthetic' | 'lookup' | undefined
  readonly model?: string | undefined
  readonly rows?: number | undefined
}

/** What the tables of a database are, and how they refer to each other. Plain JSON; version 2 of the schema of a table. */
export interface DatabaseSchema {
  readonly format: 'rowsmith-schema'
  readonly version: 2
  readonly tables: Readonly<Record<string, TableSchema>>
  readonly relations: readonly TableRelation[]
  readonly copies?: readonly CopiedColumn[] | undefined
  readonly totals?: readonly TotalColumn[] | undefined
  readonly rules?: readonly string[] | undefined
  readonly statements?: readonly string[] | undefined
}

/** `orders.customer_id`, `flights.(origin, time_hour)`: what a relation is called. */
export function relationName({ child, columns }: Pick<TableRelation, 'child' | 'columns'>): string {
  return `${child}.${columns.length === 1 ? columns[0] : `(${columns.join(', ')})`}`
}

/** Whether JSON is meant as the schema of a database rather than of one table. */
export function isDatabaseSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'tables' in value
}

/** The schema with its defaults filled in; throws a SchemaError that lists every problem, also of what it says about itself. */
export function parseDatabaseSchema(value: unknown, where = 'schema'): DatabaseSchema {
  const parsed = parseShape(database, value)
  if (!parsed.success) {
    throw new SchemaError(where, joinProblems(parsed.error.issues.map((issue) => `${issue.path.join('.') || 'schema'}: ${issue.message}`)))
  }
  const problems: string[] = []
  const tables: Record<string, TableSchema> = {}
  for (const [name, { key, order, role, model, rows, ...columns }] of Object.entries(parsed.data.tables)) {
    try {
      tables[name] = { ...parseSchema(columns, name), key, order, role, model, ...(rows !== undefined && { rows }) }
    } catch (error) {
      problems.push((error as Error).message)
    }
  }
  const schema: DatabaseSchema = { ...parsed.data, tables }
  if (problems.length === 0) problems.push(...schemaProblems(schema))
  if (problems.length > 0) throw new SchemaError(where, joinProblems(problems))
  return schema
}

/** What contradicts itself in a schema, whatever the rows are. */
export function schemaProblems(schema: DatabaseSchema): string[] {
  return [
    ...Object.entries(schema.tables).flatMap(([name, table]) => tableProblems(name, table)),
    ...relationProblems(schema),
    ...carriedProblems(schema),
  ]
}

function tableProblems(name: string, table: TableSchema): string[] {
  const known = table.columns.map((column) => column.name)
  const missing = [...table.key, ...(table.order === undefined ? [] : [table.order])].filter((column) => !known.includes(column))
  return missing.map((column) => `${name}.${column}: no such column; the table has ${known.join(', ')}`)
}

function relationProblems({ tables, relations }: DatabaseSchema): string[] {
  const problems: string[] = []
  const owned = new Set<string>()
  const taken = new Map<string, TableRelation>()
  for (const relation of relations) {
    const name = relationName(relation)
    problems.push(...endProblems(relation, tables))
    if (relation.columns.length !== relation.key.length) {
      problems.push(
        `${name}: ${relation.columns.length} columns can't refer to ${relation.key.length} of ${relation.parent}; name one for each`,
      )
    }
    const other = taken.get(name)
    if (other) {
      problems.push(
        other.parent === relation.parent
          ? `${name}: two relations to ${relation.parent}; keep one of them in "relations"`
          : `${name}: refers to ${other.parent} and to ${relation.parent}; keep one of them in "relations"`,
      )
    }
    taken.set(name, relation)
    if (relation.owner && owned.has(relation.child)) problems.push(`${relation.child}: two relations are its "owner"; keep one`)
    if (relation.owner) owned.add(relation.child)
    if (tables[relation.child]?.role === 'lookup' && tables[relation.parent] && tables[relation.parent]?.role !== 'lookup') {
      problems.push(
        `${relation.child}: is a "lookup", written as it is, but refers to ${relation.parent}, which is made anew; make both lookups, or neither`,
      )
    }
  }
  return problems
}

/** Copies and totals of columns or along relations that aren't there, and columns that are to be several things. */
function carriedProblems({ tables, relations, copies = [], totals = [] }: DatabaseSchema): string[] {
  const names = relations.map(relationName)
  const taken = new Set<string>()
  const column = (where: string, table: string, name: string): string[] => {
    if (!tables[table]) return [`${where}: no table ${table}; there are ${Object.keys(tables).join(', ')}`]
    const known = tables[table].columns.map((other) => other.name)
    return known.includes(name) ? [] : [`${where}: ${table} has no column ${name}; it has ${known.join(', ')}`]
  }
  const once = (where: string, what: string): string[] => {
    if (taken.has(what)) return [`${where}: ${what} is there twice; keep one`]
    taken.add(what)
    return []
  }
  const relation = (where: string, name: string): string[] =>
    names.includes(name) ? [] : [`${where}: no relation ${name}; there are ${names.join(', ') || 'none'}`]
  return [
    ...copies.flatMap(({ child, column: own, via, from }) => {
      const where = `copies, ${child}.${own}`
      const absent = via.flatMap((name) => relation(where, name))
      if (absent.length > 0) return absent
      const way = via.map((name) => relations[names.indexOf(name)])
      const broken = way.find((next, i) => next.child !== (i === 0 ? child : way[i - 1]?.parent))
      if (broken) return [`${where}: ${relationName(broken)} doesn't begin where the way has come to; name relations from ${child} on`]
      return [...column(where, child, own), ...column(where, way.at(-1)?.parent as string, from), ...once('copies', `${child}.${own}`)]
    }),
    ...totals.flatMap(({ parent, column: own, of, columns }) => {
      const where = `totals, ${parent}.${own}`
      const absent = relation(where, of)
      if (absent.length > 0) return absent
      const { child, parent: to } = relations[names.indexOf(of)]
      if (to !== parent) return [`${where}: ${of} leads to ${to}, not to ${parent}`]
      return [
        ...column(where, parent, own),
        ...columns.flatMap((name) => column(where, child, name)),
        ...once('totals', `${parent}.${own}`),
      ]
    }),
  ]
}

/** Tables and columns that a relation names and that aren't there. */
function endProblems(relation: TableRelation, tables: DatabaseSchema['tables']): string[] {
  const ends = [
    [relation.child, relation.columns],
    [relation.parent, relation.key],
  ] as const
  return ends.flatMap(([table, columns]) => {
    const schema = tables[table]
    if (!schema) return [`${relationName(relation)}: no table ${table}; there are ${Object.keys(tables).join(', ')}`]
    const known = schema.columns.map(({ name }) => name)
    return columns
      .filter((column) => !known.includes(column))
      .map((column) => `${relationName(relation)}: ${table} has no column ${column}; it has ${known.join(', ')}`)
  })
}
