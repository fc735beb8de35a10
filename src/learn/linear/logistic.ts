import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import { cholesky } from '../../stats/matrix/cholesky.js'
import { atOnce, type Work } from '../turn.js'
import { type Design, linearScores, weightedSquares, weightedSums } from './design.js'
import { addRidge, gram, mostDense, solveFactored } from './gram.js'
import { dot, minimize } from './lbfgs.js'

/** Coefficients on the log odds; per class `width` of them and then the intercept. Two classes share one set, which speaks for class 1. */
export interface Logistic {
  readonly classes: number
  readonly width: number
  readonly coefficients: Float64Array
  /** False where the steps ran out before the optimum. */
  readonly converged: boolean
}

export interface LogisticOptions {
  /** Weight of half the sum of squared coefficients, the intercept left out, against the sum of the rows' log losses. */
  readonly ridge?: number
  readonly maxSteps?: number
}

/**
 * Logistic regression of classes on the rows of a design, with a ridge: the coefficients that minimise the sum of -ln P(class) and
 * ridge / 2 times the sum of their squares. Two classes and few coefficients: Newton's method (iteratively reweighted least squares);
 * else L-BFGS. Codes lie in [0, classes). Without rows, every class is equally likely.
 */
export function fitLogistic(...given: Parameters<typeof fittingLogistic>): Logistic {
  return atOnce(fittingLogistic(...given))
}

/** The same as work that stops after each step of Newton's method. */
export function* fittingLogistic(
  design: Design,
  codes: ArrayLike<number>,
  classes: number,
  { ridge = 1, maxSteps = 500 }: LogisticOptions = {},
): Work<Logistic> {
  const { width } = design
  if (classes > 2) return { classes, width, ...fitMany(design, codes, classes, ridge, maxSteps) }
  const start = new Float64Array(width + 1)
  start[width] = logOddsOf(codes)
  const fitted =
    width <= mostDense ? yield* fitByNewton(design, codes, ridge, start, maxSteps) : fitPair(design, codes, ridge, start, maxSteps)
  return { classes, width, ...fitted }
}

/** The probability of each class of each row, row by row. */
export function predictLogistic({ classes, width, coefficients }: Logistic, design: Design): Float64Array {
  const { rows } = design
  const probabilities = new Float64Array(rows * classes)
  const scores = new Float64Array(rows)
  if (classes <= 2) {
    linearScores(design, coefficients, scores)
    for (let row = 0; row < rows; row++) {
      const share = sigmoid(scores[row])
      probabilities[row * classes] = classes === 1 ? 1 : 1 - share
      if (classes === 2) probabilities[row * classes + 1] = share
    }
    return probabilities
  }
  for (let k = 0; k < classes; k++) {
    linearScores(design, coefficients.subarray(k * (width + 1), (k + 1) * (width + 1)), scores)
    for (let row = 0; row < rows; row++) probabilities[row * classes + k] = scores[row]
  }
  softmaxRows(probabilities, classes)
  return probabilities
}

/** 1 / (1 + exp(-score)). */
export function sigmoid(score: number): number {
  return 1 / (1 + exp(-score))
}

/** Log odds of class 1 with half a row added to either, so that they are finite. */
function logOddsOf(codes: ArrayLike<number>): number {
  let ones = 0.5
  for (let row = 0; row < codes.length; row++) if (codes[row] === 1) ones++
  return ln(ones / (codes.length + 1 - ones))
}

/** Sum of -ln P(class) of two classes; what each row's score should change by goes into `slopes`. */
function pairLoss(scores: Float64Array, codes: ArrayLike<number>, slopes: Float64Array): number {
  let loss = 0
  for (let row = 0; row < scores.length; row++) {
    const score = scores[row]
    const isOne = codes[row] === 1
    // Of either sign, in the form that doesn't overflow.
    const size = Math.abs(score)
    const small = exp(-size)
    slopes[row] = (score >= 0 ? 1 : small) / (1 + small) - (isOne ? 1 : 0)
    loss += ln(1 + small) + (isOne === score > 0 ? 0 : size)
  }
  return loss
}

function halfSquares(coefficients: Float64Array, width: number): number {
  let sum = 0
  for (let i = 0; i < coefficients.length; i++) if (i % (width + 1) < width) sum += coefficients[i] * coefficients[i]
  return sum / 2
}

/** Adds what the ridge pulls at each coefficient. */
function addPull(gradient: Float64Array, coefficients: Float64Array, width: number, ridge: number): void {
  for (let i = 0; i < gradient.length; i++) {
    if (i % (width + 1) < width) gradient[i] += ridge * coefficients[i]
  }
}

function pairObjective(design: Design, codes: ArrayLike<number>, ridge: number) {
  const scores = new Float64Array(design.rows)
  const slopes = new Float64Array(design.rows)
  return (coefficients: Float64Array, gradient: Float64Array): number => {
    linearScores(design, coefficients, scores)
    const loss = pairLoss(scores, codes, slopes)
    weightedSums(design, slopes, gradient)
    addPull(gradient, coefficients, design.width, ridge)
    return loss + ridge * halfSquares(coefficients, design.width)
  }
}

interface Fitted {
  readonly coefficients: Float64Array
  readonly converged: boolean
}

/** By how much a step of Newton's method must lessen what is still promised for the next one to go by the same second derivatives. */
const fairFall = 8
/** Done when a step promises to lessen the loss by no more; one by older second derivatives brings no digits beyond what it promises. */
const enough = 1e-10
const enoughByOlder = 1e-16

/**
 * Second derivatives cost as much as all else many times over, so that they are kept while steps by them go on well.
 * @see Shamanskii, 1967, A modification of Newton's method
 */
function* fitByNewton(design: Design, codes: ArrayLike<number>, ridge: number, start: Float64Array, maxSteps: number): Work<Fitted> {
  const size = design.width + 1
  const objective = pairObjective(design, codes, ridge)
  const gradient = new Float64Array(size)
  let coefficients = start
  let value = objective(coefficients, gradient)
  let lower: Float64Array | null = null
  let before = Number.POSITIVE_INFINITY
  for (let step = 0; step < maxSteps; step++) {
    let direction = lower && solveFactored(lower, size, gradient)
    let promised = direction ? dot(direction, gradient) : 0
    const fresh = !direction || promised > before / fairFall
    if (!direction || fresh) {
      lower = cholesky(secondDerivatives(design, coefficients, ridge), size)
      if (!lower) return { coefficients, converged: false }
      direction = solveFactored(lower, size, gradient)
      promised = dot(direction, gradient)
    }
    if (promised < (fresh ? enough : enoughByOlder)) return { coefficients, converged: true }
    before = promised
    const next = new Float64Array(size)
    let found = Number.POSITIVE_INFINITY
    for (let length = 1; length > 1e-9 && !(found < value); length /= 2) {
      for (let i = 0; i < size; i++) next[i] = coefficients[i] - length * direction[i]
      found = objective(next, gradient)
    }
    if (found < value) coefficients = next
    else if (fresh || promised < enough) return { coefficients, converged: true }
    else {
      lower = null
      found = objective(coefficients, gradient)
    }
    value = found
    yield
  }
  return { coefficients, converged: false }
}

function secondDerivatives(design: Design, coefficients: Float64Array, ridge: number): Float64Array {
  const size = design.width + 1
  const weights = new Float64Array(design.rows)
  linearScores(design, coefficients, weights)
  for (let row = 0; row < weights.length; row++) {
    const share = sigmoid(weights[row])
    weights[row] = share * (1 - share)
  }
  const matrix = gram(design, weights)
  addRidge(matrix, size, ridge)
  // Keeps the intercept determined where every row is certain.
  matrix[size * size - 1] += 1e-9
  return matrix
}

function fitPair(design: Design, codes: ArrayLike<number>, ridge: number, start: Float64Array, maxSteps: number): Fitted {
  const share = sigmoid(start[design.width])
  const curvature = curvatureOf(design, share * (1 - share), ridge)
  const { x, converged } = minimize(pairObjective(design, codes, ridge), start, { curvature, maxSteps })
  return { coefficients: x, converged }
}

/** Second derivatives of the loss along each coefficient where every row has the same chance; the least above 0 for one that never applies. */
function curvatureOf(design: Design, variance: number, ridge: number): Float64Array {
  const squares = weightedSquares(design, new Float64Array(design.rows).fill(variance))
  return squares.map((square, i) => Math.max(square + (i < design.width ? ridge : 0), 1e-9))
}

function fitMany(design: Design, codes: ArrayLike<number>, classes: number, ridge: number, maxSteps: number): Fitted {
  const { rows, width } = design
  const size = width + 1
  const start = new Float64Array(classes * size)
  const curvature = new Float64Array(classes * size)
  for (let k = 0; k < classes; k++) {
    let own = 0.5
    for (let row = 0; row < rows; row++) if (codes[row] === k) own++
    const share = own / (rows + classes / 2)
    start[k * size + width] = ln(share)
    curvature.set(curvatureOf(design, share * (1 - share), ridge), k * size)
  }
  const probabilities = new Float64Array(rows * classes)
  const scores = new Float64Array(rows)
  const objective = (coefficients: Float64Array, gradient: Float64Array): number => {
    for (let k = 0; k < classes; k++) {
      linearScores(design, coefficients.subarray(k * size, (k + 1) * size), scores)
      for (let row = 0; row < rows; row++) probabilities[row * classes + k] = scores[row]
    }
    let loss = ridge * halfSquares(coefficients, width)
    for (let row = 0; row < rows; row++) loss -= probabilities[row * classes + codes[row]]
    loss += softmaxRows(probabilities, classes)
    for (let k = 0; k < classes; k++) {
      for (let row = 0; row < rows; row++) scores[row] = probabilities[row * classes + k] - (codes[row] === k ? 1 : 0)
      weightedSums(design, scores, gradient.subarray(k * size, (k + 1) * size))
    }
    addPull(gradient, coefficients, width, ridge)
    return loss
  }
  const { x, converged } = minimize(objective, start, { curvature, maxSteps })
  return { coefficients: x, converged }
}

/** Turns each row of scores into probabilities; returns the sum over rows of ln sum exp(score). */
function softmaxRows(scores: Float64Array, classes: number): number {
  let total = 0
  for (let at = 0; at < scores.length; at += classes) {
    let greatest = Number.NEGATIVE_INFINITY
    for (let k = 0; k < classes; k++) greatest = Math.max(greatest, scores[at + k])
    let sum = 0
    for (let k = 0; k < classes; k++) {
      const weight = exp(scores[at + k] - greatest)
      scores[at + k] = weight
      sum += weight
    }
    for (let k = 0; k < classes; k++) scores[at + k] /= sum
    total += greatest + ln(sum)
  }
  return total
}
