import { costOf } from '../../dp/accounting/check-record.js'
import type { Ledger } from '../../dp/accounting/ledger.js'
import {
  approximately,
  compareRationals,
  over,
  plus,
  type Rational,
  rational,
  readRational,
  times,
  zero,
} from '../../dp/accounting/rational.js'
import type { Release, Tape } from '../../dp/gate.js'
import { mostErrors, spreadScore } from '../evidence/chance.js'
import { greatestRho } from '../evidence/oracle.js'
import { falseAlarm } from '../finding.js'

/** A release as it was: what was asked, the exact numbers, and what came out. */
export interface Recorded extends Release {
  readonly exact: Float64Array
  readonly released: Float64Array | number
}

/** A tape that writes down every release and changes nothing. */
export function recordingTape(): { readonly tape: Tape; readonly recorded: Recorded[] } {
  const recorded: Recorded[] = []
  const tape: Tape = (release, draw) => {
    const released = draw()
    recorded.push({
      ...release,
      exact: Float64Array.from(release.exact),
      released: typeof released === 'number' ? released : released.slice(),
    })
    return released
  }
  return { tape, recorded }
}

/**
 * A tape that gives out what another run released, and notes what differs from it: questions that depend on the data, and exact
 * numbers that moved further than the ledger was told; but of `strangers`, tables that have nothing in common, these may be any.
 * `exact` are those of this run.
 */
export function replayingTape(recorded: readonly Recorded[], ledgerOf: () => Ledger, strangers = false) {
  const problems: string[] = []
  const exact: Float64Array[] = []
  const tape: Tape = (release, draw) => {
    const before = recorded[exact.length]
    exact.push(Float64Array.from(release.exact))
    if (!before) {
      problems.push(`${release.name}: is asked of one table only`)
      return draw()
    }
    if (!isSameQuestion(before, release)) {
      problems.push(`${release.name}: is another question, of another size or at another price than ${before.name} of the other table`)
      return draw()
    }
    const allowed = ledgerOf().expenses[exact.length - 1]?.sensitivity
    const moved = distance(before, release)
    if (!strangers && !(allowed !== undefined && moved <= approximately(readRational(allowed)))) {
      problems.push(`${release.name}: one unit moves it by ${moved}, and ${allowed ?? 'nothing'} was declared`)
    }
    return typeof before.released === 'number' ? before.released : before.released.slice()
  }
  return { tape, problems, exact }
}

function isSameQuestion(a: Release, b: Release): boolean {
  return a.kind === b.kind && a.name === b.name && a.size === b.size && a.sensitivity === b.sensitivity && a.parameter === b.parameter
}

/** As the ledger counts: the square of the L2 distance, or the most that a score moves. Not a number where either is none. */
function distance(a: Release, b: Release): number {
  if (a.kind === 'values') return distanceOfValues(a, b)
  let sum = 0
  for (let i = 0; i < a.exact.length; i++) {
    const moved = Math.abs(a.exact[i] - b.exact[i])
    sum = a.kind === 'measure' ? sum + moved * moved : Math.max(sum, moved)
  }
  return sum
}

function distanceOfValues(a: Release, b: Release): number {
  const [before, after] = [a, b].map(({ values = [], exact }) => new Map(values.map((value, i) => [value, exact[i]]))) as [
    Map<string, number>,
    Map<string, number>,
  ]
  let sum = 0
  for (const value of new Set([...before.keys(), ...after.keys()])) {
    const moved = (after.get(value) ?? 0) - (before.get(value) ?? 0)
    sum += moved * moved
  }
  return sum
}

/** What was asked for: the budget, and the most rows of one unit. */
export interface Promised {
  readonly epsilon: number
  readonly delta: number
  readonly rowsPerUnit: number
}

/**
 * What the ledger and the tape of a run don't agree on, in words: what was released but not booked, or booked at another price; and
 * whether all of it together is within what was promised, by an accounting of its own.
 */
export function bookingProblems(recorded: readonly Release[], ledger: Ledger, { epsilon, delta, rowsPerUnit }: Promised): string[] {
  const { expenses } = ledger
  const problems: string[] = []
  if (expenses.length !== recorded.length) problems.push(`${recorded.length} releases, of which ${expenses.length} are booked`)
  let spent: Rational = zero
  let failing = 0
  for (const [i, release] of recorded.entries()) {
    const { kind, name, size, parameter } = release
    const due = dueFor(release, rowsPerUnit)
    spent = plus(spent, due)
    const expense = expenses[i]
    if (!expense) continue
    failing += expense.delta ?? 0
    if (expense.name !== name || (kind !== 'values' && expense.size !== size) || expense.parameter !== parameter)
      problems.push(`${name}: is booked as something else`)
    if ((kind === 'values') !== (expense.delta !== undefined && expense.delta > 0)) problems.push(`${name}: is booked without its delta`)
    if (compareRationals(costOf(expense), expense.rho) !== 0 || compareRationals(due, expense.rho) !== 0)
      problems.push(`${name}: is booked at another price`)
  }
  if (compareRationals(ledger.spent, spent) !== 0) problems.push('all releases together are booked at another price')
  if (compareRationals(ledger.spent, ledger.rho) > 0) problems.push('more was spent than there was')
  if (!(failing <= ledger.thresholds)) problems.push('thresholds spent more delta than was set aside')
  const most = greatestRho(epsilon, delta - ledger.thresholds)
  if (!(approximately(spent) <= most)) problems.push(`releases cost ${approximately(spent)} in zCDP, and what was promised allows ${most}`)
  return problems
}

/** What a release costs by what it says of one row, where a unit has so many. */
function dueFor({ kind, sensitivity, parameter }: Release, rowsPerUnit: number): Rational {
  const size = readRational(parameter)
  if (kind === 'choose') return over(times(size, size), rational(8n))
  return over(rational(BigInt(sensitivity) * BigInt(rowsPerUnit) ** 2n), times(rational(2n), size))
}

/** What of the noise in these releases is no noise of the exact mechanisms: fractions, too little or too much, or noise that was there before. */
export function noiseProblems(recorded: readonly Recorded[]): string[] {
  const problems: string[] = []
  const noises: Noise[] = []
  let [squares, cells] = [0, 0]
  for (const { kind, name, exact, released, parameter } of recorded) {
    if (kind !== 'measure' || typeof released === 'number') continue
    if (!released.every(Number.isSafeInteger)) problems.push(`${name}: released something else than whole numbers`)
    const variance = approximately(readRational(parameter))
    if (variance < leastVariance) continue
    const values = released.map((noisy, i) => noisy - exact[i])
    noises.push({ name, values, variance })
    for (const value of values) squares += (value * value) / variance
    cells += values.length
  }
  const score = cells === 0 ? 0 : spreadScore(squares / cells, cells)
  if (!(Math.abs(score) <= mostErrors)) problems.push(`noise has ${(squares / cells).toFixed(3)} of the variance that was paid for`)
  return [...problems, ...repeatedNoise(noises)]
}

interface Noise {
  readonly name: string
  readonly values: Float64Array
  readonly variance: number
}

/** Noise narrower than that is alike too often by chance. */
const leastVariance = 6

/**
 * Noise that comes up again, forwards or backwards, with either sign, anywhere in any of the releases: stretches so long that chance doesn't
 * make two of them alike.
 */
function repeatedNoise(noises: readonly Noise[]): string[] {
  const all = noises.flatMap(({ values }) => [...values])
  const least = noises.reduce((narrowest, { variance }) => Math.min(narrowest, variance), Number.POSITIVE_INFINITY)
  // Two draws are alike but for their sign with probability 1 / sqrt(pi variance), about; every stretch is compared with every other, both ways.
  const alike = 1 / Math.sqrt(Math.PI * least)
  const length = Math.ceil((2 * Math.log(all.length + 1) + Math.log(2 / falseAlarm)) / -Math.log(alike))
  const owners = noises.flatMap(({ name, values }) => new Array<string>(values.length).fill(name))
  const seen = new Map<string, number>()
  for (let start = 0; start + length <= all.length; start++) {
    const stretch = all.slice(start, start + length).map(Math.abs)
    const before = seen.get(stretch.join()) ?? seen.get(stretch.reverse().join())
    if (before !== undefined) return [`${owners[start]}: has the noise of ${owners[before]}`]
    seen.set(stretch.reverse().join(), start)
  }
  return []
}
