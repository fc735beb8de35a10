import ln from '@stdlib/math-base-special-ln'

/**
 * Strictly proper scores of a predicted distribution: on average nothing scores less than the true one. All take the probabilities of
 * one row, `classes` of them from `from` on, which sum to 1 and are above 0.
 * @see Gneiting and Raftery, 2007, Strictly Proper Scoring Rules, Prediction, and Estimation
 */
export interface ProperScore {
  /** What the row costs when `code` is what came. */
  loss(probabilities: Float64Array, from: number, classes: number, code: number): number
  /** What a row costs on average if the distribution is true: how little it says. */
  spread(probabilities: Float64Array, from: number, classes: number): number
  /** How far two distributions are apart, 0 to 1. */
  distance(first: Float64Array, second: Float64Array, from: number, classes: number): number
}

/** The logarithmic score, in nats, of names without an order; distances are total variation. */
export const logScore: ProperScore = {
  loss(probabilities, from, _classes, code) {
    return -ln(probabilities[from + code])
  },
  spread(probabilities, from, classes) {
    let entropy = 0
    for (let k = from; k < from + classes; k++) entropy -= probabilities[k] * ln(probabilities[k])
    return entropy
  },
  distance(first, second, from, classes) {
    let sum = 0
    for (let k = from; k < from + classes; k++) sum += Math.abs(first[k] - second[k])
    return Math.min(1, sum / 2)
  },
}

/**
 * The ranked probability score of classes in order of which the last one stands for a missing value: squared distances of the
 * cumulative distribution from the step at what came, the mean over all cuts, 0 to 1. Over quantile bins that is the continuous ranked
 * probability score of the rank. A missing value has no place among the others; the score is the mean of two, with it below and with it
 * above all of them, so that it is equally far from each. Distances are Wasserstein's, by the same cuts.
 * @see Epstein, 1969, A Scoring System for Probability Forecasts of Ranked Categories
 */
export const rankedScore: ProperScore = {
  loss(probabilities, from, classes, code) {
    const bins = classes - 1
    const missing = probabilities[from + bins]
    let [sum, below] = [0, 0]
    for (let k = 0; k <= bins; k++) {
      // Cut k parts bins below k from the others.
      const step = code < k && code < bins ? 1 : 0
      if (k < bins) sum += (missing + below - (code === bins ? 1 : step)) ** 2
      if (k > 0) sum += (below - step) ** 2
      if (k < bins) below += probabilities[from + k]
    }
    return sum / (2 * Math.max(1, bins))
  },
  spread(probabilities, from, classes) {
    const bins = classes - 1
    const missing = probabilities[from + bins]
    let [sum, below] = [0, 0]
    for (let k = 0; k <= bins; k++) {
      if (k < bins) sum += (missing + below) * (1 - missing - below)
      if (k > 0) sum += below * (1 - below)
      if (k < bins) below += probabilities[from + k]
    }
    return Math.max(0, sum) / (2 * Math.max(1, bins))
  },
  distance(first, second, from, classes) {
    const bins = classes - 1
    const missing = first[from + bins] - second[from + bins]
    let [sum, below] = [0, 0]
    for (let k = 0; k <= bins; k++) {
      if (k < bins) sum += Math.abs(missing + below)
      if (k > 0) sum += Math.abs(below)
      if (k < bins) below += first[from + k] - second[from + k]
    }
    return Math.min(1, sum / (2 * Math.max(1, bins)))
  },
}
