import { factorParts, type ShortenedProducts } from '../../encode/statistics.js'
import type { CodedRows } from './coded-rows.js'

/** Public bounds of a row's scores: of each of them, up or down, and of the sum of their squares. Whole numbers. */
export interface ScoreBounds {
  readonly most: number
  readonly square: number
}

/**
 * The products of scores, each row's so short that the sum of their squares is at most `bounds.square`: a factor f is the greatest with
 * f^2 times the sum before at most that, and cutting off makes nothing longer. All in whole numbers, so that it holds whoever computes it.
 */
export function boundedProducts(scores: ShortenedProducts['scores'], bounds: ScoreBounds): ShortenedProducts {
  const greatest = scores.length * bounds.most * bounds.most
  const [squares, factors]: [number[], number[]] = [[], []]
  for (let factor = factorParts; factor > 0 && (squares.at(-1) ?? -1) < greatest; factor--) {
    // Far from where a quotient of doubles could be rounded up to a whole number.
    squares.push(Math.floor((bounds.square * factorParts * factorParts) / (factor * factor)))
    factors.push(factor)
  }
  return {
    scores: scores.map(({ variable, values }) => ({ variable, values: values.map((value) => clipped(value, bounds.most)) })),
    squares: Float64Array.from(squares),
    factors: Int32Array.from(factors),
  }
}

function clipped(value: number, most: number): number {
  return Math.min(most, Math.max(-most, value))
}

/** Has the sums brought near, where the rows lie elsewhere; `sumProducts` tells them then. */
export async function bringProducts(rows: CodedRows, wanted: ShortenedProducts): Promise<void> {
  if ('bring' in rows) await rows.bringProducts(wanted)
}

/** The sums of products of the first score and itself, the second and the first, the second and itself, and so on. */
export function sumProducts(coded: CodedRows, wanted: ShortenedProducts): Float64Array {
  if ('bring' in coded) return coded.products(wanted)
  const { scores, squares, factors } = wanted
  const size = scores.length
  const codes = scores.map(({ variable }) => coded.codes[variable])
  const sums = new Float64Array((size * (size + 1)) / 2)
  const own = new Float64Array(size)
  for (let row = 0; row < coded.rows; row++) {
    let square = 0
    for (let i = 0; i < size; i++) {
      const value = scores[i].values[codes[i][row]]
      own[i] = value
      square += value * value
    }
    let step = 0
    while (square > squares[step]) step++
    if (step > 0) for (let i = 0; i < size; i++) own[i] = Math.trunc((own[i] * factors[step]) / factorParts) + 0
    for (let i = 0, at = 0; i < size; i++) {
      const value = own[i]
      for (let j = 0; j <= i; j++, at++) sums[at] += value * own[j]
    }
  }
  return sums
}
