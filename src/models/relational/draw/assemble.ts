import { mix } from '../../../random/permutation.js'
import { totalAmong } from '../../../relations/carried/totals.js'
import type { PlannedRelation } from '../../../relations/plan.js'
import { type Column, isNumberColumn, isNumberKind } from '../../../table/column.js'
import { isComputed, sourcesOf } from '../../../table/relations/relation.js'
import { type ColumnSchema, type Relation, schemaColumn } from '../../../table/schema.js'
import { Table } from '../../../table/table.js'
import { completeRows } from '../../made-anew/complete-rows.js'
import { createFaker } from '../../made-anew/fakes.js'
import { activeRelations } from '../../relations/active.js'
import { assembleRelated } from '../../relations/decode.js'
import { createKeyMaker, type KeyMaker } from '../../shell/keys.js'
import type { CopyState, TableState, TotalState } from '../state.js'
import { exceptionName } from '../views.js'
import type { FamilyRows } from './family.js'
import type { Local } from './rows/local.js'
import { type DatabaseRun, type Store, stateOf } from './run.js'

/** The rows of a table in a block with all their columns: keys, references, what they have from others, and what is made anew. */
export function assembleTable(run: DatabaseRun, family: FamilyRows, name: string): Table {
  const { columns } = run.model.schema.tables[name]
  const own = completedRows(run, family, name)
  const state = stateOf(run, name)
  const isCarried = (column: string): boolean =>
    [...state.copies, ...state.totals].some((carried) => carried.column === column) || computedFromCarried(state, column) !== undefined
  return new Table(
    columns.map(({ name: column }) =>
      own.has(column) && !isCarried(column) ? own.column(column) : finalColumn(run, family, name, column),
    ),
    own.rows,
  )
}

/** The rows with what is made anew, as far as it needs no other table. */
function completedRows(run: DatabaseRun, family: FamilyRows, name: string): Table {
  return family.completed(name, (local) => {
    const state = stateOf(run, name)
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
    return completeRows(sampler, new Table(local.columns.columns, local.rows), { unitOf: placeOf, placeOf })
  })
}

/** A column of the rows of a block as it is written. */
export function finalColumn(run: DatabaseRun, family: FamilyRows, name: string, column: string): Column {
  const local = family.finished(name)
  const all = Int32Array.from({ length: local.rows }, (_, row) => row)
  const cells = cellsOf(run, family, { at: 'block', local }, name, column, all)
  return asColumn(cells, schemaColumn(run.model.schema.tables[name] as never, column))
}

/** Rows of a table: of the block, or of the whole run. */
type BlockRows = { readonly at: 'block'; readonly local: Local }
type Rows = BlockRows | { readonly at: 'run'; readonly store: Store }

/** Cells as texts or numbers; null missing. */
type Cells = (string | number | null)[]

/** The cells of a column in these rows (-1 for missing ones): the key made for each, that of the row it refers to, or what was drawn. */
function cellsOf(run: DatabaseRun, family: FamilyRows, rows: Rows, name: string, column: string, which: Int32Array): Cells {
  if (which.every((row) => row < 0)) return Array.from(which, () => null)
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
  // Of rows of the whole run, only what is kept at hand: as it is written in the end.
  if (rows.at === 'run') return cellsFrom(rows.store.cells.get(column), which)
  const own = cellsFrom(columnIn(completedRows(run, family, name), column) ?? columnIn(rows.local.columns, column), which)
  const copy = state.copies.find((other) => other.column === column)
  // Up the tree of its own table a copy comes to an end by itself.
  if (copy && copy.from === column && copy.path.every((relation) => plan.relations[relation]?.parent === name))
    return copied(run, family, rows, name, copy, which, own)
  // Whatever else comes back to a column that waits for it takes what was drawn there.
  return family.once(`${name}.${column}`, own, () => {
    if (copy) return copied(run, family, rows, name, copy, which, own)
    const total = state.totals.find((other) => other.column === column)
    if (total) return totalled(run, family, rows, total, which, own)
    const relation = computedFromCarried(state, column)
    return relation ? cellsFrom(computed(run, family, rows, name, relation), which) : own
  })
}

/** The relation by which a column follows from others of its row some of which are only known in the end. */
function computedFromCarried({ shell: { schema }, copies, totals }: TableState, column: string): Relation | undefined {
  const late = new Set([...copies, ...totals].map((carried) => carried.column))
  if (late.size === 0) return undefined
  const found = new Map<string, Relation>()
  for (const relation of activeRelations(schema)) {
    if (!isComputed(relation) || relation.gaps || !sourcesOf(relation).some((source) => late.has(source))) continue
    late.add(relation.column)
    found.set(relation.column, relation)
  }
  return found.get(column)
}

function computed(run: DatabaseRun, family: FamilyRows, { local }: BlockRows, name: string, relation: Relation): Column | undefined {
  const { schema } = stateOf(run, name).shell
  const columns = new Map(sourcesOf(relation).map((source) => [source, finalColumn(run, family, name, source)]))
  assembleRelated(columns, { ...schema, relations: [relation] }, local.rows)
  return columns.get(relation.column)
}

/** The cells of the row that a copy leads to; their own where there is none, or where it doesn't hold. */
function copied(
  run: DatabaseRun,
  family: FamilyRows,
  rows: BlockRows,
  name: string,
  copy: CopyState,
  which: Int32Array,
  own: Cells,
): Cells {
  const held = copy.partly ? columnIn(rows.local.columns, exceptionName(copy.column)) : undefined
  let [at, table, there]: [Rows, string, Int32Array] = [rows, name, which.map((row) => (row < 0 || held?.values[row] === 0 ? -1 : row))]
  for (const relation of copy.path) {
    ;[at, there] = follow(run, family, at, table, relation, there)
    table = run.model.plan.relations[relation].parent
  }
  const cells = cellsOf(run, family, at, table, copy.from, there)
  return own.map((cell, i) => (there[i] < 0 ? cell : cells[i]))
}

/** What the children of rows add up to. */
function totalled(run: DatabaseRun, family: FamilyRows, { local }: BlockRows, total: TotalState, which: Int32Array, own: Cells): Cells {
  const child = run.model.plan.relations[total.relation].child
  const children = family.finished(child)
  const all = Int32Array.from({ length: children.rows }, (_, row) => row)
  const columns = total.columns.map((column) =>
    Float64Array.from(cellsOf(run, family, { at: 'block', local: children }, child, column, all), (cell) =>
      cell === null ? Number.NaN : Number(cell),
    ),
  )
  const byParent = Array.from({ length: local.rows }, (): number[] => [])
  children.ownerRow.forEach((row, i) => {
    if (row >= 0) byParent[row]?.push(i)
  })
  const held = total.partly ? columnIn(local.columns, exceptionName(total.column)) : undefined
  return own.map((cell, i) => {
    const row = which[i]
    const members = byParent[row]
    if (row < 0 || !members || held?.values[row] === 0 || (members.length === 0 && !total.childless)) return cell
    const value = totalAmong(total.what, columns, members)
    return Number.isNaN(value) ? null : Number(value.toFixed(total.decimals))
  })
}

function columnIn(table: Table, name: string): Column | undefined {
  return table.has(name) ? table.column(name) : undefined
}

function cellsFrom(column: Column | undefined, which: Int32Array): Cells {
  return Array.from(which, (row) => (column ? cellAt(column, row) : null))
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

function follow(run: DatabaseRun, family: FamilyRows, rows: Rows, name: string, relation: number, which: Int32Array): [Rows, Int32Array] {
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

function makerOf(
  run: DatabaseRun,
  name: string,
  made: { readonly column: string; readonly pattern: string; readonly start: number },
): KeyMaker {
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
