import type { Rational } from '../accounting/rational.js'
import { bernoulliExpBig } from './bernoulli-exp.js'
import { type Bits, uniformBelow } from './bits.js'

/**
 * An index i with probability proportional to exp(epsilon scores[i] / (2 sensitivity)), exactly. Scores are whole numbers that one
 * privacy unit moves by `sensitivity` at most, up or down. Costs (1 / 4) epsilon^2 / 2 of zCDP.
 * @see Cesar, Rogers, 2021, Bounding, Concentrating, and Truncating
 */
export function exponentialMechanism(bits: Bits, scores: ArrayLike<number>, sensitivity: number, epsilon: Rational): number {
  if (scores.length === 0) throw new RangeError('there is nothing to choose from')
  let most = Number.NEGATIVE_INFINITY
  for (let i = 0; i < scores.length; i++) {
    if (!Number.isSafeInteger(scores[i])) throw new RangeError('scores are whole numbers')
    if (scores[i] > most) most = scores[i]
  }
  const divisor = 2n * BigInt(sensitivity) * epsilon.denominator
  for (;;) {
    const i = uniformBelow(bits, scores.length)
    if (bernoulliExpBig(bits, BigInt(most - scores[i]) * epsilon.numerator, divisor)) return i
  }
}
