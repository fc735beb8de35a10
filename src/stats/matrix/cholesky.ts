/**
 * The lower triangle L with L Lᵀ = `matrix` (size × size, row by row); null where the matrix is not positive definite. Costs n³/3.
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array | null {
  const lower = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]
      for (let k = 0; k < j; k++) sum -= lower[i * size + k] * lower[j * size + k]
      if (i !== j) lower[i * size + j] = sum / lower[j * size + j]
      else if (sum > 0) lower[i * size + i] = Math.sqrt(sum)
      else return null
    }
  }
  return lower
}

/** A Cholesky factorisation that takes one component after the other, in an order decided on the way. */
export class PivotedCholesky {
  readonly size: number
  /** Components taken so far. */
  readonly order: number[] = []
  /** Expectation of every component, given the noise of those taken. */
  readonly means: Float64Array
  readonly #matrix: Float64Array
  readonly #variances: Float64Array
  /** Rows by component, columns by turn. */
  readonly #factor: Float64Array

  /** `matrix` is a correlation matrix, size × size. */
  constructor(matrix: Float64Array, size: number) {
    this.size = size
    this.means = new Float64Array(size)
    this.#matrix = matrix
    this.#variances = new Float64Array(size).fill(1)
    this.#factor = new Float64Array(size * size)
  }

  /** Standard deviation of a component, given those taken. */
  deviation(component: number): number {
    return Math.sqrt(Math.max(1e-12, this.#variances[component]))
  }

  /** Takes a component next, and lets its noise have this value. */
  take(component: number, noise: number): void {
    const { size, order, means } = this
    const factor = this.#factor
    const turn = order.length
    const deviation = this.deviation(component)
    const taken = new Set(order)
    order.push(component)
    factor[component * size + turn] = deviation
    for (let k = 0; k < size; k++) {
      if (k === component || taken.has(k)) continue
      let sum = this.#matrix[k * size + component]
      for (let s = 0; s < turn; s++) sum -= factor[k * size + s] * factor[component * size + s]
      const entry = sum / deviation
      factor[k * size + turn] = entry
      this.#variances[k] -= entry * entry
      means[k] += entry * noise
    }
  }

  /** The lower triangle, rows and columns in the order in which components were taken, row by row. */
  triangle(): Float64Array {
    const { size, order } = this
    const result = new Float64Array(size * size)
    order.forEach((component, row) => {
      for (let column = 0; column <= row; column++) result[row * size + column] = this.#factor[component * size + column]
    })
    return result
  }
}
