import { normalQuantile } from '../normal/normal.js'

export type ConfidenceInterval = readonly [number, number]

/**
 * Interval of a probability by `k` successes of `n`, at this confidence; [0, 1] without trials.
 *
 * @see Wilson, 1927, Probable inference, the law of succession, and statistical inference
 */
export function wilsonInterval(k: number, n: number, confidence = 0.95): ConfidenceInterval {
  if (n === 0) return [0, 1]
  const z = -normalQuantile((1 - confidence) / 2)
  const square = z * z
  const centre = (k + square / 2) / (n + square)
  const half = (z / (n + square)) * Math.sqrt((k * (n - k)) / n + square / 4)
  return [Math.max(0, centre - half), Math.min(1, centre + half)]
}

/**
 * Interval of the difference of two probabilities, `k` of `n` less `l` of `m`, out of the Wilson interval of each.
 *
 * @see Newcombe, 1998, Interval estimation for the difference between independent proportions, method 10
 */
export function newcombeInterval(k: number, n: number, l: number, m: number, confidence = 0.95): ConfidenceInterval {
  const [first, second] = [n === 0 ? 0 : k / n, m === 0 ? 0 : l / m]
  const [low, high] = wilsonInterval(k, n, confidence)
  const [otherLow, otherHigh] = wilsonInterval(l, m, confidence)
  const difference = first - second
  const down = Math.sqrt((first - low) ** 2 + (otherHigh - second) ** 2)
  const up = Math.sqrt((high - first) ** 2 + (second - otherLow) ** 2)
  return [Math.max(-1, difference - down), Math.min(1, difference + up)]
}

/**
 * The probabilities of several tests, each as it counts beside the others: rejecting those of at most `alpha` errs in any of them in at most
 * that share of cases, however they depend on each other. In the order given.
 * @see Holm, 1979, A Simple Sequentially Rejective Multiple Test Procedure
 */
export function holm(probabilities: readonly number[]): number[] {
  const order = probabilities.map((_, i) => i).sort((a, b) => probabilities[a] - probabilities[b])
  const adjusted = new Array<number>(probabilities.length)
  let most = 0
  order.forEach((at, place) => {
    most = Math.max(most, Math.min(1, (probabilities.length - place) * probabilities[at]))
    adjusted[at] = most
  })
  return adjusted
}
