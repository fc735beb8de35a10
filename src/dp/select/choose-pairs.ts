import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import { treeCells } from '../pgm/clique-tree.js'
import type { Scope } from '../pgm/scope.js'
import type { Pair } from './pair-errors.js'

/** A pair that is worth measuring, and its share of the budget. */
export interface ChosenPair {
  readonly scope: Pair
  readonly share: number
}

/** Mean distance of a normal number of variance 1 from 0: sqrt(2 / pi). */
const meanDistance = 0.7978845608028654
/** How much of the noise in a table is left when the model has made it agree with others and forbidden counts below zero. */
const left = 0.5
/** Pairs that don't fit into the tree, after which no more are tried. */
const mostRefusals = 400

export interface PairLimits {
  readonly rho: number
  readonly rowsPerUnit: number
  /** Cells that all cliques of the junction tree may have together. */
  readonly mostCells: number
  /** What the tree holds already. */
  readonly measured: readonly Scope[]
}

/**
 * The pairs whose measurement brings the model nearer to the data than the noise takes it away, all at once: noisy errors of the model, in
 * rows, less what is expected to be left of the noise when the budget is shared out so that all the noise together is least. That share
 * goes with (cells)^(2/3). Follows from what was released and costs nothing.
 * @see McKenna et al., 2026, dpsynth: SWIFT, for the idea of choosing all marginals at once
 */
export function choosePairs(pairs: readonly Pair[], errors: ArrayLike<number>, sizes: ArrayLike<number>, limits: PairLimits): ChosenPair[] {
  const { rho, rowsPerUnit, mostCells, measured } = limits
  const weights = pairs.map(([a, b]) => exp((2 / 3) * ln(sizes[a] * sizes[b])))
  // All noise together is this times (sum of the weights)^(3/2).
  const noise = (left * meanDistance * rowsPerUnit) / Math.sqrt(2 * rho)
  const open = new Set(pairs.keys())
  const scopes: Scope[] = [...measured]
  const chosen: number[] = []
  let weight = 0
  let refusals = 0
  while (refusals < mostRefusals) {
    let best = -1
    let most = 0
    for (const i of open) {
      const heavier = weight + weights[i]
      const gain = errors[i] - noise * (heavier * Math.sqrt(heavier) - weight * Math.sqrt(weight))
      if (gain > most) {
        most = gain
        best = i
      }
    }
    if (best < 0) break
    open.delete(best)
    const pair = pairs[best]
    if (treeCells([...scopes, pair], sizes) > mostCells) {
      refusals++
      continue
    }
    scopes.push(pair)
    chosen.push(best)
    weight += weights[best]
  }
  return chosen.map((i) => ({ scope: pairs[i], share: weights[i] / weight }))
}
