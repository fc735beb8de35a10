import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import { type CodedRows, countRows } from '../domain/coded-rows.js'
import { treeCells } from '../pgm/clique-tree.js'
import type { GraphicalModel } from '../pgm/estimate.js'
import { createPairMarginals } from '../pgm/pair-marginals.js'
import type { Scope } from '../pgm/scope.js'

/** A pair that is worth measuring, and its share of the budget. */
export interface ChosenPair {
  readonly scope: ColumnPair
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
export function choosePairs(
  pairs: readonly ColumnPair[],
  errors: ArrayLike<number>,
  sizes: ArrayLike<number>,
  limits: PairLimits,
): ChosenPair[] {
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

/** Two columns, the lesser first. */
export type ColumnPair = readonly [number, number]

/** All pairs of so many columns. */
export function allPairs(columns: number): ColumnPair[] {
  return Array.from({ length: columns }, (_, a) => Array.from({ length: columns - a - 1 }, (_, i): ColumnPair => [a, a + 1 + i])).flat()
}

/** What a row counts for in an error: errors are whole numbers of these parts of a row. */
export const errorUnit = 1024

/**
 * How far the counts of each pair are from those that the model expects: the sum over the cells of what they differ, in parts of a row.
 * Whole numbers, each of which one row moves by `errorUnit` at most. The model is public.
 */
export function createPairErrors(model: GraphicalModel, pairs: readonly ColumnPair[]): (rows: CodedRows) => Float64Array {
  const { sizes } = model.tree
  const expectedOf = createPairMarginals(model)
  return (rows) => {
    const errors = new Float64Array(pairs.length)
    const order = [...pairs.keys()].sort((i, j) => pairs[i][0] - pairs[j][0] || i - j)
    let variable = -1
    let expected: Float64Array[] = []
    for (const i of order) {
      const pair = pairs[i]
      if (pair[0] !== variable) expected = expectedOf(pair[0])
      variable = pair[0]
      errors[i] = distance(countRows(rows, pair, sizes), expected[pair[1]], model.total)
    }
    return errors
  }
}

function distance(counts: Float64Array, shares: Float64Array, total: number): number {
  let sum = 0
  for (let cell = 0; cell < counts.length; cell++) {
    sum += Math.abs(counts[cell] * errorUnit - Math.round(shares[cell] * total * errorUnit))
  }
  return sum
}
