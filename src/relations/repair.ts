import { type Column, isNumberColumn } from '../table/column.js'
import { concatTables, Table } from '../table/table.js'
import type { Database } from './database.js'
import { circleOf, keyFaults, linkRows, orphan } from './links.js'
import { type DatabaseSchema, relationName, type TableRelation } from './schema.js'

/** What is done about references and keys that break the rules of a database. */
export interface RepairOptions {
  /** What becomes of references to rows that aren't there: the rows are dropped, the references made missing, or rows of missing values put in. */
  readonly orphans?: 'drop' | 'null' | 'stub'
  /** Of rows with one key the first stays. */
  readonly keys?: 'first'
}

/** A database without what the options settle, and a sentence for each thing that was done. */
export function repairDatabase(
  database: Database,
  schema: DatabaseSchema,
  { orphans, keys }: RepairOptions,
): { readonly database: Database; readonly schema: DatabaseSchema; readonly notes: readonly string[] } {
  const settler = new Settler(database, schema)
  if (keys === 'first') settler.keepFirst()
  if (orphans === 'drop') settler.drop()
  if (orphans === 'null') settler.forget()
  if (orphans === 'stub') settler.stub()
  return settler
}

class Settler {
  database: Record<string, Table>
  schema: DatabaseSchema
  readonly notes: string[] = []

  constructor(database: Database, schema: DatabaseSchema) {
    this.database = { ...database }
    this.schema = schema
  }

  keepFirst(): void {
    for (const [name, { key }] of Object.entries(this.schema.tables)) {
      const table = this.database[name]
      if (!table || key.length === 0) continue
      const repeated = new Set(keyFaults(table, key).repeated.flatMap((rows) => rows.slice(1)))
      if (repeated.size > 0) this.#leaveOut(name, repeated, 'whose key an earlier row has')
    }
  }

  /** Rows without their parent go, and then those whose parents have gone. */
  drop(): void {
    for (let changed = true; changed; ) {
      changed = false
      for (const relation of this.schema.relations) {
        const rows = this.#orphans(relation)
        if (rows.length === 0) continue
        this.#leaveOut(relation.child, new Set(rows), `that refer to no row of ${relation.parent} (${relationName(relation)})`)
        changed = true
      }
    }
  }

  forget(): void {
    for (const relation of this.schema.relations) {
      if (!relation.nullable) continue
      const rows = this.#orphans(relation)
      if (relation.child === relation.parent) {
        for (;;) {
          const circle = circleOf(linkRows(this.database, relation))
          if (circle.length === 0) break
          this.#clear(relation, [Math.min(...circle)])
          rows.push(Math.min(...circle))
        }
      }
      if (rows.length === 0) continue
      this.#clear(relation, rows)
      this.notes.push(`${relationName(relation)}: ${rows.length} references to rows that aren't there, or in a circle, are missing now`)
    }
  }

  stub(): void {
    for (const relation of this.schema.relations) {
      const rows = this.#orphans(relation)
      if (rows.length === 0) continue
      const child = this.database[relation.child]
      const known = new Map<string, number>()
      for (const row of rows) {
        const id = relation.columns.map((column) => String(cellOf(child.column(column), row))).join(' ')
        if (!known.has(id)) known.set(id, row)
      }
      const parent = this.database[relation.parent]
      const stubs = parent.columns.map((column) => {
        const at = relation.key.indexOf(column.name)
        return columnOfCells(
          column,
          [...known.values()].map((row) => (at < 0 ? null : cellOf(child.column(relation.columns[at]), row))),
        )
      })
      this.database[relation.parent] = concatTables([parent, new Table(stubs, known.size)])
      this.#allowMissing(relation.parent, relation.key)
      this.notes.push(
        `${relation.parent}: ${known.size} rows of missing values stand for those that ${relationName(relation)} refers to in vain`,
      )
    }
  }

  #orphans(relation: TableRelation): number[] {
    const links = linkRows(this.database, relation)
    return Array.from(links.keys()).filter((row) => links[row] === orphan)
  }

  #leaveOut(name: string, rows: ReadonlySet<number>, why: string): void {
    const table = this.database[name]
    this.database[name] = table.take(Array.from({ length: table.rows }, (_, row) => row).filter((row) => !rows.has(row)))
    this.notes.push(`${name}: ${rows.size} of ${table.rows} rows left out ${why}`)
  }

  /** Makes references missing: in the columns that no other relation needs, as far as there are such. */
  #clear(relation: TableRelation, rows: readonly number[]): void {
    const table = this.database[relation.child]
    const others = new Set(
      this.schema.relations.flatMap((other) => (other !== relation && other.child === relation.child ? other.columns : [])),
    )
    const own = relation.columns.filter((column) => !others.has(column))
    const cleared = new Set(own.length > 0 ? own : relation.columns)
    this.database[relation.child] = new Table(
      table.columns.map((column) => {
        if (!cleared.has(column.name)) return column
        const values = column.values.slice()
        for (const row of rows) values[row] = isNumberColumn(column) ? Number.NaN : -1
        return { ...column, values } as Column
      }),
      table.rows,
    )
    this.#allowMissing(
      relation.child,
      table.names.filter((name) => !cleared.has(name)),
    )
  }

  #allowMissing(name: string, but: readonly string[]): void {
    const table = this.schema.tables[name]
    const columns = table.columns.map((column) => (but.includes(column.name) ? column : { ...column, nullable: true }))
    this.schema = { ...this.schema, tables: { ...this.schema.tables, [name]: { ...table, columns } } }
  }
}

function cellOf(column: Column, row: number): string | number {
  const value = column.values[row]
  return isNumberColumn(column) ? value : column.levels[value]
}

/** Cells as a column like this one; null is missing. */
function columnOfCells(like: Column, cells: readonly (string | number | null)[]): Column {
  if (isNumberColumn(like)) return { ...like, values: Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell))) }
  const levels = [...like.levels]
  const values = Int32Array.from(cells, (cell) => (cell === null ? -1 : levels.push(String(cell)) - 1))
  return { ...like, levels, values }
}
