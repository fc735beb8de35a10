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
