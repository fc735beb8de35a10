/** How much better one model foresees rows than another does. */
export interface Foreseen {
  /** Mean difference of the log densities, in nats per row; null where no row has both. */
  readonly mean: number | null
  readonly error: number | null
  /** Share of the rows that lack one of them. */
  readonly leftOut: number
}

/** The mean by which `real` is above `synthetic`: log densities of the same rows under a model of real and one of synthetic rows. */
export function foreseen(real: Float64Array, synthetic: Float64Array): Foreseen {
  let n = 0
  let sum = 0
  let squares = 0
  for (let row = 0; row < real.length; row++) {
    const difference = real[row] - synthetic[row]
    if (!Number.isFinite(difference)) continue
    n++
    sum += difference
    squares += difference * difference
  }
  const mean = n === 0 ? null : sum / n
  const error = mean === null || n < 2 ? null : Math.sqrt(Math.max(0, squares / n - mean * mean) / (n - 1))
  return { mean, error, leftOut: 1 - n / real.length }
}

/** The part of a density that is kept, as a geometric mean, where so many nats are lost; 1 where none are. */
export function kept(nats: number): number {
  return Math.exp(-Math.max(0, nats))
}
