import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'

/** The mantissa's first bits choose a centre, near which three terms of the series are enough. */
const centreBits = 11
const centres = 1 << centreBits
const inverses = Float64Array.from({ length: centres }, (_, i) => 1 / (1 + (i + 0.5) / centres))
const logs = Float64Array.from({ length: centres }, (_, i) => ln(1 + (i + 0.5) / centres))

const double = new Float64Array(1)
const words = new Uint32Array(double.buffer)
/** Which of the two words holds the exponent. */
const upper = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 1 : 0

/**
 * Natural logarithm, to an absolute error below 1e-15: several times as fast as the exact one, of which inference takes one for almost
 * every cell it moves. Same bits on all engines, as it needs nothing but sums and products.
 */
export function fastLn(x: number): number {
  double[0] = x
  const word = words[upper]
  const exponent = word >>> 20
  // Zero, negative and subnormal numbers, infinity and NaN.
  if (exponent === 0 || exponent >= 0x7ff) return ln(x)
  words[upper] = (word & 0xfffff) | 0x3ff00000
  const centre = (word & 0xfffff) >>> (20 - centreBits)
  const r = double[0] * inverses[centre] - 1
  const series = r * (1 - r * (0.5 - r * (0.3333333333333333 - 0.25 * r)))
  return (exponent - 1023) * Math.LN2 + (logs[centre] + series)
}

/** Parts into which each doubling is cut; within one, four terms of the series are enough. */
const partBits = 11
const parts = 1 << partBits
const powers = Float64Array.from({ length: parts }, (_, i) => exp((i * Math.LN2) / parts))
/** Least argument, below which the exact function takes over; e^-700 is about 1e-304. */
const least = -700
const halvings = new Float64Array(1012).fill(1)
for (let i = 1; i < halvings.length; i++) halvings[i] = halvings[i - 1] / 2
const perUnit = parts / Math.LN2
/** What ln 2 is greater than `Math.LN2`. */
const log2Rest = 2.3190468138462996e-17
/** ln 2 / 2048 in two parts, the first of so few bits that its multiples are exact. */
const stepHigh = Math.fround(Math.LN2 / parts)
const stepLow = Math.LN2 / parts - stepHigh + log2Rest / parts

/**
 * e to the power of a number that isn't positive, to a relative error below 1e-15: several times as fast as the exact function, of which
 * inference takes one for every category that a row might go to. Same bits on all engines, as it needs nothing but sums and products.
 */
export function fastExp(x: number): number {
  if (!(x <= 0 && x > least)) return exp(x)
  const i = Math.floor(x * perUnit)
  const r = x - i * stepHigh - i * stepLow
  const series = 1 + r * (1 + r * (0.5 + r * (0.16666666666666666 + r * 0.041666666666666664)))
  return powers[i & (parts - 1)] * halvings[-(i >> partBits)] * series
}
