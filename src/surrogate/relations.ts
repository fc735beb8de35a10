import { conditionOn } from '../learn/pcc/query/conditional.js'
import { posteriorInformation } from '../learn/pcc/query/dependence.js'
import type { Surrogate } from './fit.js'

/** For each pair of columns, row by row, how much one tells of the other, in nats; 0 on the diagonal. Numbers are cut into `cells` parts. */
export function informationMatrix({ model }: Surrogate, cells = 8): Float64Array {
  const conditional = conditionOn(
    model,
    model.columns.map(() => null),
  )
  return symmetricMatrix(model.columns.length, 0, (a, b) => posteriorInformation(conditional, a, b, cells))
}

function symmetricMatrix(size: number, diagonal: number, entry: (a: number, b: number) => number): Float64Array {
  const matrix = new Float64Array(size * size)
  for (let a = 0; a < size; a++) {
    matrix[a * size + a] = diagonal
    for (let b = 0; b < a; b++) {
      const value = entry(a, b)
      matrix[a * size + b] = value
      matrix[b * size + a] = value
    }
  }
  return matrix
}

/** How the chains of a surrogate went. */
export interface Convergence {
  /** By chain and sweep over the rows that the chain holds in the end, the log probability of rows and categories, in nats per row. */
  readonly traces: readonly Float64Array[]
  /** About 1 where the second halves of the chains tell the same, well above 1 where they don't; null for fewer than 8 sweeps. */
  readonly scaleReduction: number | null
}

/** Whether the chains have found their level. */
export function convergenceOf({ model }: Surrogate): Convergence {
  const traces = model.chains.map(({ trace }) => trace)
  return { traces, scaleReduction: potentialScaleReduction(traces.map((trace) => trace.subarray(trace.length >> 1))) }
}

/** Steps of a series below which nothing can be said of it. */
const fewest = 4

/**
 * The factor by which the spread of a quantity may still shrink if several series of it went on: about 1 where all series, and both
 * halves of each, have the same level; Infinity where each stands still at a level of its own. Null where the series are too short.
 * @see Gelman et al. 2013, Bayesian Data Analysis, 3rd edition, section 11.4 (split R-hat)
 */
export function potentialScaleReduction(series: readonly Float64Array[]): number | null {
  const half = Math.min(...series.map(({ length }) => length)) >> 1
  if (series.length === 0 || half < fewest / 2) return null
  const parts = series.flatMap((values) => [values.subarray(0, half), values.subarray(values.length - half)])
  const moments = parts.map(momentsOf)
  const { variance: ofMeans } = momentsOf(Float64Array.from(moments, ({ mean }) => mean))
  const within = moments.reduce((sum, { variance }) => sum + variance, 0) / moments.length
  if (within === 0) return ofMeans === 0 ? 1 : Number.POSITIVE_INFINITY
  return Math.sqrt((half - 1) / half + ofMeans / within)
}

function momentsOf(values: Float64Array): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) }
}
