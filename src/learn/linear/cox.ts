import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import { type Design, linearScores, weightedSums } from './design.js'
import { minimize } from './lbfgs.js'

/** When each row's time ended, and whether by the event (1) or because nobody looked any longer (0). */
export interface Survival {
  readonly times: Float64Array
  readonly events: Uint8Array
}

/**
 * Coefficients on the log hazard, one per coefficient of the design and a last one that is 0: Cox's proportional hazards with a ridge, ties as by
 * Breslow. Those that minimise minus the partial log likelihood plus ridge / 2 times the sum of their squares.
 * @see Cox, 1972, Regression Models and Life-Tables
 */
export function fitCox(design: Design, { times, events }: Survival, ridge = 1): Float64Array {
  const { rows, width } = design
  const order = Int32Array.from({ length: rows }, (_, row) => row).sort((a, b) => times[b] - times[a])
  const [scores, slopes] = [new Float64Array(rows), new Float64Array(rows)]
  const objective = (coefficients: Float64Array, gradient: Float64Array): number => {
    linearScores(design, coefficients, scores)
    const loss = partialLoss(scores, { times, events }, order, slopes)
    weightedSums(design, slopes, gradient)
    let pull = 0
    for (let i = 0; i < width; i++) {
      gradient[i] += ridge * coefficients[i]
      pull += (ridge / 2) * coefficients[i] ** 2
    }
    gradient[width] = 0
    return loss + pull
  }
  const curvature = new Float64Array(width + 1).fill(Math.max(1, rows / 4))
  return minimize(objective, new Float64Array(width + 1), { curvature }).x
}

/** Minus the partial log likelihood; what each row's score should change by goes into `slopes`. `order` has the latest times first. */
function partialLoss(scores: Float64Array, { times, events }: Survival, order: Int32Array, slopes: Float64Array): number {
  const top = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
  let [loss, atRisk] = [0, 0]
  // For each end of a time, from the latest: what its events say of the hazard of all that are still at risk.
  const ends: { from: number; to: number; share: number }[] = []
  for (let from = 0; from < order.length; ) {
    let [to, found] = [from, 0]
    while (to < order.length && times[order[to]] === times[order[from]]) {
      const row = order[to]
      atRisk += exp(scores[row] - top)
      found += events[row]
      loss -= events[row] === 1 ? scores[row] : 0
      to++
    }
    loss += found * (ln(atRisk) + top)
    ends.push({ from, to, share: found / atRisk })
    from = to
  }
  let hazard = 0
  for (const { from, to, share } of ends.reverse()) {
    hazard += share
    for (let at = from; at < to; at++) {
      const row = order[at]
      slopes[row] = hazard * exp(scores[row] - top) - events[row]
    }
  }
  return loss
}
