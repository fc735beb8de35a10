/**
 * One column as the model sees it. Every cell has one of a few outcomes: a level, a repeated number, "missing", or the continuous
 * rest, in which case it also has a value. So a missing value is an outcome like any other, and may depend on everything.
 */
export interface PccColumn {
  /** The outcome of each row. */
  readonly codes: Int32Array
  /** Shares of the outcomes that a category without rows expects; they sum to 1. */
  readonly base: Float64Array
  /** The outcome that stands for the continuous rest; -1 where there is none. */
  readonly rest: number
  /** Values of the rows of the rest, on a scale on which they vary about 0 by about 1; empty where there is no rest. */
  readonly values: Float64Array
}

/** Shares of the outcomes, each counted as if it had occurred `extra` times more. */
export function outcomeShares(codes: Int32Array, outcomes: number, extra = 0): Float64Array {
  const shares = new Float64Array(outcomes).fill(extra)
  for (let i = 0; i < codes.length; i++) shares[codes[i]] += 1
  const total = codes.length + extra * outcomes
  for (let x = 0; x < outcomes; x++) shares[x] = total > 0 ? shares[x] / total : 1 / outcomes
  return shares
}

/** The prior of a category's mean and variance: normal-inverse-chi-squared, with the means of `location`, worth `meanRows` and `varianceRows` rows. */
export interface NormalPrior {
  readonly location: number
  readonly meanRows: number
  readonly varianceRows: number
  readonly variance: number
}

/** The prior of one column: how many rows the base shares are worth, and the prior of the rest (which a column without one ignores). */
export interface ColumnPrior {
  readonly concentration: number
  readonly normal: NormalPrior
}
