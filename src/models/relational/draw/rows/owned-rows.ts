import type { Rng } from '../../../../random/rng.js'
import { levelsOf, schemaColumn } from '../../../../table/schema.js'
import type { Hop, TableState } from '../../state.js'
import { childCountVirtual } from '../../views.js'
import { type DatabaseRun, type FamilyRange, ownerHop, relationsOf, stateOf } from '../run.js'
import type { Local } from './local.js'

/** Rows and their owners, before anything of their own. */
export interface OwnedRows {
  readonly owner: Local | null
  readonly ownerRow: Int32Array
  readonly position: Int32Array
  readonly size: Int32Array
  readonly codes?: undefined
}

/** The children of an owner's rows, as many as these say; or exactly so many in all. */
export function childrenOf(
  run: DatabaseRun,
  state: TableState,
  owner: Local,
  exactly?: { readonly total: number; readonly rng: Rng },
): OwnedRows {
  const { model } = run
  const hop = ownerHop(model, state.name) as Hop
  if (hop.back) {
    const { position } = owner
    return { owner, ownerRow: Int32Array.from({ length: owner.rows }, (_, row) => row), position, size: sizesOf(position) }
  }
  const from = stateOf(run, owner.name)
  const counts = owner.virtuals.get(from.virtuals[childCountVirtual(from.virtuals, hop.relation)]?.name ?? '') as ArrayLike<number>
  const most = mostChildren(run, state)
  const sizes = Int32Array.from({ length: owner.rows }, (_, row) => Math.max(0, Math.min(most, Math.round(counts[row]) || 0)))
  if (exactly) fitSizes(sizes, exactly.total, exactly.rng)
  const count = sizes.reduce((sum, size) => sum + size, 0)
  const [ownerRow, position, size] = [new Int32Array(count), new Int32Array(count), new Int32Array(count)]
  for (let row = 0, at = 0; row < sizes.length; row++) {
    for (let i = 0; i < sizes[row]; i++, at++) {
      ownerRow[at] = row
      position[at] = i
      size[at] = sizes[row]
    }
  }
  return { owner, ownerRow, position, size }
}

/** Adds children to rows that have some, or takes some away, until there are so many. */
function fitSizes(sizes: Int32Array, total: number, rng: Rng): void {
  const places = Array.from(sizes).flatMap((size, row) => Array.from({ length: size }, () => row))
  const known = places.length
  for (let missing = total - known; missing > 0 && sizes.length > 0; missing--) {
    const row = known > 0 ? places[rng.integer(known)] : rng.integer(sizes.length)
    sizes[row] += 1
  }
  for (let excess = known - total; excess > 0; excess--) {
    const [row] = places.splice(rng.integer(places.length), 1) as [number]
    sizes[row] -= 1
  }
}

/** How many rows one owner may have, lest two of them have one key. */
function mostChildren(run: DatabaseRun, state: TableState): number {
  const { model } = run
  const limits = relationsOf(model, state.name, ['second'])
    .filter((relation) => model.matches[relation]?.unique)
    .map((relation) => run.totals.get(model.plan.relations[relation]?.parent ?? '') ?? Number.POSITIVE_INFINITY)
  if (state.unique?.within === 'owner') {
    const own = state.unique.columns.filter((column) => state.drawn.includes(column))
    const seconds = relationsOf(model, state.name, ['second', 'lookup', 'late']).filter((relation) =>
      model.plan.relations[relation]?.columns.some((column) => state.unique?.columns.includes(column)),
    )
    const modelled = own.map((name) => schemaColumn(state.shell.schema, name))
    if (
      seconds.length === 0 &&
      modelled.every(({ kind }) => levelsOf({ kind } as never) !== undefined && ['categorical', 'ordinal', 'boolean'].includes(kind))
    ) {
      limits.push(modelled.reduce((product, column) => product * levelsOf(column).length, 1))
    }
  }
  return Math.min(...limits, 10_000_000)
}

/** How many rows a generation has in this block: its share of those there are in all. */
export function generationRows({ blocks }: DatabaseRun, block: FamilyRange, { generations, strays }: TableState, depth: number): number {
  const all = blocks.filter(({ table }) => table === block.table).reduce((sum, { count }) => sum + count, 0)
  const wanted = ((generations[depth] ?? 0) * all) / Math.max(1, strays)
  const upTo = (roots: number): number => Math.round((wanted * roots) / Math.max(1, all))
  return upTo(block.first + block.count) - upTo(block.first)
}

function sizesOf(position: Int32Array): Int32Array {
  const sizes = new Int32Array(position.length)
  for (let from = 0; from < position.length; ) {
    let to = from + 1
    while (to < position.length && position[to] !== 0) to++
    sizes.fill(to - from, from, to)
    from = to
  }
  return sizes
}
