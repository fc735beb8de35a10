import { isNumberColumn, type NumberColumn } from '../../table/column.js'
import type { Database } from '../database.js'
import { linkRows } from '../links.js'
import { type CopiedColumn, type DatabaseSchema, relationName, type TableRelation, type TotalColumn } from '../schema.js'
import { type Cell, type ColumnAgreement, columnAgreement, isCarried } from './agreement.js'
import { type HeldRows, valuesOf } from './copies.js'

/** Parents that are looked at before all are, and columns of a child that are tried at most. */
const firstLook = 300
const mostColumns = 12
/** Share of the parents without children that must have nothing, too. */
const mostlyEmpty = 0.9

type Sum = Pick<TotalColumn, 'what' | 'columns'>

/** The columns that add up, or pick one of, the rows that refer to theirs: an invoice's total is the sum of its lines' price times quantity. */
export function findTotals(database: Database, schema: DatabaseSchema, copies: readonly CopiedColumn[]): TotalColumn[] {
  const found = new Map<string, TotalColumn>()
  for (const relation of schema.relations) {
    const { child, parent } = relation
    if (child === parent || schema.tables[parent]?.role === 'lookup') continue
    const links = linkRows(database, relation)
    // What the rows have from this parent says nothing new of it.
    const own = new Set(copies.flatMap((copy) => (copy.child === child && copy.via[0] === relationName(relation) ? copy.column : [])))
    const cells = valuesOf(database, schema, child).filter(
      (column): column is NumberColumn => isNumberColumn(column) && !own.has(column.name),
    )
    for (const column of valuesOf(database, schema, parent)) {
      const isCopied = copies.some((copy) => copy.child === parent && copy.column === column.name)
      if (!isNumberColumn(column) || isCopied || found.has(`${parent}.${column.name}`)) continue
      const total = totalOf(column, relation, links, cells.slice(0, mostColumns))
      if (total) found.set(`${parent}.${column.name}`, total)
    }
  }
  return [...found.values()]
}

function totalOf(column: NumberColumn, relation: TableRelation, links: Int32Array, cells: readonly NumberColumn[]): TotalColumn | null {
  const few = childrenOf(links, firstLook)
  const candidates = sumsOf(column, cells).filter((sum) => isCarried(agreement(column, sum, cells, few)) || few.size < firstLook)
  if (candidates.length === 0) return null
  const all = childrenOf(links, Number.POSITIVE_INFINITY)
  const best = candidates
    .map((sum) => ({ ...sum, ...agreement(column, sum, cells, all) }))
    .filter(isCarried)
    .reduce((most: (Sum & ColumnAgreement) | null, sum) => (most && most.share >= sum.share ? most : sum), null)
  if (!best) return null
  const childless = [...column.values.keys()].filter((row) => !all.has(row))
  const isEmpty = (row: number): boolean =>
    best.what === 'sum' || best.what === 'count' ? column.values[row] === 0 : Number.isNaN(column.values[row])
  return {
    parent: relation.parent,
    column: column.name,
    of: relationName(relation),
    what: best.what,
    columns: best.columns,
    share: best.share,
    childless: childless.length > 0 && childless.filter(isEmpty).length >= mostlyEmpty * childless.length,
  }
}

/** What a column may be of the rows that refer to its own: simple things first. */
function sumsOf({ kind }: NumberColumn, cells: readonly NumberColumn[]): Sum[] {
  const dates = cells.filter((column) => column.kind === 'datetime').map(({ name }) => name)
  const numbers = cells.filter((column) => column.kind !== 'datetime').map(({ name }) => name)
  const ends = (names: readonly string[]): Sum[] =>
    (['max', 'min'] as const).flatMap((what) => names.map((name): Sum => ({ what, columns: [name] })))
  if (kind === 'datetime') return ends(dates)
  const pairs = numbers.flatMap((a, i) => numbers.slice(i + 1).map((b): Sum => ({ what: 'sum', columns: [a, b] })))
  return [
    { what: 'count', columns: [] },
    ...numbers.map((name): Sum => ({ what: 'sum', columns: [name] })),
    ...pairs,
    ...ends(numbers),
    ...numbers.map((name): Sum => ({ what: 'mean', columns: [name] })),
  ]
}

/** Rows of the child by row of the parent, of so many parents. */
function childrenOf(links: Int32Array, most: number): Map<number, number[]> {
  const children = new Map<number, number[]>()
  for (let row = 0; row < links.length; row++) {
    const parent = links[row]
    const known = children.get(parent)
    if (known) known.push(row)
    else if (parent >= 0 && children.size < most) children.set(parent, [row])
  }
  return children
}

function agreement(
  column: NumberColumn,
  sum: Sum,
  cells: readonly NumberColumn[],
  children: ReadonlyMap<number, readonly number[]>,
): ColumnAgreement {
  const used = sum.columns.map((name) => (cells.find((cell) => cell.name === name) as NumberColumn).values)
  const cell = (parent: number): Cell => {
    const value = column.values[parent]
    return Number.isNaN(value) ? null : value
  }
  const source = (parent: number): Cell => {
    const value = totalAmong(sum.what, used, children.get(parent) as readonly number[])
    return Number.isNaN(value) ? null : value
  }
  return (
    columnAgreement(children.keys(), (parent) => parent, cell, source, nearlySame(decimalsIn(column))) ?? {
      share: 0,
      beyondChance: 0,
      bits: 0,
    }
  )
}

/** The total of these rows, of which the columns are multiplied with each other; NaN where none has a value, but for sums and counts. */
export function totalAmong(what: TotalColumn['what'], columns: readonly ArrayLike<number>[], rows: readonly number[]): number {
  if (what === 'count') return rows.length
  const values = rows.map((row) => columns.reduce((product, column) => product * column[row], 1)).filter((value) => !Number.isNaN(value))
  const added = (): number => values.reduce((a, b) => a + b, 0)
  if (what === 'sum') return added()
  if (values.length === 0) return Number.NaN
  if (what === 'mean') return added() / values.length
  return values.reduce((a, b) => (what === 'max' ? Math.max(a, b) : Math.min(a, b)))
}

/** Digits after the point that the numbers of a column have at most, up to 6. */
export function decimalsIn({ values }: Pick<NumberColumn, 'values'>): number {
  let decimals = 0
  for (let i = 0; i < values.length && decimals < 6; i++) {
    const value = values[i]
    while (decimals < 6 && !Number.isNaN(value) && Math.abs(value * 10 ** decimals - Math.round(value * 10 ** decimals)) > 1e-6) decimals++
  }
  return decimals
}

function nearlySame(decimals: number): (a: Cell, b: Cell) => boolean {
  const step = 0.5 * 10 ** -decimals * (1 + 1e-6)
  return (a, b) => a === b || (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= Math.max(step, 1e-9 * Math.abs(a)))
}

/** The rows of the parent whose cell is the total of their children, among those that have some. */
export function totalledRows(database: Database, schema: DatabaseSchema, total: TotalColumn): HeldRows {
  const relation = schema.relations.find((other) => relationName(other) === total.of) as TableRelation
  const children = childrenOf(linkRows(database, relation), Number.POSITIVE_INFINITY)
  const column = database[total.parent].column(total.column) as NumberColumn
  const used = total.columns.map((name) => database[relation.child].column(name).values)
  const isSame = nearlySame(decimalsIn(column))
  const held = Uint8Array.from(column.values, (value, row) => {
    const rows = children.get(row)
    const own = rows ? totalAmong(total.what, used, rows) : Number.NaN
    return rows && (isSame(value, own) || (Number.isNaN(value) && Number.isNaN(own))) ? 1 : 0
  })
  return { held, asked: children.size }
}
