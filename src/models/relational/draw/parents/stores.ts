import { linkRows } from '../../../../relations/links.js'
import { type CodeColumn, type Column, isNumberColumn } from '../../../../table/column.js'
import { Table } from '../../../../table/table.js'
import { rowClasses } from '../../fit/parents/classes.js'
import { rulesOf } from '../../rules/keepable.js'
import type { ClassTree, RelationalModel, TableState } from '../../state.js'
import { className, firstFar, paths, targetOf } from '../../views.js'
import { finalColumn } from '../assemble.js'
import type { FamilyRows } from '../family.js'
import type { Local } from '../rows/local.js'
import { type DatabaseRun, lookupStore, ownerHop, type Store, stateOf } from '../run.js'

/** The class of each row of a table of which all rows are at hand. */
export function classesOfStore(
  model: RelationalModel,
  name: string,
  tree: ClassTree,
  store: Store,
  stores: ReadonlyMap<string, Store>,
): Int32Array {
  const views = paths(model.plan, name).filter((path) => path.length === 1)
  const codes = tree.bases.map(({ view, name: base }) => {
    if (view < firstFar) return store.codes.get(base) as Uint16Array
    const [hop] = views[view - firstFar] as [{ relation: number; back: boolean }]
    const there = stores.get(targetOf(model.plan, hop))?.codes.get(base) ?? new Uint16Array()
    // A partner has the number of the row that it is drawn after.
    const link = hop.back ? Int32Array.from({ length: store.rows }, (_, row) => row) : (store.links.get(hop.relation) as Int32Array)
    return Uint16Array.from(link, (row) => (row < 0 ? 0 : (there[row] ?? 0)))
  })
  return rowClasses(tree, codes, store.rows)
}

/** All rows of a lookup, which are there before any is drawn. */
export function storeOfLookup(model: RelationalModel, state: TableState): Store {
  const tables = Object.fromEntries(model.tables.flatMap(({ name, lookup, rows }) => (lookup ? [[name, new Table(lookup, rows)]] : [])))
  const links = new Map<number, Int32Array>()
  for (const [i, relation] of model.plan.relations.entries()) {
    if (relation.child === state.name && tables[relation.parent]) links.set(i, linkRows(tables, relation))
  }
  const store = lookupStore(state, links)
  const classes = model.plan.relations.flatMap(({ parent }, i) => {
    const tree = parent === state.name ? model.matches[i]?.tree : null
    return tree
      ? [
          [
            className(i),
            {
              name: className(i),
              kind: 'categorical',
              levels: [],
              values: classesOfStore(model, state.name, tree, store, new Map()),
            } as Column,
          ] as const,
        ]
      : []
  })
  return { ...store, cells: new Map([...store.cells, ...classes]) }
}

/** All rows of a table, as others look at them and refer to them. */
export function storeOf(run: DatabaseRun, name: string, families: readonly FamilyRows[], forget: (family: FamilyRows) => void): Store {
  const { model } = run
  const state = stateOf(run, name)
  const total = run.totals.get(name) as number
  const codes = new Map(state.seen.map(({ name }) => [name, new Uint16Array(total)]))
  const links = new Map<number, Int32Array>()
  const kept = keptCells(model, state)
  const cells = new Map<string, Gathered>()
  const own = [...model.plan.relations.entries()].filter(([, { child }]) => child === name)
  for (const [relation, { part }] of own)
    if (['owner', 'self', 'second', 'lookup'].includes(part)) links.set(relation, new Int32Array(total).fill(-1))
  for (const family of families) {
    const local = family.rows(name)
    const offset = run.offsets.get(name)?.get(family.block.index) as number
    for (const [base, all] of codes) all.set(local.codes.get(base) as Uint16Array, offset)
    for (const [relation, all] of links) all.set(globalLinks(run, family, local, relation), offset)
    for (const column of kept) {
      const cell = state.virtuals.some((virtual) => virtual.name === column)
        ? ({ name: column, kind: 'numeric', values: Float64Array.from(local.virtuals.get(column) as ArrayLike<number>) } as Column)
        : run.model.schema.tables[name]?.columns.some((other) => other.name === column)
          ? finalColumn(run, family, name, column)
          : local.columns.column(column)
      const gathered = cells.get(column) ?? new Gathered(cell, total)
      cells.set(column, gathered)
      gathered.put(cell, offset)
    }
    forget(family)
  }
  return {
    rows: total,
    codes,
    links,
    cells: new Map([...cells].map(([column, gathered]) => [column, gathered.column])),
  }
}

/** A column of all rows of a table, put together from those of blocks, each of which has levels of its own. */
class Gathered {
  readonly column: Column
  readonly #codes = new Map<string, number>()

  constructor(like: Column, rows: number) {
    this.column = isNumberColumn(like)
      ? { ...like, values: new Float64Array(rows) }
      : { ...like, levels: [], values: new Int32Array(rows).fill(-1) }
  }

  put(cells: Column, offset: number): void {
    if (isNumberColumn(cells)) {
      this.column.values.set(cells.values, offset)
      return
    }
    const { levels } = this.column as CodeColumn
    const recode = Int32Array.from(cells.levels, (level) => {
      const code = this.#codes.get(level) ?? (levels as string[]).push(level) - 1
      this.#codes.set(level, code)
      return code
    })
    cells.values.forEach((code, row) => {
      if (code >= 0) this.column.values[offset + row] = recode[code]
    })
  }
}

/** Columns of which others take the cells: counts of children, keys that aren't made anew, what is copied, what rules name and what others are given. */
function keptCells(model: RelationalModel, state: TableState): string[] {
  const { plan } = model
  const counts = state.virtuals.filter(({ kind }) => kind === 'count').map(({ name }) => name)
  const made = new Set(state.made.map(({ column }) => column))
  const references = new Set(plan.relations.flatMap(({ child, columns }) => (child === state.name ? columns : [])))
  const keys = plan.relations
    .flatMap(({ parent, key }) => (parent === state.name ? key : []))
    .filter((column) => !made.has(column) && !references.has(column))
  const copied = model.tables.flatMap(({ copies }) =>
    copies.flatMap(({ path, from }) => (plan.relations[path.at(-1) as number]?.parent === state.name ? [from] : [])),
  )
  const ruled = rulesOf(model).flatMap(({ uses }) =>
    uses.flatMap(({ way, column }) => (way.table === state.name && way.path.length > 0 ? [column] : [])),
  )
  const told = model.tables.flatMap(({ described }) =>
    (described?.seen ?? []).flatMap(({ path, from }) => (plan.relations[path.at(-1) as number]?.parent === state.name ? [from] : [])),
  )
  return [...new Set([...counts, ...keys, ...copied, ...ruled, ...told])]
}

/** The rows of the whole run that rows of a block refer to. */
function globalLinks(run: DatabaseRun, family: FamilyRows, local: Local, relation: number): Int32Array {
  const { part } = run.model.plan.relations[relation]
  if (part !== 'owner' && part !== 'self') return local.links.get(relation) ?? new Int32Array(local.rows).fill(-1)
  const hop = ownerHop(run.model, local.name)
  const offset = (hop && run.offsets.get(targetOf(run.model.plan, hop))?.get(family.block.index)) ?? 0
  return local.ownerRow.map((row) => (row < 0 ? -1 : row + offset))
}
