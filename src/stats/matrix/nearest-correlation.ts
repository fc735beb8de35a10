import { cholesky } from './cholesky.js'
import { EigenvalueFloor } from './eigenvalue-floor.js'

/** A matrix with smaller eigenvalues than this is repaired ... */
const tolerated = 1e-6
/** ... and gets none smaller than this: an answer on the very edge would rule out combinations that the data hold. */
const floor = 0.01
/** Rounds at most, and projections within each round of the weighted problem. */
const mostRounds = 40
const projections = 10
const settled = 1e-4
/** Larger matrices are quicker taken apart anew each time. */
const mostTurned = 60

/**
 * The correlation matrix (unit diagonal, eigenvalues of at least 0.01) nearest to a symmetric matrix; the matrix itself if it is a
 * correlation matrix. `weights`, at most 1, tell how much a change of each entry matters. Each round replaces the weighted
 * problem by a plain one that bounds it from above, whose answer comes from alternating projections with Dykstra's
 * correction. Each projection costs an eigenvalue decomposition; large matrices get fewer rounds, of 1,000 components a single one.
 * @see Higham 2002, Computing the nearest correlation matrix: a problem from finance
 * @see Gao and Sun 2010, A majorized penalty approach for calibrating rank constrained correlation matrix problems
 */
export async function nearestCorrelation(
  matrix: Float64Array,
  size: number,
  weights?: Float64Array,
  pause: () => Promise<void> = async () => {},
): Promise<Float64Array> {
  if (isPositive(matrix, size)) return matrix
  const clip = await eigenvalueClipper(size)
  let current = unitDiagonal(clip(matrix), size)
  const affordable = Math.min(mostRounds, Math.ceil(1e6 / (size * size)))
  for (let round = 0; round < (weights ? affordable : 1); round++) {
    const before = current
    const target = weights ? before.map((value, i) => value + weights[i] * (matrix[i] - value)) : matrix
    current = await unweightedNearest(target, size, clip, weights && size > 100 ? 1 : weights ? projections : affordable, pause)
    if (greatestChange(before, current) < settled) break
  }
  return unitDiagonal(clip(current), size)
}

async function unweightedNearest(
  matrix: Float64Array,
  size: number,
  clip: (matrix: Float64Array) => Float64Array,
  most: number,
  pause: () => Promise<void>,
): Promise<Float64Array> {
  let current: Float64Array = Float64Array.from(matrix)
  const correction = new Float64Array(size * size)
  for (let round = 0; round < most; round++) {
    const target = current.slice()
    await pause()
    subtract(target, correction)
    const projected = clip(target)
    correction.set(projected)
    subtract(correction, target)
    for (let i = 0; i < size; i++) projected[i * (size + 1)] = 1
    const change = greatestChange(current, projected)
    current = projected
    if (change < settled) break
  }
  return current
}

function subtract(from: Float64Array, what: Float64Array): void {
  for (let i = 0; i < from.length; i++) from[i] -= what[i]
}

function greatestChange(a: Float64Array, b: Float64Array): number {
  let greatest = 0
  for (let i = 0; i < a.length; i++) greatest = Math.max(greatest, Math.abs(a[i] - b[i]))
  return greatest
}

/** Whether all eigenvalues are large enough. */
function isPositive(matrix: Float64Array, size: number): boolean {
  const shifted = matrix.map((value, i) => (i % (size + 1) === 0 ? value - tolerated : value))
  return cholesky(shifted, size) !== null
}

/** A function that raises every eigenvalue of a matrix to the floor. */
async function eigenvalueClipper(size: number): Promise<(matrix: Float64Array) => Float64Array> {
  if (size > mostTurned) {
    const { clipEigenvalues } = await import('./clip-eigenvalues.js')
    return (matrix) => clipEigenvalues(matrix, size, floor)
  }
  const floors = new EigenvalueFloor(size, floor)
  return (matrix) => floors.raise(matrix)
}

function unitDiagonal(matrix: Float64Array, size: number): Float64Array {
  const scales = Float64Array.from({ length: size }, (_, i) => 1 / Math.sqrt(matrix[i * size + i]))
  return matrix.map((value, index) => {
    const i = Math.floor(index / size)
    const j = index % size
    return i === j ? 1 : value * scales[i] * scales[j]
  })
}
