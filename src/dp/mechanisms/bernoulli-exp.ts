import { type Bits, uniformBelow, uniformBelowBig } from './bits.js'

const safe = 2 ** 53

/**
 * True with probability exp(-n / d), exactly; n >= 0, d > 0, both whole numbers below 2^53.
 * @see Canonne, Kamath, Steinke, 2020, The Discrete Gaussian for Differential Privacy, algorithm 1
 */
export function bernoulliExp(bits: Bits, n: number, d: number): boolean {
  let rest = n
  for (; rest > d; rest -= d) if (!bernoulliExpFraction(bits, 1, 1)) return false
  return bernoulliExpFraction(bits, rest, d)
}

/** The same for whole numbers of any size. */
export function bernoulliExpBig(bits: Bits, n: bigint, d: bigint): boolean {
  if (n < safe && d < safe) return bernoulliExp(bits, Number(n), Number(d))
  let rest = n
  for (; rest > d; rest -= d) if (!bernoulliExpFraction(bits, 1, 1)) return false
  return continueBig(bits, rest, d, 1n)
}

/** For n <= d: the number of successes in a row, the k-th with probability n / (d k), is even with probability exp(-n / d). */
function bernoulliExpFraction(bits: Bits, n: number, d: number): boolean {
  for (let k = 1; ; k++) {
    // Begun again with larger numbers, the draws so far would count twice: it goes on where it is.
    if (d * k >= safe) return continueBig(bits, BigInt(n), BigInt(d), BigInt(k))
    if (uniformBelow(bits, d * k) >= n) return k % 2 === 1
  }
}

function continueBig(bits: Bits, n: bigint, d: bigint, from: bigint): boolean {
  for (let k = from; ; k++) if (uniformBelowBig(bits, d * k) >= n) return k % 2n === 1n
}
