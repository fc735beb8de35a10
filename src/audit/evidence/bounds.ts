import exp from '@stdlib/math-base-special-exp'
import gammaln from '@stdlib/math-base-special-gammaln'
import ln from '@stdlib/math-base-special-ln'
import { normalCdf, normalQuantile } from '../../stats/normal/normal.js'

const halvings = 100
/** No audit can show an epsilon beyond it. */
const mostEpsilon = 1000

/**
 * The rate below which the true one is with confidence 1 - alpha, after `hits` of `trials` independent trials.
 * @see Clopper, Pearson, 1934, The use of confidence or fiducial limits illustrated in the case of the binomial
 */
export function rateAtMost(hits: number, trials: number, alpha: number): number {
  if (hits >= trials) return 1
  let low = hits / trials
  let high = 1
  for (let i = 0; i < halvings; i++) {
    const rate = (low + high) / 2
    if (shareUpTo(hits, trials, rate) > alpha) low = rate
    else high = rate
  }
  return high
}

/** The probability of `hits` or fewer, for a rate above hits / trials: the terms fall towards 0. */
function shareUpTo(hits: number, trials: number, rate: number): number {
  const choices = gammaln(trials + 1) - gammaln(hits + 1) - gammaln(trials - hits + 1)
  let term = exp(choices + hits * ln(rate) + (trials - hits) * ln(1 - rate))
  let sum = term
  for (let i = hits; i > 0 && term > sum * 1e-17; i--) {
    term *= (i / (trials - i + 1)) * ((1 - rate) / rate)
    sum += term
  }
  return sum
}

/** How often a test of which of two tables was used erred, with room for chance: each rate is an upper bound. */
export interface ErrorRates {
  readonly falsePositive: number
  readonly falseNegative: number
}

/** The least epsilon that these errors leave possible at this delta, whatever the mechanism is; 0 where they show nothing. */
export function epsilonShown({ falsePositive, falseNegative }: ErrorRates, delta: number): number {
  const one = (1 - falseNegative - delta) / falsePositive
  const other = (1 - falsePositive - delta) / falseNegative
  const odds = Math.max(one, other, 1)
  return Math.min(mostEpsilon, ln(odds))
}

/** The least mu for which these errors are possible under Gaussian differential privacy: of noise with one standard deviation per shift of mu. */
export function muShown({ falsePositive, falseNegative }: ErrorRates): number {
  return Math.max(0, normalQuantile(1 - falsePositive) - normalQuantile(falseNegative))
}

/** The epsilon at which mu-Gaussian differential privacy implies (epsilon, delta). */
export function epsilonOfMu(mu: number, delta: number): number {
  if (mu <= 0) return 0
  let low = 0
  let high = mostEpsilon
  for (let i = 0; i < halvings; i++) {
    const epsilon = (low + high) / 2
    if (deltaOfMu(mu, epsilon) > delta) low = epsilon
    else high = epsilon
  }
  return high
}

/** @see Dong, Roth, Su, 2022, Gaussian differential privacy, corollary 1 */
function deltaOfMu(mu: number, epsilon: number): number {
  const below = normalCdf(-epsilon / mu - mu / 2)
  return normalCdf(-epsilon / mu + mu / 2) - (below === 0 ? 0 : exp(epsilon + ln(below)))
}
