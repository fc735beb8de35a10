import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import type { Feature } from '../trees/bins.js'
import type { TreeResponse } from '../trees/split.js'
import { type Boosted, boostedScores } from './predict.js'

/** What boosting makes small, and how scores become predictions. One score per row for a number or two classes, else one per class. */
export interface Loss {
  /** Number of classes; 0 for a number. */
  readonly classes: number
  /** The scores that every row starts from. */
  readonly base: Float64Array
  /** Called once a round, before the slopes are asked for. */
  prepare(scores: readonly Float64Array[], rows: Int32Array): void
  /** First and second derivative of the loss with respect to score `k`, for these rows. */
  slopes(k: number, scores: readonly Float64Array[], rows: Int32Array, gradients: Float64Array, curvatures: Float64Array): void
  /** Mean loss of these rows. */
  mean(scores: readonly Float64Array[], rows: Int32Array): number
}

export function lossOf(response: TreeResponse, rows: Int32Array): Loss {
  if (response.kind === 'number') return squaredError(response.values, rows)
  const shares = smoothedShares(response, rows)
  return response.classes === 2 ? logistic(response.codes, shares) : softmax(response.codes, shares, rows.length)
}

/** The probability of each class of each row, row by row. */
export function predictProbabilities(model: Boosted, features: readonly Feature[], rows: number): Float64Array {
  const { classes } = model
  const scores = boostedScores(model, features, rows)
  const probabilities = new Float64Array(rows * classes)
  for (let row = 0; row < rows; row++) {
    if (classes === 2) {
      const share = sigmoid(scores[0][row])
      probabilities[2 * row] = 1 - share
      probabilities[2 * row + 1] = share
    } else softmaxInto(scores, row, probabilities, row * classes)
  }
  return probabilities
}

/** Shares of the classes with half a row added to each, so that none is impossible (Krichevsky and Trofimov 1981). */
function smoothedShares(
  { codes, classes }: { readonly codes: ArrayLike<number>; readonly classes: number },
  rows: Int32Array,
): Float64Array {
  const shares = new Float64Array(classes).fill(0.5)
  for (const row of rows) shares[codes[row]] += 1
  return shares.map((share) => share / (rows.length + classes / 2))
}

function sigmoid(score: number): number {
  return 1 / (1 + exp(-score))
}

function softmaxInto(scores: readonly Float64Array[], row: number, into: Float64Array, at: number): void {
  let greatest = Number.NEGATIVE_INFINITY
  for (const own of scores) greatest = Math.max(greatest, own[row])
  let sum = 0
  for (let k = 0; k < scores.length; k++) {
    const weight = exp(scores[k][row] - greatest)
    into[at + k] = weight
    sum += weight
  }
  for (let k = 0; k < scores.length; k++) into[at + k] /= sum
}

function squaredError(values: Float64Array, rows: Int32Array): Loss {
  let sum = 0
  for (const row of rows) sum += values[row]
  return {
    classes: 0,
    base: Float64Array.of(rows.length === 0 ? 0 : sum / rows.length),
    prepare() {},
    slopes(_k, [scores], rows, gradients, curvatures) {
      for (const row of rows) {
        gradients[row] = scores[row] - values[row]
        curvatures[row] = 1
      }
    },
    mean([scores], rows) {
      let loss = 0
      for (const row of rows) loss += (scores[row] - values[row]) ** 2
      return loss / rows.length
    },
  }
}

function logistic(codes: ArrayLike<number>, [, share]: Float64Array): Loss {
  return {
    classes: 2,
    base: Float64Array.of(ln(share / (1 - share))),
    prepare() {},
    slopes(_k, [scores], rows, gradients, curvatures) {
      for (const row of rows) {
        const probability = sigmoid(scores[row])
        gradients[row] = probability - codes[row]
        curvatures[row] = probability * (1 - probability)
      }
    },
    mean([scores], rows) {
      let loss = 0
      for (const row of rows) {
        // -ln of the probability of what happened, in the form that doesn't overflow.
        const margin = (codes[row] === 1 ? 1 : -1) * scores[row]
        loss += margin > 0 ? ln(1 + exp(-margin)) : ln(1 + exp(margin)) - margin
      }
      return loss / rows.length
    },
  }
}

function softmax(codes: ArrayLike<number>, shares: Float64Array, rowCount: number): Loss {
  const classes = shares.length
  const probabilities = new Float64Array(rowCount * classes)
  // Friedman's factor: the classes' scores move together, so each one's own curvature is too small a step.
  const factor = classes > 1 ? classes / (classes - 1) : 1
  const own = new Float64Array(classes)
  return {
    classes,
    base: shares.map(ln),
    prepare(scores, rows) {
      for (let i = 0; i < rows.length; i++) softmaxInto(scores, rows[i], probabilities, i * classes)
    },
    slopes(k, _scores, rows, gradients, curvatures) {
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i]
        const probability = probabilities[i * classes + k]
        gradients[row] = probability - (codes[row] === k ? 1 : 0)
        curvatures[row] = factor * probability * (1 - probability)
      }
    },
    mean(scores, rows) {
      let loss = 0
      for (const row of rows) {
        softmaxInto(scores, row, own, 0)
        loss -= ln(Math.max(own[codes[row]], Number.MIN_VALUE))
      }
      return loss / rows.length
    },
  }
}
