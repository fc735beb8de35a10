import type { Rng } from '../../../../random/rng.js'
import type { Match } from '../../state.js'
import { className } from '../../views.js'
import type { DatabaseRun, FamilyRange, Store } from '../run.js'
import { findRow, partSiblings } from './places.js'

/** What the rows of a block want of a second parent: a class each, and, of a diamond, to come where another way leads, or not (see `Wishes`). */
export interface Wanted {
  readonly classes: Int32Array
  readonly ends: Int32Array | null
  readonly position: Int32Array
}

/** The rows that children find, and the classes of these. */
export function foundRows(
  run: DatabaseRun,
  block: FamilyRange,
  relation: number,
  { classes, ends, position }: Wanted,
  rng: Rng,
): { readonly rows: Int32Array; readonly classes: Int32Array } {
  const { weights, tree, unique, stated, classes: count } = run.model.matches[relation] as Match
  if (stated?.before) return { rows: rowsBefore(run, block, relation, classes, rng), classes }
  const allotted = ends && !weights ? allottedRows(run, block, relation, classes.length) : null
  const ofRow = tree && weights ? lookupClasses(run, relation) : null
  const rows = weights
    ? lookUpRows({ classes, ends }, ofRow, diamondEnds(run, relation), weights, count, rng)
    : (allotted ?? waitingRows(run, block, relation, classes))
  if (unique) {
    // Who has to come to a certain end changes places only with others who have to.
    const kinds = ends ? classes.map((k, row) => (ends[row] >= 0 ? count + 1 + ends[row] : k)) : classes
    partSiblings(rows, kinds, position, run.totals.get(run.model.plan.relations[relation]?.parent ?? '') ?? 0, rng)
  }
  if (!ends) return { rows, classes }
  const known = weights ? ofRow : (run.allotments.get(relation)?.ofRow ?? null)
  return { rows, classes: rows.map((row) => (row < 0 ? count : known ? known[row] : row)) }
}

/** Rows of the table itself, each any of those before; none for the first. */
function rowsBefore(run: DatabaseRun, block: FamilyRange, relation: number, classes: Int32Array, rng: Rng): Int32Array {
  const { child } = run.model.plan.relations[relation]
  const offset = run.offsets.get(child)?.get(block.index) ?? 0
  return classes.map((k, row) => (k !== 0 || offset + row === 0 ? -1 : rng.integer(offset + row)))
}

/** The rows of a second parent that wait for this block. */
function waitingRows(run: DatabaseRun, block: FamilyRange, relation: number, classes: Int32Array): Int32Array {
  const finder = run.finders.get(relation)
  if (!finder) return new Int32Array(classes.length).fill(-1)
  const { classes: count } = run.model.matches[relation] as Match
  const seen = new Int32Array(count)
  return classes.map((k) => {
    if (k === count) return -1
    seen[k] += 1
    return findRow(finder, block.index, k, seen[k] - 1)
  })
}

function allottedRows({ allotments }: DatabaseRun, block: FamilyRange, relation: number, count: number): Int32Array {
  const allotment = allotments.get(relation)
  const start = allotment?.starts.get(block.index)
  return allotment && start !== undefined ? allotment.rows.slice(start, start + count) : new Int32Array(count).fill(-1)
}

function lookupClasses(run: DatabaseRun, relation: number): Int32Array {
  return (run.stores.get(run.model.plan.relations[relation]?.parent ?? '') as Store).cells.get(className(relation))?.values as Int32Array
}

/** Where the rows of a second parent lead by the far way of its diamond, in rows of the whole run; itself where there is no such way, or no diamond. */
export function diamondEnds(run: DatabaseRun, relation: number): Int32Array {
  const { rows, links } = run.stores.get(run.model.plan.relations[relation]?.parent ?? '') as Store
  const [hop] = run.model.matches[relation]?.diamond?.far ?? []
  return hop ? (links.get(hop.relation) as Int32Array) : Int32Array.from({ length: rows }, (_, row) => row)
}

/** How often a row of a lookup is drawn again that leads where it shouldn't. */
const mostAttempts = 20

/**
 * A row of a lookup of each class (null: each row is one of its own), as often as it was referred to; of those that have to come to a certain end, one that
 * leads there, of the same class if there is one.
 */
function lookUpRows(
  { classes, ends }: Pick<Wanted, 'classes' | 'ends'>,
  ofRow: Int32Array | null,
  leadTo: Int32Array,
  weights: Float64Array,
  count: number,
  rng: Rng,
): Int32Array {
  const all = new Pools(weights)
  const byEnd = new Pools(weights)
  for (let row = 0; row < weights.length; row++) {
    if (ofRow) all.add(ofRow[row], row)
    all.add(-1, row)
    if (ends) byEnd.add(leadTo[row], row).add(`${leadTo[row]} ${ofRow?.[row]}`, row)
  }
  const ofClass = (k: number): number => (ofRow ? (all.draw(k, rng) ?? -1) : k)
  return classes.map((k, i) => {
    if (k === count) return -1
    const end = ends ? ends[i] : -1
    if (end >= 0) {
      if (ofRow === null && leadTo[k] === end) return k
      return byEnd.draw(`${end} ${k}`, rng) ?? byEnd.draw(end, rng) ?? ofClass(k)
    }
    let row = ofClass(k)
    for (let attempt = 0; end < -1 && row >= 0 && leadTo[row] === -2 - end && attempt < 2 * mostAttempts; attempt++) {
      row = (attempt < mostAttempts && ofRow ? all.draw(k, rng) : all.draw(-1, rng)) ?? row
    }
    return row
  })
}

/** Rows by what they are, drawn as often as their weights say. */
class Pools {
  readonly #weights: Float64Array
  readonly #pools = new Map<number | string, { readonly rows: number[]; readonly upTo: number[] }>()

  constructor(weights: Float64Array) {
    this.#weights = weights
  }

  add(what: number | string, row: number): this {
    const own = this.#pools.get(what) ?? { rows: [], upTo: [] }
    own.rows.push(row)
    own.upTo.push((own.upTo.at(-1) ?? 0) + this.#weights[row])
    this.#pools.set(what, own)
    return this
  }

  draw(what: number | string, rng: Rng): number | undefined {
    const own = this.#pools.get(what)
    if (!own) return undefined
    const u = rng.uniform() * (own.upTo.at(-1) as number)
    const at = own.upTo.findIndex((bound) => u < bound)
    return own.rows[at < 0 ? rng.integer(own.rows.length) : at]
  }
}
