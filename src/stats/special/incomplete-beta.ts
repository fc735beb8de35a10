import exp from '@stdlib/math-base-special-exp'
import gammaln from '@stdlib/math-base-special-gammaln'
import ln from '@stdlib/math-base-special-ln'

const least = 1e-300
const enough = 1e-15

/**
 * The regularised incomplete beta function: the share of the beta distribution with shapes `a` and `b` that lies below `x`.
 * @see DLMF 8.17.22 (continued fraction, by Lentz's method)
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  // Beyond the mean, the fraction of the other end converges faster.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a)
  const front = exp(a * ln(x) + b * ln(1 - x) + gammaln(a + b) - gammaln(a) - gammaln(b)) / a
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1))
  let c = 1
  let fraction = d
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / awayFromZero(1 + even * d)
    c = awayFromZero(1 + even / c)
    fraction *= c * d
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / awayFromZero(1 + odd * d)
    c = awayFromZero(1 + odd / c)
    fraction *= c * d
    if (Math.abs(c * d - 1) < enough) break
  }
  return Math.min(1, front * fraction)
}

function awayFromZero(value: number): number {
  return Math.abs(value) < least ? least : value
}
