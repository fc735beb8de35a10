import { bernoulliExp } from './bernoulli-exp.js'
import type { Bits } from './bits.js'
import { uniformBelow } from './uniform.js'

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
