import { mix } from '../../../random/permutation.js'
import type { PlannedRelation } from '../../../relations/plan.js'
import { type Column, isNumberColumn, isNumberKind } from '../../../table/column.js'
import { type ColumnSchema, schemaColumn } from '../../../table/schema.js'
import { Table } from '../../../table/table.js'
import { completeRows } from '../../made-anew/complete-rows.js'
import { createFaker } from '../../made-anew/fakes.js'
import { createKeyMaker, type KeyMaker } from '../../shell/keys.js'
import type { Family, Local } from './family.js'
import { type Run, type Store, stateOf } from './run.js'

/** The rows of a table in a block with all their columns: keys, references, and what is made anew. */
export function assembleTable(run: Run, family: Family, name: string): Table {
  const state = stateOf(run, name)
  const local = family.finished(name)
  const offset = run.offsets.get(name)?.get(family.block.index) ?? 0
  const schema = run.model.schema.tables[name]
  const shell = {
    ...state.shell,
    schema: {
      ...state.shell.schema,
      columns: state.shell.schema.columns.filter((column) => schema.columns.some((other) => other.name === column.name)),
    },
  }
  const placeOf = (row: number): number => offset + row
  const table = run.model.tables.indexOf(state)
  const sampler = { model: shell, seed: mix(table, run.seed, 41), ...(run.fakes && { fakes: run.fakes }) }
  const own = completeRows(sampler, new Table(local.columns.columns, local.rows), { unitOf: placeOf, placeOf })
  return new Table(
    schema.columns.map(({ name: column }) => (own.has(column) ? own.column(column) : keyColumn(run, family, name, column))),
    local.rows,
  )
}

/** A column of keys or references of the rows of a block. */
export function keyColumn(run: Run, family: Family, name: string, column: string): Column {
  const local = family.finished(name)
  const cells = cellsOf(
    run,
    family,
    { at: 'block', local },
    name,
    column,
    Int32Array.from({ length: local.rows }, (_, row) => row),
  )
  return asColumn(cells, schemaColumn(run.model.schema.tables[name] as never, column))
}

/** Rows of a table: of the block, or of the whole run. */
type Rows = { readonly at: 'block'; readonly local: Local } | { readonly at: 'run'; readonly store: Store }

/** Cells as texts or numbers; null missing. */
type Cells = (string | number | null)[]

/** The cells of a column in these rows (-1 for missing ones): the key made for each, that of the row it refers to, or what was drawn. */
function cellsOf(run: Run, family: Family, rows: Rows, name: string, column: string, which: Int32Array): Cells {
  const state = stateOf(run, name)
  const { plan } = run.model
  const reference = state.lookup ? undefined : leadingTo(plan.relations, name, column)
  if (reference) {
    const { relation, key } = reference
    const [next, there] = follow(run, family, rows, name, relation, which)
    return cellsOf(run, family, next, plan.relations[relation].parent, key, there)
  }
  const made = state.made.find((key) => key.column === column)
  if (made) {
    const offset = rows.at === 'block' ? (run.offsets.get(name)?.get(family.block.index) ?? 0) : 0
    const maker = makerOf(run, name, made)
    return Array.from(which, (row) => (row < 0 ? null : maker(row + offset)))
  }
  const cells =
    rows.at === 'run' ? rows.store.cells.get(column) : rows.local.columns.has(column) ? rows.local.columns.column(column) : undefined
  if (!cells) return Array.from(which, () => null)
  return Array.from(which, (row) => cellAt(cells, row))
}

/** The relation by which a column refers, and the column of the parent: the one that leads most directly to a row, implied ones last. */
function leadingTo(
  relations: readonly PlannedRelation[],
  name: string,
  column: string,
): { readonly relation: number; readonly key: string } | undefined {
  const all = [...relations.entries()].filter(([, relation]) => relation.child === name && relation.columns.includes(column))
  const [found] = [...all.filter(([, { part }]) => part !== 'implied'), ...all]
  return found && { relation: found[0], key: found[1].key[found[1].columns.indexOf(column)] }
}

function follow(run: Run, family: Family, rows: Rows, name: string, relation: number, which: Int32Array): [Rows, Int32Array] {
  const { part, parent } = run.model.plan.relations[relation]
  const store = (): Rows => ({ at: 'run', store: run.stores.get(parent) as Store })
  if (part === 'implied') {
    const path = run.model.plan.relations[relation]?.path as readonly [number, number]
    const [between, there] = follow(run, family, rows, name, path[0], which)
    return follow(run, family, between, run.model.plan.relations[path[0]].parent, path[1], there)
  }
  if (rows.at === 'run') {
    const link = part === 'partner' ? null : rows.store.links.get(relation)
    return [store(), link ? which.map((row) => (row < 0 ? -1 : link[row])) : which]
  }
  const { local } = rows
  if (part === 'partner') return [{ at: 'block', local: family.finished(parent) }, which]
  if (part === 'earlier') {
    const ages = local.ages.get(relation) as Int32Array
    return [rows, which.map((row) => (row < 0 || ages[row] === 0 ? -1 : row - ages[row]))]
  }
  if (part === 'owner' || part === 'self') {
    const there = which.map((row) => (row < 0 ? -1 : local.ownerRow[row]))
    if (local.owner?.name === parent) return [{ at: 'block', local: local.owner }, there]
    return [{ at: 'block', local }, there.fill(-1)]
  }
  const link = local.links.get(relation) as Int32Array
  return [store(), which.map((row) => (row < 0 ? -1 : link[row]))]
}

function makerOf(run: Run, name: string, made: { readonly column: string; readonly pattern: string; readonly start: number }): KeyMaker {
  const position = run.model.tables.findIndex((table) => table.name === name)
  const column = run.model.schema.tables[name]?.columns.findIndex((other) => other.name === made.column) ?? 0
  const seed = mix(column, mix(position, run.seed, 51), 0)
  return createKeyMaker(made, seed, createFaker(run.fakes ?? null, seed))
}

function cellAt(column: Column, row: number): string | number | null {
  if (row < 0) return null
  const value = column.values[row]
  if (isNumberColumn(column)) return Number.isNaN(value) ? null : value
  return value < 0 ? null : column.levels[value]
}

/** Cells as a column of this kind. */
function asColumn(cells: Cells, { name, kind }: ColumnSchema): Column {
  if (isNumberKind(kind)) return { name, kind, values: Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell))) }
  const codes = new Map<string, number>()
  const values = Int32Array.from(cells, (cell) => {
    if (cell === null) return -1
    const text = String(cell)
    const code = codes.get(text) ?? codes.size
    codes.set(text, code)
    return code
  })
  return { name, kind: kind, levels: [...codes.keys()], values }
}
