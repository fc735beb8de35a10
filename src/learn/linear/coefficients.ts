import { cholesky } from '../../stats/matrix/cholesky.js'
import { atOnce, type Work } from '../turn.js'
import { type Design, linearScores } from './design.js'
import { addRidge, gram, solveFactored } from './gram.js'
import { fitLinear, predictLinear } from './linear.js'
import { fittingLogistic, sigmoid } from './logistic.js'

/** Estimates of a regression's coefficients and their standard errors, without the intercept; NaN where the rows don't determine one. */
export interface Coefficients {
  readonly estimates: Float64Array
  readonly errors: Float64Array
}

/** What is regressed on the design: numbers by least squares, two classes (codes 0 and 1) by logistic regression. */
export type Regressand =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'class'; readonly codes: ArrayLike<number> }

/** A term counts as following from those before it when they leave less than this share of its sum of squares. */
const follows = 1e-8
/** A penalty so slight that it matters to no coefficient that the rows determine, and keeps those of classes that part perfectly finite. */
const slight = 1e-2

/**
 * The regression of a response on the terms of a design that are listed, as statistical packages print it. Errors are those of
 * maximum likelihood. A term that doesn't vary, or that follows from those before it in the list, has no coefficient of its own.
 */
export function fitCoefficients(...given: Parameters<typeof fittingCoefficients>): Coefficients {
  return atOnce(fittingCoefficients(...given))
}

/** The same as work that stops between its parts. */
export function* fittingCoefficients(design: Design, response: Regressand, terms: ArrayLike<number>): Work<Coefficients> {
  const estimates = new Float64Array(design.width).fill(Number.NaN)
  const errors = new Float64Array(design.width).fill(Number.NaN)
  const listed = keepTerms(design, terms)
  const kept = Int32Array.from(determinedTerms(listed), (term) => terms[term])
  const small = keepTerms(design, kept)
  if (small.rows <= small.width + 1) return { estimates, errors }
  yield
  const fitted = response.kind === 'number' ? yield* leastSquares(small, response.values) : yield* logistic(small, response.codes)
  kept.forEach((term, i) => {
    estimates[term] = fitted.estimates[i]
    errors[term] = fitted.errors[i]
  })
  return { estimates, errors }
}

/** The terms, in order, that vary and don't follow from the intercept and the ones before. */
export function determinedTerms(design: Design): Int32Array {
  const size = design.width + 1
  const matrix = gram(design, new Float64Array(design.rows).fill(1))
  // The intercept comes last in the matrix and first here.
  const order = [design.width, ...Array.from({ length: design.width }, (_, i) => i)]
  const taken: { readonly term: number; readonly row: Float64Array }[] = []
  for (const term of order) {
    const row = new Float64Array(taken.length + 1)
    const own = matrix[term * size + term]
    let left = own
    for (const [j, before] of taken.entries()) {
      let sum = matrix[term * size + before.term]
      for (let k = 0; k < j; k++) sum -= row[k] * before.row[k]
      row[j] = sum / before.row[j]
      left -= row[j] ** 2
    }
    if (!(left > follows * own)) continue
    row[taken.length] = Math.sqrt(left)
    taken.push({ term, row })
  }
  return Int32Array.from(taken, ({ term }) => term).filter((term) => term !== design.width)
}

/** The design with these terms only, in this order. */
export function keepTerms(design: Design, terms: ArrayLike<number>): Design {
  const place = new Int32Array(design.width).fill(-1)
  for (let i = 0; i < terms.length; i++) place[terms[i]] = i
  return {
    rows: design.rows,
    width: terms.length,
    numbers: design.numbers.flatMap(({ at, values }) => (place[at] < 0 ? [] : [{ at: place[at], values }])),
    levels: design.levels.map((codes) => codes.map((code) => (code < 0 ? -1 : place[code]))),
  }
}

function* leastSquares(design: Design, values: Float64Array): Work<Coefficients> {
  const ridge = slight * slight
  const model = fitLinear(design, values, { ridge })
  yield
  const predicted = predictLinear(model, design)
  let squares = 0
  for (let row = 0; row < values.length; row++) squares += (values[row] - predicted[row]) ** 2
  const variance = squares / (design.rows - design.width - 1)
  const parts = yield* inverseDiagonal(design, new Float64Array(design.rows).fill(1), ridge)
  const errors = parts.map((part) => Math.sqrt(variance * part))
  return { estimates: model.coefficients.slice(0, design.width), errors }
}

function* logistic(design: Design, codes: ArrayLike<number>): Work<Coefficients> {
  const { coefficients } = yield* fittingLogistic(design, codes, 2, { ridge: slight })
  const weights = new Float64Array(design.rows)
  linearScores(design, coefficients, weights)
  for (let row = 0; row < weights.length; row++) {
    const share = sigmoid(weights[row])
    weights[row] = share * (1 - share)
  }
  const parts = yield* inverseDiagonal(design, weights, slight)
  return { estimates: coefficients.slice(0, design.width), errors: parts.map(Math.sqrt) }
}

/** The diagonal of (XᵀWX + ridge)⁻¹, the intercept left out; NaN where there is none. */
function* inverseDiagonal(design: Design, weights: Float64Array, ridge: number): Work<Float64Array> {
  const size = design.width + 1
  const matrix = gram(design, weights)
  addRidge(matrix, size, ridge)
  // Keeps the intercept determined where every row is certain.
  matrix[size * size - 1] += 1e-9
  yield
  const lower = cholesky(matrix, size)
  const unit = new Float64Array(size)
  const parts = new Float64Array(design.width)
  for (let i = 0; i < parts.length; i++) {
    unit.fill(0)
    unit[i] = 1
    parts[i] = lower ? solveFactored(lower, size, unit)[i] : Number.NaN
    yield
  }
  return parts
}
