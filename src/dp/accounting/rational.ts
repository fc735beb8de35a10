/** A fraction of whole numbers in lowest terms; the denominator is positive. Privacy is accounted in these: no rounding can lose any of it. */
export interface Rational {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** The fraction in lowest terms. Throws a RangeError for a denominator of 0. */
export function rational(numerator: bigint, denominator = 1n): Rational {
  if (denominator === 0n) throw new RangeError('a fraction has no denominator 0')
  const sign = denominator < 0n ? -1n : 1n
  const divisor = sign * greatestCommonDivisor(numerator, denominator)
  return { numerator: numerator / divisor, denominator: denominator / divisor }
}

export const zero = rational(0n)

/** The fraction that a finite double is, exactly. */
export function exactly(value: number): Rational {
  if (!Number.isFinite(value)) throw new RangeError(`no fraction is ${value}`)
  let denominator = 1n
  let scaled = value
  // Doubling a double is exact, and after at most 1,074 times it is whole.
  while (!Number.isInteger(scaled)) {
    scaled *= 2
    denominator *= 2n
  }
  return rational(BigInt(scaled), denominator)
}

/** The least fraction at or above the value that has `bits` significant bits: numbers that stay small in exact arithmetic. */
export function roundedUp(value: number, bits: number): Rational {
  return onGrid(value, bits, Math.ceil)
}

/** The greatest fraction at or below the value that has `bits` significant bits. */
export function roundedDown(value: number, bits: number): Rational {
  return onGrid(value, bits, Math.floor)
}

function onGrid(value: number, bits: number, round: (value: number) => number): Rational {
  const { numerator, denominator } = exactly(value)
  const excess = BigInt(numerator.toString(2).length - denominator.toString(2).length - bits)
  // Powers of two scale a double exactly, so that only `round` rounds.
  const [up, down] = excess < 0n ? [1n << -excess, 1n] : [1n, 1n << excess]
  return rational(BigInt(round((value * Number(up)) / Number(down))) * down, up)
}

export function plus(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
}

export function minus(a: Rational, b: Rational): Rational {
  return plus(a, { numerator: -b.numerator, denominator: b.denominator })
}

export function times(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.numerator, a.denominator * b.denominator)
}

export function over(a: Rational, b: Rational): Rational {
  return rational(a.numerator * b.denominator, a.denominator * b.numerator)
}

/** Negative, 0 or positive as a is less than, equal to or greater than b. */
export function compareRationals(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** The nearest double, or one next to it: for people and for arithmetic after a release. */
export function approximately({ numerator, denominator }: Rational): number {
  const shift = 66 - (numerator.toString(2).length - denominator.toString(2).length)
  const quotient = shift > 0 ? (numerator << BigInt(shift)) / denominator : numerator / (denominator << BigInt(-shift))
  // In two steps, for one power of two may be no double where the result is one.
  const half = Math.trunc(shift / 2)
  return timesPowerOfTwo(timesPowerOfTwo(Number(quotient), -half), half - shift)
}

function timesPowerOfTwo(value: number, exponent: number): number {
  const power = Number(1n << BigInt(Math.abs(exponent)))
  return exponent < 0 ? value / power : value * power
}

/** `3/8`; `2` for whole numbers. */
export function writeRational({ numerator, denominator }: Rational): string {
  return denominator === 1n ? `${numerator}` : `${numerator}/${denominator}`
}

/** The fraction that `writeRational` wrote. Throws a RangeError for any other text. */
export function readRational(text: string): Rational {
  const match = /^(-?\d+)(?:\/(\d+))?$/.exec(text)
  if (!match) throw new RangeError(`'${text}' is no fraction`)
  return rational(BigInt(match[1]), BigInt(match[2] ?? 1))
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [greater, less] = [a < 0n ? -a : a, b < 0n ? -b : b]
  while (less > 0n) [greater, less] = [less, greater % less]
  return greater
}
