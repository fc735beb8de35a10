import type { Margin } from '../../encode/margin.js'
import { extremes } from '../../encode/quantile.js'
import type { Gap } from './draw/gaps.js'

/** A fitted copula. Plain data. */
export interface CopulaState {
  /** In the order of the schema's columns. */
  readonly margins: readonly Margin[]
  readonly gaps: readonly Gap[]
  /** Correlations of the latent variables: the lower triangle without the diagonal, row by row. See `latentLayout` for the variables. */
  readonly correlations: Float64Array
  /** What the latent variables are confined to; absent where nothing is known of the rows. */
  readonly given?: readonly LatentBox[]
}

/** Bounds of the latent variables, one of several boxes that don't overlap. */
export interface LatentBox {
  readonly lower: Float64Array
  /** Equal to `lower` where the variable is known to a point. */
  readonly upper: Float64Array
  /** Values of the columns that are known to a point, and the log of the factor from the variable's density to the value's. */
  readonly points: readonly { readonly column: number; readonly value: number; readonly logFactor: number }[]
  /** Log of the box's probability, or of its density if variables are known to a point. */
  readonly logWeight: number
}

/** Which latent variables there are: one for each column that varies, then one for each gap. */
export interface LatentLayout {
  readonly size: number
  /** Latent variable of each column; -1 for one that has a single value or none. */
  readonly ofColumn: readonly number[]
  /** Gap of each column; -1 for one that misses nothing, or everything. */
  readonly gapOf: readonly number[]
  /** Latent variable of each gap; -1 for one that only follows from others. */
  readonly ofGap: readonly number[]
}

export function latentLayout(margins: readonly Margin[], gaps: readonly Gap[]): LatentLayout {
  let size = 0
  const ofColumn = margins.map((margin) => (varies(margin) ? size++ : -1))
  const ofGap = gaps.map(({ missing }) => (missing > 0 ? size++ : -1))
  const gapOf = margins.map((_, column) => gaps.findIndex(({ columns }) => columns.includes(column)))
  return { size, ofColumn, gapOf, ofGap }
}

function varies(margin: Margin): boolean {
  if (margin.present === 0) return false
  if (margin.kind === 'level') return margin.counts.filter((count) => count > 0).length > 1
  const [least, greatest] = extremes(margin)
  return least < greatest
}

/** The full matrix of a state's correlations, row by row. */
export function correlationMatrix({ correlations }: CopulaState, size: number): Float64Array {
  const matrix = new Float64Array(size * size)
  let next = 0
  for (let i = 0; i < size; i++) {
    matrix[i * size + i] = 1
    for (let j = 0; j < i; j++) {
      const value = correlations[next++]
      matrix[i * size + j] = value
      matrix[j * size + i] = value
    }
  }
  return matrix
}

/** The lower triangle of a symmetric matrix without its diagonal, row by row. */
export function packCorrelations(matrix: Float64Array, size: number): Float64Array {
  const packed = new Float64Array((size * (size - 1)) / 2)
  let next = 0
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) packed[next++] = matrix[i * size + j]
  return packed
}
