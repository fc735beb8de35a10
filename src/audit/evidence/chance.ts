import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import { chiSquaredAbove } from '../../stats/tests/chi-squared.js'
import { falseAlarm } from '../finding.js'

/**
 * Laws that hold only about, as the chi-square law does, are trusted this far out: two powers of ten more than the false alarms that they
 * stand for.
 */
export const farOut = falseAlarm / 100
/** Standard errors of about normal numbers that correspond to `farOut`, two-sided; and where the greatest of up to 20,000 is looked at. */
export const mostErrors = 6.5
export const mostErrorsOfMany = 8

/**
 * Whether so many hits are further from what is due than chance takes them in `alpha` of all cases: the bound of Chernoff, which holds for
 * any number of independent trials.
 */
export function isSurprising(hits: number, trials: number, share: number, alpha = falseAlarm): boolean {
  return trials * divergence(hits / trials, share) > ln(2 / alpha)
}

/** Whether there are more hits than chance takes them. */
export function isTooMany(hits: number, trials: number, share: number, alpha = falseAlarm): boolean {
  return hits > trials * share && trials * divergence(hits / trials, share) > ln(1 / alpha)
}

function divergence(p: number, q: number): number {
  const part = (a: number, b: number): number => (a === 0 ? 0 : b === 0 ? Number.POSITIVE_INFINITY : a * ln(a / b))
  return part(p, q) + part(1 - p, 1 - q)
}

/** The least number of rare and independent events that come up together, where `due` are expected, in `alpha` of all cases at most. */
export function tooManyEvents(due: number, alpha = falseAlarm): number {
  // P(N >= n) <= (due e / n)^n e^-due for n above what is due.
  for (let n = Math.ceil(due) + 1; ; n++) if (n * (1 + ln(due / n)) - due < ln(alpha)) return n
}

export interface ChiSquare {
  readonly statistic: number
  readonly degreesOfFreedom: number
  readonly chance: number
}

/** Fewer than these expected in a cell, and it is taken together with the next ones. */
const leastDue = 20

/** Counts against a law: `chances` of the cells add up to 1. */
export function chiSquareOf(observed: ArrayLike<number>, chances: ArrayLike<number>, draws: number): ChiSquare {
  const cells: [seen: number, due: number][] = [[0, 0]]
  for (let i = 0; i < observed.length; i++) {
    if ((cells.at(-1) as [number, number])[1] >= leastDue) cells.push([0, 0])
    const cell = cells.at(-1) as [number, number]
    cell[0] += observed[i]
    cell[1] += chances[i] * draws
  }
  const last = cells.at(-1) as [number, number]
  if (last[1] < leastDue && cells.length > 1) {
    cells.pop()
    const before = cells.at(-1) as [number, number]
    before[0] += last[0]
    before[1] += last[1]
  }
  const statistic = cells.reduce((sum, [seen, due]) => {
    if (due > 0) return sum + ((seen - due) * (seen - due)) / due
    return seen > 0 ? Number.POSITIVE_INFINITY : sum
  }, 0)
  const degreesOfFreedom = cells.length - 1
  return { statistic, degreesOfFreedom, chance: degreesOfFreedom === 0 ? 1 : chiSquaredAbove(statistic, degreesOfFreedom) }
}

export function chiSquareInWords({ statistic, degreesOfFreedom, chance }: ChiSquare): string {
  return `chi-square ${statistic.toFixed(1)} on ${degreesOfFreedom} degrees of freedom, p ${chance.toPrecision(2)}`
}

/** A mean of squares of n standard normal numbers, in standard errors from 1. */
export function spreadScore(meanSquare: number, n: number): number {
  // The cube root makes it about normal.
  const shift = 2 / (9 * n)
  return (Math.cbrt(meanSquare) - (1 - shift)) / Math.sqrt(shift)
}

/** Weights in proportion to e^log, that add up to 1. */
export function weightsOfLogs(logs: readonly number[]): Float64Array {
  const most = Math.max(...logs)
  const weights = Float64Array.from(logs, (log) => exp(log - most))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}
