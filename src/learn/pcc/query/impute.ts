import exp from '@stdlib/math-base-special-exp'
import { cellShares, classShares, marginal, type Placed, placedView } from './cell-shares.js'
import type { ConditionedMixture } from './conditional.js'

/** What a model expects of a cell. */
export interface Imputation {
  /** Probability of each outcome. */
  readonly probabilities: Float64Array
  /** The most probable outcome. */
  readonly outcome: number
  /** Mean and standard deviation of the rest, on its scale; 0 where the column has none. */
  readonly mean: number
  readonly deviation: number
  /** How much the posterior samples disagree, 0 to 1: the mean total variation distance of each one's answer from the common one. */
  readonly uncertainty: number
}

/** What the model, conditioned on the known cells of a row, expects of the cell in the column at `position`. */
export function imputeCell({ mixtures, chainLogs }: ConditionedMixture, position: number, cells = 32): Imputation {
  const weights = chainLogs.map((log) => exp(log))
  const answers = mixtures.map((views) => {
    const placed = placedView(views, position)
    return { ...placed, shares: marginal(cellShares(placed, cells), placed.view).shares }
  })
  const common = new Float64Array(answers[0]?.shares.length ?? 0)
  answers.forEach(({ shares }, s) => {
    for (let x = 0; x < common.length; x++) common[x] += weights[s] * shares[x]
  })
  let uncertainty = 0
  answers.forEach(({ shares }, s) => {
    let distance = 0
    for (let x = 0; x < common.length; x++) distance += Math.abs(shares[x] - common[x])
    uncertainty += (weights[s] * distance) / 2
  })
  return { ...summary(answers, weights), uncertainty }
}

/** Moments of the common answer. */
function summary(answers: readonly Placed[], weights: Float64Array): Omit<Imputation, 'uncertainty'> {
  const outcomes = answers[0]?.part.outcomes ?? 0
  const probabilities = new Float64Array(outcomes)
  let [ofRest, sum, squares] = [0, 0, 0]
  answers.forEach(({ view, part }, s) => {
    classShares(view).forEach((share, k) => {
      for (let x = 0; x < outcomes; x++) {
        const probability = weights[s] * share * part.probabilities[k * outcomes + x]
        probabilities[x] += probability
        if (x !== part.rest) continue
        const [mean, deviation] = [part.means[k], part.deviations[k]]
        ofRest += probability
        sum += probability * mean
        squares += probability * (deviation * deviation + mean * mean)
      }
    })
  })
  const mean = ofRest > 0 ? sum / ofRest : 0
  const deviation = ofRest > 0 ? Math.sqrt(Math.max(0, squares / ofRest - mean * mean)) : 0
  return { probabilities, outcome: probabilities.indexOf(Math.max(...probabilities)), mean, deviation }
}
