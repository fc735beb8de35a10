/**
 * The lower triangle L with L Lᵀ = `matrix` (size × size, row by row); null where the matrix is not positive definite. Costs n³/3 at most, and less by
 * the zeros of L, which are passed over: with levels as columns of zeros and ones most of it is zero.
 */
export function cholesky(matrix: Float64Array, size: number): Float64Array | null {
  const lower = new Float64Array(size * size)
  // Places of the row so far that hold no zero, in order.
  const filled = new Int32Array(size)
  for (let i = 0; i < size; i++) {
    const row = i * size
    let count = 0
    let j = 0
    // Four columns at once don't wait for each other's sums; each is summed in the order in which it would be alone.
    for (; j + 4 <= i; j += 4) {
      const [a, b, c, d] = [j * size, (j + 1) * size, (j + 2) * size, (j + 3) * size]
      let s = matrix[row + j]
      let t = matrix[row + j + 1]
      let u = matrix[row + j + 2]
      let v = matrix[row + j + 3]
      for (let f = 0; f < count; f++) {
        const k = filled[f]
        const x = lower[row + k]
        s -= x * lower[a + k]
        t -= x * lower[b + k]
        u -= x * lower[c + k]
        v -= x * lower[d + k]
      }
      s /= lower[a + j]
      t = (t - s * lower[b + j]) / lower[b + j + 1]
      u = (u - s * lower[c + j] - t * lower[c + j + 1]) / lower[c + j + 2]
      v = (v - s * lower[d + j] - t * lower[d + j + 1] - u * lower[d + j + 2]) / lower[d + j + 3]
      lower[row + j] = s
      lower[row + j + 1] = t
      lower[row + j + 2] = u
      lower[row + j + 3] = v
      for (let k = j; k < j + 4; k++) if (lower[row + k] !== 0) filled[count++] = k
    }
    for (; j <= i; j++) {
      let sum = matrix[row + j]
      for (let f = 0; f < count; f++) sum -= lower[row + filled[f]] * lower[j * size + filled[f]]
      if (i === j && !(sum > 0)) return null
      lower[row + j] = i === j ? Math.sqrt(sum) : sum / lower[j * size + j]
      if (lower[row + j] !== 0) filled[count++] = j
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

/** The inverse of a positive definite matrix (size × size, row by row). Costs about n³. */
export function choleskyInverse(matrix: Float64Array, size: number): Float64Array {
  const lower = cholesky(matrix, size)
  if (!lower) throw new RangeError('a matrix is to be inverted that is not positive definite')
  const inverse = new Float64Array(size * size)
  // The inverse of the triangle, row by row below the diagonal.
  for (let j = 0; j < size; j++) {
    inverse[j * size + j] = 1 / lower[j * size + j]
    for (let i = j + 1; i < size; i++) {
      let sum = 0
      for (let k = j; k < i; k++) sum -= lower[i * size + k] * inverse[k * size + j]
      inverse[i * size + j] = sum / lower[i * size + i]
    }
  }
  const product = new Float64Array(size * size)
  for (let k = 0; k < size; k++) {
    const row = k * size
    for (let i = 0; i <= k; i++) {
      const own = inverse[row + i]
      if (own === 0) continue
      for (let j = 0; j <= i; j++) product[i * size + j] += own * inverse[row + j]
    }
  }
  for (let i = 0; i < size; i++) for (let j = i + 1; j < size; j++) product[i * size + j] = product[j * size + i]
  return product
}
