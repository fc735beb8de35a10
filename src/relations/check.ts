import { InputError, joinProblems } from '../errors.js'
import { type Column, isMissing, isNumberColumn } from '../table/column.js'
import type { Table } from '../table/table.js'
import type { Database } from './database.js'
import { circleOf, keyFaults, linkRows, noRow, orphan, writtenCells } from './links.js'
import { type DatabaseSchema, relationName, schemaProblems, type TableRelation } from './schema.js'

/** Whether the rows are as the schema says; throws an InputError that lists every problem. */
export function checkDatabase(database: Database, schema: DatabaseSchema, where = 'database'): void {
  const problems = databaseProblems(database, schema)
  if (problems.length > 0) throw new InputError(where, joinProblems(problems))
}

/** Everything that is wrong with the tables and how they refer to each other, a line each. */
export function databaseProblems(database: Database, schema: DatabaseSchema): string[] {
  const structure =
    Object.keys(schema.tables).length === 0 ? ['no table at all'] : [...tableProblems(database, schema), ...schemaProblems(schema)]
  if (structure.length > 0) return structure
  const keys = new Map<string, readonly [string, readonly string[]]>()
  for (const [name, { key }] of Object.entries(schema.tables)) if (key.length > 0) keys.set(`${name} ${key.join(' ')}`, [name, key])
  for (const { parent, key } of schema.relations) keys.set(`${parent} ${key.join(' ')}`, [parent, key])
  return [
    ...[...keys.values()].flatMap(([name, key]) => keyProblems(name, database[name], key)),
    ...schema.relations.flatMap((relation) => relationProblems(database, relation)),
  ]
}

function tableProblems(database: Database, { tables }: DatabaseSchema): string[] {
  return Object.keys(tables).flatMap((name) => {
    const table = database[name]
    if (!table) return [`${name}: the schema has this table, the database has only ${Object.keys(database).join(', ') || 'none'}`]
    const absent = tables[name]?.columns.filter((column) => !table.has(column.name)) ?? []
    return absent.map((column) => `${name}.${column.name}: no such column; the table has ${table.names.join(', ')}`)
  })
}

function keyProblems(name: string, table: Table, key: readonly string[]): string[] {
  const { repeated, missing } = keyFaults(table, key)
  const what = `${name}.${key.length === 1 ? key[0] : `(${key.join(', ')})`}`
  const problems: string[] = []
  if (repeated.length > 0) {
    const examples = repeated.slice(0, 3).map((rows) => `'${writtenCells(table, key, rows[0])}' in ${rows.length} rows`)
    problems.push(
      `${what}: ${repeated.length} ${repeated.length === 1 ? 'value of the key is' : 'values of the key are'} not unique (${examples.join('; ')}); mend them, or keep the first row of each with --keys first`,
    )
  }
  if (missing.length > 0)
    problems.push(
      `${what}: the key is missing in ${missing.length} of ${table.rows} rows (first in row ${missing[0] + 1}); fill it in, or take these rows out`,
    )
  return problems
}

function relationProblems(database: Database, relation: TableRelation): string[] {
  const child = database[relation.child]
  const links = linkRows(database, relation)
  const name = relationName(relation)
  const problems: string[] = []
  const orphans = rowsWhere(links, orphan)
  if (orphans.length > 0) problems.push(orphanProblem(database, relation, orphans))
  const nulls = rowsWhere(links, noRow)
  if (!relation.nullable && nulls.length > 0) {
    problems.push(
      `${name}: missing in ${nulls.length} of ${child.rows} rows, but the schema says "nullable": false; mend the rows or the schema`,
    )
  }
  if (relation.child === relation.parent) {
    const circle = circleOf(links)
    if (circle.length > 0) {
      const rows = circle.slice(0, 5).map((row) => `'${writtenCells(child, relation.key, row)}'`)
      problems.push(`${name}: rows refer to each other in a circle (${rows.join(' → ')} → …); mend them, or cut it with --orphans null`)
    }
  }
  return problems
}

function orphanProblem(database: Database, relation: TableRelation, orphans: readonly number[]): string {
  const [child, parent] = [database[relation.child], database[relation.parent]]
  const examples = [...new Set(orphans.map((row) => writtenCells(child, relation.columns, row)))].slice(0, 3).map((cells) => `'${cells}'`)
  const share = orphans.length / child.rows
  const agree = agreeAsNumbers(child.column(relation.columns[0]), orphans, parent.column(relation.key[0]))
  const advice = agree
    ? 'they would agree as numbers: write both in one way'
    : share > 0.5
      ? 'this is probably no relation: take it out of "relations"'
      : 'mend the rows, or choose with --orphans: drop the rows, null the references, or stub the missing parents'
  return `${relationName(relation)}: ${orphans.length} of ${child.rows} rows refer to no row of ${relation.parent} (${examples.join(', ')}); ${advice}`
}

/** Whether most of the references that lead nowhere would name a row of the parent once both are read as numbers: `007` and `7`. */
function agreeAsNumbers(child: Column, orphans: readonly number[], parent: Column): boolean {
  const known = new Set(Array.from(parent.values.keys(), (row) => numberAt(parent, row)))
  known.delete(Number.NaN)
  const asked = [...new Set(orphans.map((row) => numberAt(child, row)))]
  return asked.filter((value) => known.has(value)).length > asked.length / 2
}

function numberAt(column: Column, row: number): number {
  if (isMissing(column, row)) return Number.NaN
  const value = column.values[row]
  return isNumberColumn(column) ? value : Number(column.levels[value])
}

function rowsWhere(links: Int32Array, what: number): number[] {
  const rows: number[] = []
  for (let row = 0; row < links.length; row++) if (links[row] === what) rows.push(row)
  return rows
}
