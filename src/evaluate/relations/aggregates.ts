import { type Column, isNumberColumn } from '../../table/column.js'
import { ownValue } from '../../table/own.js'
import { type ColumnSchema, newColumn } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { type ComparedRelation, type ComparedSchema, type DatabaseView, tableOf } from './view.js'

/** A table made of others, with what its columns are. */
export interface MadeTable {
  readonly table: Table
  readonly columns: readonly ColumnSchema[]
}

/**
 * The rows of a parent with what their children are together: for each relation the number of children, the mean of each column of numbers, and
 * how many different levels each other column has.
 * @see Jurkovič et al., 2024, SyntheRela: a benchmark for synthetic relational database generation
 */
export function aggregatedParent(view: DatabaseView, { relations, columns }: ComparedSchema, parent: string): MadeTable {
  const table = tableOf(view, parent)
  const own = (columns[parent] ?? []).map(({ name }) => table.column(name))
  const made: Column[] = relations
    .filter((relation) => relation.parent === parent)
    .flatMap((relation) => aggregates(view, relation, columns[relation.child] ?? [], table.rows))
  return {
    table: new Table([...own, ...made], table.rows),
    columns: [...(columns[parent] ?? []), ...made.map(({ name }) => newColumn({ name, kind: 'numeric' }))],
  }
}

/**
 * The rows of a parent with their families: beside what `aggregatedParent` has, the sum, the greatest and the last value of each column of numbers of the
 * children, and how many grandchildren of each kind there are.
 */
export function familyParent(view: DatabaseView, compared: ComparedSchema, parent: string): MadeTable {
  const { table, columns } = aggregatedParent(view, compared, parent)
  const own = compared.relations.filter((relation) => relation.parent === parent && relation.child !== parent)
  const made = own.flatMap((relation): Column[] => [
    ...extremes(view, relation, compared.columns[relation.child] ?? [], table.rows),
    ...compared.relations
      .filter((next) => next.parent === relation.child && next.child !== next.parent)
      .map((next) => grandchildren(view, relation, next, table.rows)),
  ])
  return {
    table: new Table([...table.columns, ...made], table.rows),
    columns: [...columns, ...made.map(({ name }) => newColumn({ name, kind: 'numeric' }))],
  }
}

function extremes(
  view: DatabaseView,
  { index, child, name }: ComparedRelation,
  columns: readonly ColumnSchema[],
  parents: number,
): Column[] {
  const links = view.links[index]
  return columns.flatMap((column): Column[] => {
    const cells = tableOf(view, child).column(column.name)
    if (!isNumberColumn(cells)) return []
    const [sum, most, last] = [0, 1, 2].map(() => new Float64Array(parents).fill(Number.NaN)) as [Float64Array, Float64Array, Float64Array]
    cells.values.forEach((value, row) => {
      const to = links[row]
      if (to < 0 || Number.isNaN(value)) return
      sum[to] = (Number.isNaN(sum[to]) ? 0 : sum[to]) + value
      most[to] = Number.isNaN(most[to]) ? value : Math.max(most[to], value)
      last[to] = value
    })
    const parts = { sum, most, last }
    return Object.entries(parts).map(([what, values]): Column => ({ name: `${name} ${column.name} ${what}`, kind: 'numeric', values }))
  })
}

function grandchildren(view: DatabaseView, near: ComparedRelation, far: ComparedRelation, parents: number): Column {
  const values = new Float64Array(parents)
  const up = view.links[near.index]
  for (const row of view.links[far.index]) if (row >= 0 && up[row] >= 0) values[up[row]] += 1
  return { name: `${near.name} ${far.name} rows`, kind: 'numeric', values }
}

function aggregates(
  view: DatabaseView,
  { index, child, name }: ComparedRelation,
  columns: readonly ColumnSchema[],
  parents: number,
): Column[] {
  const links = view.links[index]
  const numeric = (what: string, values: Float64Array): Column => ({ name: `${name} ${what}`, kind: 'numeric', values })
  const counts = new Float64Array(parents)
  for (const row of links) if (row >= 0) counts[row] += 1
  return [
    numeric('rows', counts),
    ...columns.map((column) => {
      const cells = tableOf(view, child).column(column.name)
      return isNumberColumn(cells)
        ? numeric(`${column.name} mean`, meansOf(cells.values, links, parents))
        : numeric(`${column.name} levels`, distinctOf(cells.values, cells.levels.length, links, parents))
    }),
  ]
}

function meansOf(values: Float64Array, links: Int32Array, parents: number): Float64Array {
  const [sums, counts] = [new Float64Array(parents), new Float64Array(parents)]
  for (let row = 0; row < values.length; row++) {
    const [value, parent] = [values[row], links[row]]
    if (parent < 0 || Number.isNaN(value)) continue
    sums[parent] += value
    counts[parent] += 1
  }
  return sums.map((sum, parent) => sum / counts[parent])
}

function distinctOf(codes: Int32Array, levels: number, links: Int32Array, parents: number): Float64Array {
  const seen = new Set<number>()
  const counts = new Float64Array(parents)
  for (let row = 0; row < codes.length; row++) {
    const [code, parent] = [codes[row], links[row]]
    if (parent < 0 || code < 0 || seen.has(parent * levels + code)) continue
    seen.add(parent * levels + code)
    counts[parent] += 1
  }
  return counts
}

/** The rows of a child that have a parent, with the columns of both; and the parent of each. */
export function joinedChild(
  view: DatabaseView,
  { columns }: ComparedSchema,
  relation: ComparedRelation,
): MadeTable & { readonly parents: Int32Array } {
  const links = view.links[relation.index]
  const rows = Int32Array.from([...links.keys()].filter((row) => links[row] >= 0))
  const parents = rows.map((row) => links[row])
  const [child, parent] = [relation.child, relation.parent].map((name) =>
    tableOf(view, name).select((ownValue(columns, name) ?? []).map((column) => column.name)),
  )
  const own = child.take(rows).columns
  const theirs = parent.take(parents).columns.map((column) => ({ ...column, name: `${relation.parent}.${column.name}` }))
  return {
    table: new Table([...own, ...theirs], rows.length),
    columns: [
      ...(columns[relation.child] ?? []),
      ...(columns[relation.parent] ?? []).map((column) => ({ ...column, name: `${relation.parent}.${column.name}` })),
    ],
    parents,
  }
}
