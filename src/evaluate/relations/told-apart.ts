import { boost } from '../../learn/boosting/boosting.js'
import { predictProbabilities } from '../../learn/boosting/loss.js'
import { takeRows } from '../../learn/trees/bins.js'
import { areaUnderCurve } from '../../learn/two-sample/two-sample.js'
import { createRng, type Rng } from '../../random/rng.js'
import { randomOrder } from '../../random/shuffle.js'
import { featuresOf } from '../tables/features.js'
import type { MadeTable } from './aggregates.js'

/** Rows of each side that are looked at, folds, and trees. */
const mostRows = 4000
const folds = 3
const options = { rounds: 60, leaves: 31, learningRate: 0.1, minLeaf: 20 } as const

/** A table, and the group of each row: rows of one are learned from together, or not at all. */
export interface Grouped extends MadeTable {
  readonly groups?: Int32Array
}

/**
 * How well boosted trees tell rows of two databases apart, from 0.5, not at all, to 1: the area under the curve of what they say of rows of folds
 * that they haven't learned from. As many rows of each are looked at; null where a side has fewer than one for each fold.
 */
export function toldApart(real: Grouped, other: Grouped, seed: number): number | null {
  const rng = createRng(seed, 0x746f6c64)
  const n = Math.min(real.table.rows, other.table.rows, mostRows)
  if (n < folds || real.columns.length === 0) return null
  const chosen = [real, other].map((side, i) => chooseRows(side, n, rng.split(i))) as [Int32Array, Int32Array]
  const names = real.columns.map(({ name }) => name)
  const tables = [real, other].map(({ table }, i) => table.select(names).take(chosen[i]))
  const features = featuresOf(tables, real.columns)
  const rows = chosen[0].length + chosen[1].length
  const isOther = Uint8Array.from({ length: rows }, (_, row) => (row < chosen[0].length ? 0 : 1))
  const fold = new Uint8Array(rows)
  let at = 0
  for (const [i, side] of [real, other].entries()) {
    const own = foldOf(side, chosen[i], rng.split(2, i))
    fold.set(own, at)
    at += own.length
  }
  const scores = new Float64Array(rows)
  const response = { kind: 'class', codes: isOther, classes: 2 } as const
  const all = Int32Array.from({ length: rows }, (_, row) => row)
  for (let held = 0; held < folds; held++) {
    const learned = all.filter((row) => fold[row] !== held)
    const unseen = all.filter((row) => fold[row] === held)
    if (unseen.length === 0 || new Set(learned.map((row) => isOther[row])).size < 2) continue
    const model = boost(features, response, learned, options)
    const own = features.map((feature) => takeRows(feature, unseen))
    const said = predictProbabilities(model, own, unseen.length)
    unseen.forEach((row, i) => {
      scores[row] = said[2 * i + 1]
    })
  }
  return Math.max(0.5, areaUnderCurve(scores, isOther))
}

/** So many rows at random; whole groups, as many as fit, where there are groups. */
function chooseRows({ table, groups }: Grouped, n: number, rng: Rng): Int32Array {
  if (table.rows <= n) return Int32Array.from({ length: table.rows }, (_, row) => row)
  const order = randomOrder(groups ? 1 + groups.reduce((most, group) => Math.max(most, group), -1) : table.rows, rng)
  if (!groups) return order.subarray(0, n).sort()
  const sizes = new Int32Array(order.length)
  for (const group of groups) sizes[group] += 1
  const kept = new Set<number>()
  let rows = 0
  for (const group of order) {
    const size = sizes[group]
    if (size === 0) continue
    if (rows + size > n && kept.size > 0) break
    kept.add(group)
    rows += size
  }
  return Int32Array.from([...groups.keys()].filter((row) => kept.has(groups[row])))
}

function foldOf({ groups }: Grouped, rows: Int32Array, rng: Rng): Uint8Array {
  const count = groups ? 1 + groups.reduce((most, group) => Math.max(most, group), -1) : rows.length
  const order = randomOrder(count, rng)
  return Uint8Array.from(rows, (row, i) => order[groups ? groups[row] : i] % folds)
}
