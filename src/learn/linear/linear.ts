import { type Design, linearScores, weightedSquares, weightedSums } from './design.js'
import { addRidge, gram, mostDense, solvePositive } from './gram.js'

/** `width` coefficients and then the intercept. */
export interface Linear {
  readonly width: number
  readonly coefficients: Float64Array
}

/** Solving stops when the residual has fallen to this share of the right side. */
const tolerance = 1e-10

/**
 * Least squares of numbers on the rows of a design, with a ridge: the coefficients that minimise the sum of squared errors and `ridge`
 * times the sum of their squares, the intercept left out. Few coefficients: the normal equations by Cholesky; else conjugate gradients.
 * `values` must not be missing. Without rows, 0.
 */
export function fitLinear(design: Design, values: Float64Array, { ridge = 1 }: { readonly ridge?: number } = {}): Linear {
  return fitLinears(design, values, [ridge])[0]
}

/** The same with several ridges, which costs hardly more than with one. */
export function fitLinears(design: Design, values: Float64Array, ridges: readonly number[]): Linear[] {
  const { rows, width } = design
  if (rows === 0) return ridges.map(() => ({ width, coefficients: new Float64Array(width + 1) }))
  // Scaled to at most 1, so that sums of huge numbers stay finite.
  const magnitude = values.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 0) || 1
  const scaled = values.map((value) => value / magnitude)
  const centre = scaled.reduce((sum, value) => sum + value, 0) / rows
  for (let row = 0; row < rows; row++) scaled[row] -= centre
  const right = new Float64Array(width + 1)
  weightedSums(design, scaled, right)
  const matrix = width <= mostDense ? gram(design, new Float64Array(rows).fill(1)) : null
  return ridges.map((ridge) => {
    const coefficients = (matrix && solveDense(matrix, right, ridge)) ?? solveByGradients(design, right, ridge)
    coefficients[width] += centre
    return { width, coefficients: coefficients.map((coefficient) => coefficient * magnitude) }
  })
}

/** The predicted number of each row. */
export function predictLinear({ coefficients }: Linear, design: Design): Float64Array {
  const predicted = new Float64Array(design.rows)
  linearScores(design, coefficients, predicted)
  return predicted
}

function solveDense(matrix: Float64Array, right: Float64Array, ridge: number): Float64Array | null {
  const ridged = matrix.slice()
  addRidge(ridged, right.length, ridge)
  return solvePositive(ridged, right.length, right)
}

/** @see Hestenes and Stiefel, 1952, Methods of Conjugate Gradients for Solving Linear Systems */
function solveByGradients(design: Design, right: Float64Array, ridge: number): Float64Array {
  const size = design.width + 1
  const diagonal = weightedSquares(design, new Float64Array(design.rows).fill(1))
  const scale = diagonal.map((square, i) => Math.max(square + (i < design.width ? ridge : 0), 1e-12))
  const scores = new Float64Array(design.rows)
  const product = new Float64Array(size)
  const x = new Float64Array(size)
  const residual = right.slice()
  const direction = residual.map((value, i) => value / scale[i])
  let progress = dot(residual, direction)
  const enough = progress * tolerance * tolerance
  for (let step = 0; step < 2 * size && progress > enough; step++) {
    linearScores(design, direction, scores)
    weightedSums(design, scores, product)
    for (let i = 0; i < design.width; i++) product[i] += ridge * direction[i]
    const length = progress / dot(direction, product)
    for (let i = 0; i < size; i++) {
      x[i] += length * direction[i]
      residual[i] -= length * product[i]
    }
    const scaled = residual.map((value, i) => value / scale[i])
    const next = dot(residual, scaled)
    for (let i = 0; i < size; i++) direction[i] = scaled[i] + (next / progress) * direction[i]
    progress = next
  }
  return x
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i]
  return sum
}
