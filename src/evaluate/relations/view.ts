import type { Database } from '../../relations/database.js'
import { childCounts, linkRows } from '../../relations/links.js'
import { type DatabaseSchema, relationName, type TableRelation } from '../../relations/schema.js'
import type { ColumnSchema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'

/** A database as metrics see it: rows, and for each relation of the schema the row of the parent that every row of the child refers to. */
export interface DatabaseView {
  readonly tables: Database
  /** By relation, in the order of the schema: a row of the parent, or below 0 where there is none. */
  readonly links: readonly Int32Array[]
}

/** What is compared: relations and columns. */
export interface ComparedSchema {
  readonly schema: DatabaseSchema
  /** Relations whose parent isn't copied word for word. */
  readonly relations: readonly ComparedRelation[]
  /** Columns by table that hold values rather than keys, references or made-up texts. */
  readonly columns: Readonly<Record<string, readonly ColumnSchema[]>>
}

export interface ComparedRelation extends TableRelation {
  /** Its place in the schema. */
  readonly index: number
  readonly name: string
  readonly isLookup: boolean
}

export function databaseView(tables: Database, { relations }: DatabaseSchema): DatabaseView {
  return { tables, links: relations.map((relation) => linkRows(tables, relation)) }
}

/** The part of a schema that can be compared. `lookups` are tables that are written as they are. */
export function comparedOf(schema: DatabaseSchema, lookups: readonly string[] = []): ComparedSchema {
  const isLookup = (name: string): boolean => lookups.includes(name) || schema.tables[name]?.role === 'lookup'
  const keys = new Set<string>()
  for (const [name, { key }] of Object.entries(schema.tables)) for (const column of key) keys.add(`${name}\n${column}`)
  for (const { child, columns, parent, key } of schema.relations) {
    for (const column of columns) keys.add(`${child}\n${column}`)
    for (const column of key) keys.add(`${parent}\n${column}`)
  }
  const columns = Object.entries(schema.tables).map(([name, table]) => {
    const own = table.columns.filter((column) => column.kind !== 'id' && column.kind !== 'text' && !keys.has(`${name}\n${column.name}`))
    return [name, own] as const
  })
  const relations = schema.relations.map((relation, index) => {
    return { ...relation, index, name: relationName(relation), isLookup: isLookup(relation.parent) }
  })
  return { schema, relations, columns: Object.fromEntries(columns) }
}

/** Rows of the child that each row of the parent has. */
export function countedChildren(view: DatabaseView, { index, parent }: ComparedRelation): Float64Array {
  return Float64Array.from(childCounts(view.links[index], tableOf(view, parent).rows))
}

export function tableOf({ tables }: DatabaseView, name: string): Table {
  return tables[name]
}
