import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import { deltaOf, epsilonOf, rhoOf } from '../../dp/accounting/accounting.js'
import { choiceFor, thresholdFor, varianceFor } from '../../dp/accounting/budget.js'
import {
  approximately,
  compareRationals,
  exactly,
  minus,
  over,
  plus,
  type Rational,
  rational,
  readRational,
  roundedDown,
  roundedUp,
  times,
} from '../../dp/accounting/rational.js'
import { normalCdf } from '../../stats/normal/normal.js'
import { discreteGaussianFrom, greatestRho, leastEpsilon, lnDeltaOf } from '../evidence/oracle.js'
import { type Finding, findingOf } from '../finding.js'

/** The arithmetic of budgets; ours, or that of somebody who wants to see the audit fail. */
export const conversions = { rhoOf, epsilonOf, deltaOf, varianceFor, choiceFor, thresholdFor }
export type Conversions = typeof conversions

const epsilons = [0.01, 0.1, 0.5, 1, 3, 10, 50]
const deltas = [1e-14, 1e-9, 1e-6, 1e-3, 0.05]
/** How far below what is allowed a conversion may stay, relatively: beyond it, budget is given away, or the formula is another. */
const tight = 1e-9
/**
 * Made with the formulas of Canonne, Kamath and Steinke (2020) as in private-pgm's cdp2adp: epsilon, delta, rho, and the digits that are known.
 */
const published = [
  [0.1, 1e-9, 0.00018, 5],
  [0.3, 1e-9, 0.00148, 5],
  [1, 1e-9, 0.014973, 6],
  [3, 1e-9, 0.120582, 6],
  [10, 1e-9, 1.09079, 5],
  [1, 1e-6, 0.024356, 6],
] as const

/** Conversions between budgets against other ways to the same laws, from below and from above; noise and thresholds against what they may cost. */
export function auditConversions(own: Conversions): Finding[] {
  const finding = (what: string, problems: readonly string[], otherwise: string): Finding =>
    findingOf('accounting', what, problems, otherwise)
  return [
    finding(
      'budgets in zCDP, against a minimisation of its own',
      budgetProblems(own),
      `${epsilons.length * deltas.length} budgets, within 1e-9`,
    ),
    finding('budgets in zCDP, against published figures', publishedProblems(own), `${published.length} figures`),
    finding('delta is no less than that of Gaussian noise, known exactly', gaussianProblems(own), `${epsilons.length * 4} pairs`),
    finding('noise and choices cost no more than they may, and hardly less', priceProblems(own), 'budgets from 1e-7 to 60'),
    finding('thresholds keep single units below delta', thresholdProblems(own), 'units of 1 to 1000 rows, delta from 1e-10 to 0.3'),
    finding('fractions', fractionProblems(), 'sums, differences, products, quotients, comparisons, rounding'),
  ]
}

function budgetProblems({ rhoOf, epsilonOf, deltaOf }: Conversions): string[] {
  const problems: string[] = []
  const check = (what: string, value: number, most: number): void => {
    if (!(value <= most)) problems.push(`${what} is ${value}, and ${most} is the most`)
    if (!(value >= most * (1 - tight))) problems.push(`${what} is ${value}, and might be ${most}`)
  }
  for (const epsilon of epsilons) {
    for (const delta of deltas) {
      const rho = rhoOf(epsilon, delta)
      check(`rho of epsilon ${epsilon} and delta ${delta}`, rho, greatestRho(epsilon, delta))
      check(`what epsilon ${epsilon} and delta ${delta} leave of epsilon`, leastEpsilon(0.9 * rho, delta), epsilonOf(0.9 * rho, delta))
      check(`what delta ${delta} at epsilon ${epsilon} leaves of delta`, exp(lnDeltaOf(rho, epsilon)), deltaOf(rho, epsilon))
    }
  }
  return problems
}

function publishedProblems({ rhoOf }: Conversions): string[] {
  return published.flatMap(([epsilon, delta, rho, digits]) => {
    const own = Number(rhoOf(epsilon, delta).toFixed(digits))
    return own === rho ? [] : [`rho of epsilon ${epsilon} and delta ${delta} is ${own}, and ${rho} was published`]
  })
}

/** Gaussian noise of rho is Gaussian differential privacy of mu^2 = 2 rho, whose delta is known: no conversion that holds can be below it. */
function gaussianProblems({ deltaOf }: Conversions): string[] {
  return epsilons.flatMap((epsilon) =>
    [0.001, 0.05, 0.5, 3].flatMap((rho) => {
      const mu = Math.sqrt(2 * rho)
      const below = normalCdf(-epsilon / mu - mu / 2)
      const exact = normalCdf(-epsilon / mu + mu / 2) - (below === 0 ? 0 : exp(epsilon + ln(below)))
      return deltaOf(rho, epsilon) >= exact ? [] : [`delta of rho ${rho} at epsilon ${epsilon} is below ${exact}`]
    }),
  )
}

function priceProblems({ varianceFor, choiceFor }: Conversions): string[] {
  const problems: string[] = []
  const check = (what: string, cost: Rational, rho: number): void => {
    // What a quotient of doubles errs by; the ledger adds up the fractions, and refuses what goes beyond.
    if (compareRationals(cost, exactly(rho * (1 + 1e-15))) > 0) problems.push(`${what} costs more than the ${rho} that it may`)
    if (approximately(cost) < rho * (1 - 1e-5)) problems.push(`${what} costs ${approximately(cost)} of ${rho}`)
  }
  for (const rho of [1e-7, 0.000123, 0.0149, 1 / 3, 1, 7.77, 60]) {
    check('a choice', quotient(square(choiceFor(rho)), 8), rho)
    for (const squared of [1, 2, 7, 1024 * 1024 * 91]) {
      for (const rows of [1, 2, 3, 10, 100]) {
        const variance = varianceFor(rho, squared, rows)
        // Sensitivity of a unit: rows times that of a row.
        const doubled = quotient({ numerator: variance.denominator, denominator: variance.numerator }, 2)
        const cost = { numerator: doubled.numerator * BigInt(squared * rows * rows), denominator: doubled.denominator }
        check(`noise for a squared sensitivity of ${squared}, ${rows} rows per unit,`, cost, rho)
      }
    }
  }
  return problems
}

function square({ numerator, denominator }: Rational): Rational {
  return { numerator: numerator * numerator, denominator: denominator * denominator }
}

function quotient({ numerator, denominator }: Rational, by: number): Rational {
  return { numerator, denominator: denominator * BigInt(by) }
}

/** Wider noise than this is left out: its law takes too long to add up, and is like that of narrower noise. */
const widest = 3000

/** A unit of k rows that has c of them on each of k / c values: any of these is above with probability delta at most, by the exact law. */
function thresholdProblems({ thresholdFor }: Conversions): string[] {
  const problems: string[] = []
  for (const rows of [1, 2, 3, 10, 60, 1000]) {
    for (const rho of [1e-4, 0.002, 0.05, 1, 20]) {
      const variance = varianceFor(rho, 1, rows)
      const size = approximately(variance)
      if (size > widest * widest) continue
      for (const delta of [1e-10, 1e-4, 0.01, 0.3]) {
        const threshold = thresholdFor(variance, delta, rows)
        for (const count of new Set([1, 2, Math.ceil(rows / 2), rows])) {
          if (count > rows) continue
          const shown = Math.floor(rows / count) * discreteGaussianFrom(size, threshold - count + 1)
          if (!(shown <= delta))
            problems.push(
              `a unit of ${rows} rows shows with probability ${shown.toPrecision(3)} at delta ${delta}, variance ${size.toPrecision(4)}`,
            )
        }
      }
    }
  }
  return problems
}

/** Fractions of the ledger against whole numbers that are multiplied out. */
function fractionProblems(): string[] {
  const problems: string[] = []
  const check = (what: string, holds: boolean): void => void (holds || problems.push(`${what} is wrong`))
  const values = [
    rational(0n),
    rational(1n, 3n),
    rational(-7n, 5n),
    rational(2n ** 70n + 1n, 2n ** 61n),
    rational(22n, 7n),
    rational(-1n, 2n ** 200n),
  ]
  const equal = ({ numerator, denominator }: Rational, n: bigint, d: bigint): boolean =>
    denominator > 0n && numerator * d === n * denominator
  for (const a of values) {
    for (const b of values) {
      const [p, q, r, s] = [a.numerator, a.denominator, b.numerator, b.denominator]
      check('a sum', equal(plus(a, b), p * s + r * q, q * s))
      check('a difference', equal(minus(a, b), p * s - r * q, q * s))
      check('a product', equal(times(a, b), p * r, q * s))
      if (r !== 0n) check('a quotient', equal(over(a, b), p * s, q * r))
      const difference = p * s - r * q
      check('a comparison', Math.sign(compareRationals(a, b)) === (difference > 0n ? 1 : difference < 0n ? -1 : 0))
    }
    check('the text of a fraction', equal(readRational(`${a.numerator}/${a.denominator}`), a.numerator, a.denominator))
  }
  for (const value of [0.1, 1 / 3, 12345.678, 2 ** -40 + 2 ** -60, 7e22, 1e-12]) {
    const exact = exactly(value)
    check('the fraction of a double', Number(exact.numerator) / Number(exact.denominator) === value && approximately(exact) === value)
    for (const bits of [1, 5, 20]) {
      check(
        'rounding up',
        compareRationals(roundedUp(value, bits), exact) >= 0 && approximately(roundedUp(value, bits)) <= value * (1 + 2 ** (1 - bits)),
      )
      check(
        'rounding down',
        compareRationals(roundedDown(value, bits), exact) <= 0 && approximately(roundedDown(value, bits)) >= value * (1 - 2 ** (1 - bits)),
      )
    }
  }
  return problems
}
