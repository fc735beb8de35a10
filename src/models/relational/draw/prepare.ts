import { OptionError } from '../../../errors.js'
import { mix } from '../../../random/permutation.js'
import { createRng } from '../../../random/rng.js'
import { ownValue } from '../../../table/own.js'
import { rulesOf } from '../rules/keepable.js'
import type { ClassTree, Match, RelationalModel } from '../state.js'
import { childCountVirtual } from '../views.js'
import { FamilyRows } from './family.js'
import { allotRows, type ParentRequests } from './parents/allot.js'
import { diamondEnds, type Wanted } from './parents/found.js'
import { createFinder } from './parents/places.js'
import { classesOfStore, storeOf, storeOfLookup } from './parents/stores.js'
import { evenDegrees } from './rows/stated-rows.js'
import { type DatabaseRun, type FamilyRange, ownerTable, relationsOf, type Store, stateOf, storedTables } from './run.js'

/** Rows of a table without an owner in a block. */
const familyRows = 1024

export interface DatabaseRunOptions {
  readonly seed: number
  /** How many times as many rows as were learned from; 1 where absent. */
  readonly scale?: number
  /** Rows of single tables without an owner, by name. */
  readonly rows?: Readonly<Record<string, number>>
  /** The models of tables without an owner, where they are given conditions. */
  readonly roots?: DatabaseRun['roots']
  readonly fakes?: DatabaseRun['fakes']
}

/** Rows that are kept at hand while a run is prepared; of more, each block is drawn again when it is needed. */
const mostKept = 500_000

/** Streams of a run that belong to no block. */
const runStream = -1

/**
 * All that has to be known before any block can be drawn by itself: how many rows come before it in each table, and which rows of second parents
 * are waiting for whom. Tables are gone through in the order of the plan; every block is drawn as far as that takes.
 */
export function prepareRun(model: RelationalModel, options: DatabaseRunOptions): DatabaseRun {
  const stored = storedTables(model)
  const blocks = blocksOf(model, options)
  const roots = new Map(model.tables.map((state) => [state.name, options.roots?.get(state.name) ?? { model: state.shell }]))
  const run: DatabaseRun = {
    model,
    seed: options.seed,
    blocks,
    roots,
    rules: rulesOf(model).filter(({ table }) => ownerTable(model, table) !== null),
    fakes: options.fakes,
    stores: new Map(),
    finders: new Map(),
    allotments: new Map(),
    offsets: new Map(),
    totals: new Map(),
  }
  for (const state of model.tables) if (state.lookup) run.stores.set(state.name, storeOfLookup(model, state))
  const families = blocks.map((block) => new FamilyRows(run, block))
  const isLarge =
    model.tables.reduce((sum, { rows }) => sum + rows, 0) * (options.scale ?? 1) > mostKept || blocks.length * familyRows > mostKept
  const forget = (family: FamilyRows): void => {
    if (isLarge) family.forget()
  }
  for (const { name } of model.tables) {
    const own = families.filter((family) => family.tables.includes(name))
    if (stateOf(run, name).lookup) {
      setOffsets(run, name, own, (family) => (family.block.table === name ? family.block.count : 0), forget)
      run.totals.set(name, stateOf(run, name).rows)
      continue
    }
    for (const relation of relationsOf(model, name, ['second']))
      findSeconds(run, relation, own, (family) => family.wanted(name, relation), forget)
    setOffsets(run, name, own, (family) => family.count(name), forget)
    if (stored.has(name)) run.stores.set(name, storeOf(run, name, own, forget))
  }
  for (const [relation, { child, part }] of model.plan.relations.entries()) {
    if (part !== 'late') continue
    findSeconds(
      run,
      relation,
      families.filter((family) => family.tables.includes(child)),
      (family) => {
        const { classes, position } = family.rows(child)
        return { classes: classes.get(relation) as Int32Array, ends: null, position }
      },
      forget,
    )
  }
  return run
}

function blocksOf(model: RelationalModel, { scale = 1, rows = {} }: DatabaseRunOptions): FamilyRange[] {
  if (!(scale > 0 && Number.isFinite(scale))) throw new OptionError('scale', `must be a positive number (got ${scale})`)
  for (const [name, count] of Object.entries(rows)) refuseRows(model, name, count)
  const blocks: FamilyRange[] = []
  for (const state of model.tables) {
    const { name, lookup, strays } = state
    const owner = ownerTable(model, name)
    if (lookup) {
      // Lookups are written once, as they are; what they own is drawn from them.
      if (state.virtuals.length > 0) blocks.push({ index: blocks.length, table: name, first: 0, count: state.rows })
      continue
    }
    const learned = owner === null ? state.rows : strays
    const asked = ownValue(rows, name)
    const count =
      owner === null && asked !== undefined ? asked : Math.round((asked !== undefined ? asked / Math.max(1, state.rows) : scale) * learned)
    if (count === 0 && owner !== null) continue
    // A key that no two rows of the table may share is only kept apart within a block.
    const size = state.unique?.within === 'table' ? Math.max(1, count) : familyRows
    for (let first = 0; first < Math.max(1, count); first += size) {
      blocks.push({ index: blocks.length, table: name, first, count: Math.min(size, count - first) })
    }
  }
  return blocks
}

function refuseRows(model: RelationalModel, name: string, count: number): void {
  const state = model.tables.find((table) => table.name === name)
  const roots = model.tables.filter(
    (table) => !table.lookup && (ownerTable(model, table.name) === null || ownerTable(model, table.name) === table.name),
  )
  const names = roots.map((table) => table.name).join(', ')
  if (!state) throw new OptionError('rows', `there is no table ${name}; rows can be asked for of ${names}`)
  if (!roots.includes(state)) {
    const why = state.lookup ? 'it is a lookup, written as it is' : `its rows follow from those of ${ownerTable(model, name)}`
    throw new OptionError('rows', `can't be asked for of ${name}: ${why}; ask for them of ${names}`)
  }
  if (!Number.isSafeInteger(count) || count < 1) throw new OptionError('rows', `of ${name} must be a whole number from 1 up (got ${count})`)
}

function setOffsets(
  run: DatabaseRun,
  name: string,
  families: readonly FamilyRows[],
  countOf: (family: FamilyRows) => number,
  forget: (family: FamilyRows) => void,
): void {
  const offsets = new Map<number, number>()
  let total = 0
  for (const family of families) {
    offsets.set(family.block.index, total)
    total += countOf(family)
    forget(family)
  }
  run.offsets.set(name, offsets)
  run.totals.set(name, total)
}

/** Which rows of a second parent the children of each block find. */
function findSeconds(
  run: DatabaseRun,
  relation: number,
  families: readonly FamilyRows[],
  wantedIn: (family: FamilyRows) => Wanted,
  forget: (family: FamilyRows) => void,
): void {
  const { parent } = run.model.plan.relations[relation]
  const { tree, classes, weights, diamond, unique, stated } = run.model.matches[relation] as Match
  // Rows of a lookup are there already: children draw them as often as they were referred to. Of the rows before it each row knows how many there are.
  if (weights || stated?.before) return
  const counts = new Map<number, Int32Array>()
  const wanted = new Map<number, Wanted>()
  for (const family of families) {
    const own = new Int32Array(classes)
    const wants = wantedIn(family)
    for (const k of wants.classes) if (k < classes) own[k] += 1
    counts.set(family.block.index, own)
    if (diamond) wanted.set(family.block.index, wants)
    forget(family)
  }
  const store = run.stores.get(parent) as Store
  const state = stateOf(run, parent)
  const rng = createRng(run.seed, runStream, relation)
  const children = [...counts.values()].reduce((sum, own) => sum + own.reduce((all, count) => all + count, 0), 0)
  const degrees =
    store.cells.get(state.virtuals[childCountVirtual(state.virtuals, relation)]?.name ?? '')?.values ??
    (stated ? evenDegrees(children, store.rows, rng) : new Float64Array(store.rows).fill(1))
  const ofRow = classesOfStore(run.model, parent, tree as ClassTree, store, run.stores)
  if (diamond) {
    const ends = diamondEnds(run, relation)
    const rows = allotRows(joined([...wanted.values()]), { ofRow, ends, degrees: degrees as ArrayLike<number>, classes }, unique, rng)
    run.allotments.set(relation, { rows, starts: startsOf(wanted), ofRow })
    return
  }
  run.finders.set(relation, createFinder(classes, ofRow, degrees as ArrayLike<number>, counts, mix(relation, run.seed, 31), rng))
}

/** What all blocks want, one after the other. */
function joined(blocks: readonly Wanted[]): ParentRequests {
  const chained = (partOf: (block: Wanted) => Int32Array): Int32Array => {
    const all = new Int32Array(blocks.reduce((sum, { classes }) => sum + classes.length, 0))
    let at = 0
    for (const block of blocks) {
      all.set(partOf(block), at)
      at += block.classes.length
    }
    return all
  }
  return {
    classes: chained(({ classes }) => classes),
    ends: chained(({ ends }) => ends as Int32Array),
    position: chained(({ position }) => position),
  }
}

/** By block, how many rows the blocks before have. */
function startsOf(wanted: ReadonlyMap<number, Wanted>): ReadonlyMap<number, number> {
  const starts = new Map<number, number>()
  let at = 0
  for (const [block, { classes }] of wanted) {
    starts.set(block, at)
    at += classes.length
  }
  return starts
}
