import type { Rng } from '../../../random/rng.js'
import type { Match } from '../state.js'
import { className } from '../views.js'
import { findRow, partSiblings } from './places.js'
import type { Block, Run, Store } from './run.js'

/** The rows that children of these classes find. */
export function foundRows(run: Run, block: Block, relation: number, classes: Int32Array, position: Int32Array, rng: Rng): Int32Array {
  const { weights, tree, unique, classes: count } = run.model.matches[relation] as Match
  const ofLookup =
    weights && (tree ? lookUpRows(classes, lookupClasses(run, relation), weights, rng) : classes.map((k) => (k === count ? -1 : k)))
  const rows = ofLookup ?? waitingRows(run, block, relation, classes)
  if (unique) {
    partSiblings(rows, classes, position, run.totals.get(run.model.plan.relations[relation]?.parent ?? '') ?? 0, rng)
  }
  return rows
}

/** The rows of a second parent that wait for this block. */
function waitingRows(run: Run, block: Block, relation: number, classes: Int32Array): Int32Array {
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

function lookupClasses(run: Run, relation: number): Int32Array {
  return (run.stores.get(run.model.plan.relations[relation]?.parent ?? '') as Store).cells.get(className(relation))?.values as Int32Array
}

/** A row of a lookup of each class, as often as it was referred to. */
function lookUpRows(classes: Int32Array, ofRow: Int32Array, weights: Float64Array, rng: Rng): Int32Array {
  const members = new Map<number, { rows: number[]; upTo: number[] }>()
  ofRow.forEach((k, row) => {
    const own = members.get(k) ?? { rows: [], upTo: [] }
    own.rows.push(row)
    own.upTo.push((own.upTo.at(-1) ?? 0) + weights[row])
    members.set(k, own)
  })
  return classes.map((k) => {
    const own = members.get(k)
    if (!own) return -1
    const u = rng.uniform() * (own.upTo.at(-1) as number)
    const at = own.upTo.findIndex((bound) => u < bound)
    return own.rows[at < 0 ? rng.integer(own.rows.length) : at]
  })
}
