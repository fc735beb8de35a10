import exp from '@stdlib/math-base-special-exp'
import gammaln from '@stdlib/math-base-special-gammaln'
import ln from '@stdlib/math-base-special-ln'

const enough = 1e-15
const least = 1e-300

/**
 * Share of the chi-squared distribution above `x`: the regularised upper incomplete gamma function at half of both. 1 for `x` up to 0
 * and 0 degrees of freedom above it give 0.
 * @see DLMF 8.11.4 (series) and 8.9.2 (continued fraction)
 */
export function chiSquaredAbove(x: number, degreesOfFreedom: number): number {
  if (x <= 0) return 1
  if (degreesOfFreedom <= 0) return 0
  const shape = degreesOfFreedom / 2
  const half = x / 2
  const scale = exp(shape * ln(half) - half - gammaln(shape))
  if (half < shape + 1) return Math.max(0, 1 - scale * series(shape, half))
  return Math.min(1, scale * continuedFraction(shape, half))
}

function series(shape: number, x: number): number {
  let term = 1 / shape
  let sum = term
  for (let k = 1; term > sum * enough; k++) {
    term *= x / (shape + k)
    sum += term
  }
  return sum
}

/** By Lentz's method. */
function continuedFraction(shape: number, x: number): number {
  let b = x + 1 - shape
  let c = 1 / least
  let d = 1 / b
  let fraction = d
  for (let k = 1; k < 100_000; k++) {
    const a = -k * (k - shape)
    b += 2
    d = 1 / awayFromZero(a * d + b)
    c = awayFromZero(b + a / c)
    fraction *= c * d
    if (Math.abs(c * d - 1) < enough) break
  }
  return fraction
}

function awayFromZero(value: number): number {
  return Math.abs(value) < least ? least : value
}
