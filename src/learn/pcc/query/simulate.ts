import exp from '@stdlib/math-base-special-exp'
import type { Rng } from '../../../random/rng.js'
import { upperBound } from '../../../stats/order/sorted.js'
import type { MixturePart } from '../mixture.js'
import { drawNormalBetween } from './cell-scorer.js'
import { type CellRegion, type ConditionedMixture, intervalShares } from './conditional.js'

/** Cells of one column: outcomes, and values where the outcome is the rest. */
export interface SimulatedColumn {
  readonly codes: Int32Array
  readonly values: Float64Array
}

/** `count` rows drawn from the model given what it was conditioned on: a chain, a class in each of its views, a cell in each column. */
export function simulate({ chainLogs, mixtures, regions }: ConditionedMixture, count: number, rng: Rng): SimulatedColumn[] {
  const chainEnds = cumulative(chainLogs)
  const drawers = mixtures.map((views) =>
    views.map(({ columns, logWeights, parts }) => ({
      ends: cumulative(logWeights),
      cells: columns.map((position, i) => ({ position, drawer: new CellDrawer(parts[i], regions[position] ?? null) })),
    })),
  )
  const simulated = regions.map(() => ({ codes: new Int32Array(count), values: new Float64Array(count) }))
  for (let row = 0; row < count; row++) {
    for (const { ends, cells } of drawers[drawPlace(chainEnds, rng)] ?? []) {
      const k = drawPlace(ends, rng)
      for (const { position, drawer } of cells) drawer.draw(k, row, simulated[position] as SimulatedColumn, rng)
    }
  }
  return simulated
}

class CellDrawer {
  readonly #part: MixturePart
  readonly #region: CellRegion | null

  constructor(part: MixturePart, region: CellRegion | null) {
    this.#part = part
    this.#region = region
  }

  draw(k: number, row: number, { codes, values }: SimulatedColumn, rng: Rng): void {
    const { outcomes, rest, probabilities } = this.#part
    const start = k * outcomes
    let left = rng.uniform()
    let code = 0
    let last = 0
    for (; code < outcomes; code++) {
      const probability = probabilities[start + code]
      if (probability > 0) last = code
      left -= probability
      if (left < 0) break
    }
    // Rounding may leave a hair beyond the last outcome.
    codes[row] = code < outcomes ? code : last
    if (codes[row] === rest) values[row] = this.#drawRest(k, rng)
  }

  #drawRest(k: number, rng: Rng): number {
    const mean = this.#part.means[k]
    const deviation = this.#part.deviations[k]
    if (!this.#region) return mean + deviation * rng.normal()
    const { intervals } = this.#region
    const shares = intervalShares(this.#part, this.#region, k)
    let left = rng.uniform() * shares.reduce((sum, share) => sum + share, 0)
    let chosen = 0
    while (chosen < shares.length - 1 && left >= shares[chosen]) left -= shares[chosen++]
    const { low, high } = intervals[chosen]
    return drawNormalBetween(low, high, mean, deviation, rng)
  }
}

/** Running sums of the exponentials of logs, up to 1. */
function cumulative(logs: Float64Array): Float64Array {
  const greatest = logs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
  const ends = new Float64Array(logs.length)
  let sum = 0
  for (let i = 0; i < logs.length; i++) {
    sum += exp(logs[i] - greatest)
    ends[i] = sum
  }
  return ends.map((end) => end / sum)
}

function drawPlace(ends: Float64Array, rng: Rng): number {
  return Math.min(ends.length - 1, upperBound(ends, rng.uniform()))
}
