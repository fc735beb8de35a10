import { drawPositions } from '../../evaluate/tables/align.js'
import { nearestSeveral } from '../../learn/neighbours/neighbours.js'
import type { Attacked } from '../attacked.js'
import { joinMixed, takeMixed } from './mixed-rows.js'

/** Real rows that stand alone. */
export interface RareRows {
  /** Positions among targets and then controls. */
  readonly rows: Int32Array
  /** Distance of each to the nearest other real row. */
  readonly gaps: Float64Array
  /** How far from others each target and then each control stands: the mean distance to a few near rows among a draw of both. */
  readonly isolation: Float64Array
}

/** Rows that isolation is measured against: a draw keeps the order of rows, and time in bounds. */
const mostOthers = 4000
const neighbours = 5
/** The most isolated tenth of real rows is called rare; of small tables so many rows, if that is no more than half. */
const rareShare = 0.1
const fewRows = 200
const stream = 2
/** Distances that differ by less are the same but for rounding. */
export const rounding = 1e-12

/**
 * The most isolated tenth of training and holdout rows together, without those that have an equal: whether a row is of the one or the other has
 * no part in it, so that where nothing leaks synthetic rows are as often near the ones as near the others.
 *
 * @see Meeus et al., 2023, Achilles' Heels: Vulnerable Record Identification in Synthetic Data Publishing
 */
export function rareRows(attacked: Attacked): RareRows {
  return attacked.memo('rare rows', [attacked], () => {
    const pool = joinMixed(attacked.mixed(attacked.targets), attacked.mixed(attacked.controls))
    const others = drawPositions(pool.rows, mostOthers, attacked.rng.split(stream))
    const isolation = isolationAmong(pool, others)
    const most = Math.max(Math.ceil(rareShare * pool.rows), Math.min(fewRows, pool.rows >> 1))
    const isolated = Int32Array.from(pool.rows === 0 ? [] : isolation.keys())
      .sort((a, b) => isolation[b] - isolation[a] || a - b)
      .slice(0, most)
    const { distances } = nearestSeveral(takeMixed(pool, isolated), pool, 1, isolated)
    const alone = [...isolated.keys()].filter((i) => distances[i] > rounding && distances[i] < Number.POSITIVE_INFINITY)
    return {
      rows: Int32Array.from(alone, (i) => isolated[i]),
      gaps: Float64Array.from(alone, (i) => distances[i]),
      isolation,
    }
  })
}

function isolationAmong(pool: Parameters<typeof takeMixed>[0], others: Int32Array): Float64Array {
  const placeOf = new Int32Array(pool.rows).fill(-1)
  others.forEach((row, place) => {
    placeOf[row] = place
  })
  const { distances } = nearestSeveral(pool, takeMixed(pool, others), neighbours, placeOf)
  const isolation = new Float64Array(pool.rows)
  for (let row = 0; row < pool.rows; row++) {
    let sum = 0
    for (let i = 0; i < neighbours; i++) sum += distances[row * neighbours + i]
    isolation[row] = sum / neighbours
  }
  return isolation
}
