import type { Rational } from '../accounting/rational.js'
import { bernoulliExp, bernoulliExpBig } from './bernoulli-exp.js'
import { type Bits, uniformBelow } from './bits.js'

const safe = 2 ** 53

/**
 * A sampler of whole numbers x with probability proportional to exp(-x^2 / (2 variance)), exactly. The variance is positive and has a
 * numerator and a denominator below 2^53; with both below 2^20 nearly all arithmetic is that of doubles, and fast.
 * @see Canonne, Kamath, Steinke, 2020, The Discrete Gaussian for Differential Privacy, algorithm 3
 */
export function discreteGaussian(variance: Rational): (bits: Bits) => number {
  const p = Number(variance.numerator)
  const q = Number(variance.denominator)
  if (!(p > 0 && p < safe && q < safe)) throw new RangeError('a variance is a positive fraction of whole numbers below 2^53')
  const scale = integerSquareRoot(Math.floor(p / q)) + 1
  const step = scale * q
  const divisor = 2 * p * scale * step
  const big = { p: variance.numerator, step: BigInt(scale) * variance.denominator }
  const bigDivisor = 2n * big.p * BigInt(scale) * big.step
  return (bits) => {
    for (;;) {
      const drawn = discreteLaplace(bits, scale)
      const size = Math.abs(drawn)
      const distance = size * step - p
      const squared = distance * distance
      const accepted =
        divisor < safe && squared < safe && size * step < safe
          ? bernoulliExp(bits, squared, divisor)
          : bernoulliExpBig(bits, square(BigInt(size) * big.step - big.p), bigDivisor)
      if (accepted) return drawn
    }
  }
}

/** The greatest whole number whose square is at most n, for whole n below 2^53. */
function integerSquareRoot(n: number): number {
  let root = Math.floor(Math.sqrt(n))
  while (root * root > n) root--
  while ((root + 1) * (root + 1) <= n) root++
  return root
}

function square(n: bigint): bigint {
  return n * n
}

/**
 * A whole number x with probability proportional to exp(-|x| / scale), exactly; `scale` is a whole number from 1 up.
 * @see Canonne, Kamath, Steinke, 2020, The Discrete Gaussian for Differential Privacy, algorithm 2
 */
export function discreteLaplace(bits: Bits, scale: number): number {
  for (;;) {
    const fine = uniformBelow(bits, scale)
    if (!bernoulliExp(bits, fine, scale)) continue
    let coarse = 0
    while (bernoulliExp(bits, 1, 1)) coarse++
    const size = fine + scale * coarse
    const negative = bits.word() >>> 31 === 1
    // 0 would come up with either sign.
    if (negative && size === 0) continue
    return negative ? -size : size
  }
}
