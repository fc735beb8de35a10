import exp from '@stdlib/math-base-special-exp'
import gammaln from '@stdlib/math-base-special-gammaln'
import ln from '@stdlib/math-base-special-ln'
import type { Rng } from '../../random/rng.js'
import { fastLn } from './fast-exp-ln.js'

/** Log of a (a + 1) … (a + n - 1), which is ln Γ(a + n) - ln Γ(a). */
export function logRising(a: number, n: number): number {
  return n > fewFactors ? gammaln(a + n) - gammaln(a) : logProduct(a, n)
}

/** `logRising` of one number and many counts. */
export class RisingLogs {
  readonly #a: number
  /** ln Γ(a), once it is needed. */
  #logGamma = Number.NaN

  constructor(a: number) {
    this.#a = a
  }

  of(n: number): number {
    if (n <= fewFactors) return logProduct(this.#a, n)
    if (Number.isNaN(this.#logGamma)) this.#logGamma = gammaln(this.#a)
    return gammaln(this.#a + n) - this.#logGamma
  }
}

/** Up to so many factors, multiplying them is faster. */
const fewFactors = 8

function logProduct(a: number, n: number): number {
  let product = 1
  for (let i = 0; i < n; i++) product *= a + i
  return fastLn(product)
}

/** Log of the sum of the exponentials of the first `count` logs. */
export function logSumExp(logs: ArrayLike<number>, count = logs.length): number {
  let greatest = Number.NEGATIVE_INFINITY
  for (let i = 0; i < count; i++) if (logs[i] > greatest) greatest = logs[i]
  if (greatest === Number.NEGATIVE_INFINITY) return greatest
  let sum = 0
  for (let i = 0; i < count; i++) sum += exp(logs[i] - greatest)
  return greatest + ln(sum)
}

/** A position drawn in proportion to the exponentials of the logs. */
export function drawFromLogs(logs: ArrayLike<number>, rng: Rng): number {
  const total = logSumExp(logs)
  let left = rng.uniform()
  let last = 0
  for (let i = 0; i < logs.length; i++) {
    if (logs[i] === Number.NEGATIVE_INFINITY) continue
    left -= exp(logs[i] - total)
    last = i
    if (left < 0) return i
  }
  return last
}
