/** Entries off the diagonal that count as 0, and sweeps after which they do whatever is left. */
const nothing = 1e-11
const mostSweeps = 50

/**
 * Raises the eigenvalues of symmetric matrices, size × size, to a floor. Made for small matrices that change little from one to the next:
 * Jacobi's rotations start from the eigenvectors of the matrix before, which are nearly right already.
 * @see Golub and Van Loan 2013, Matrix Computations, section 8.5
 */
export class EigenvalueFloor {
  readonly #size: number
  readonly #floor: number
  /** The eigenvectors, row by row. */
  readonly #vectors: Float64Array
  readonly #half: Float64Array
  readonly #turned: Float64Array

  constructor(size: number, floor: number) {
    this.#size = size
    this.#floor = floor
    this.#vectors = new Float64Array(size * size)
    for (let i = 0; i < size; i++) this.#vectors[i * size + i] = 1
    this.#half = new Float64Array(size * size)
    this.#turned = new Float64Array(size * size)
  }

  /** The nearest matrix without an eigenvalue below the floor. */
  raise(matrix: Float64Array): Float64Array {
    const size = this.#size
    const vectors = this.#vectors
    const turned = this.#turned
    // vectors * matrix * vectorsᵀ; the matrix is its own transpose.
    multiplyRows(vectors, matrix, this.#half, size)
    multiplyRows(this.#half, vectors, turned, size)
    for (let sweep = 0; sweep < mostSweeps && sweepOver(turned, vectors, size) > 0; sweep++);
    const result = matrix.slice()
    for (let k = 0; k < size; k++) {
      const missing = this.#floor - turned[k * size + k]
      if (missing > 0) addSquare(result, vectors, k * size, missing, size)
    }
    return result
  }
}

/** Writes the products of the rows of `a` with the rows of `b`. */
function multiplyRows(a: Float64Array, b: Float64Array, result: Float64Array, size: number): void {
  for (let i = 0, at = 0; i < a.length; i += size) {
    for (let j = 0; j < b.length; j += size) {
      let sum = 0
      for (let k = 0; k < size; k++) sum += a[i + k] * b[j + k]
      result[at++] = sum
    }
  }
}

/** Turns away every entry off the diagonal, one after the other; returns how many there were. */
function sweepOver(matrix: Float64Array, vectors: Float64Array, size: number): number {
  let turns = 0
  for (let p = 0; p < size; p++) {
    for (let q = p + 1; q < size; q++) {
      const entry = matrix[p * size + q]
      if (Math.abs(entry) <= nothing) continue
      turns++
      const slope = (matrix[q * size + q] - matrix[p * size + p]) / (2 * entry)
      const tangent = (slope < 0 ? -1 : 1) / (Math.abs(slope) + Math.sqrt(slope * slope + 1))
      const cosine = 1 / Math.sqrt(tangent * tangent + 1)
      const sine = tangent * cosine
      turn(matrix, p * size, q * size, 1, size, cosine, sine)
      turn(matrix, p, q, size, size, cosine, sine)
      turn(vectors, p * size, q * size, 1, size, cosine, sine)
    }
  }
  return turns
}

/** Turns two rows (a step of 1) or two columns of a matrix. */
function turn(matrix: Float64Array, p: number, q: number, step: number, size: number, cosine: number, sine: number): void {
  for (let k = 0, i = p, j = q; k < size; k++, i += step, j += step) {
    const a = matrix[i]
    const b = matrix[j]
    matrix[i] = cosine * a - sine * b
    matrix[j] = sine * a + cosine * b
  }
}

/** Adds a multiple of a vector times itself to a matrix. */
function addSquare(matrix: Float64Array, vectors: Float64Array, start: number, factor: number, size: number): void {
  for (let i = 0, at = 0; i < size; i++) {
    const scaled = factor * vectors[start + i]
    for (let j = 0; j < size; j++, at++) matrix[at] += scaled * vectors[start + j]
  }
}
