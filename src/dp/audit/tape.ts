import type { Release, Tape } from '../gate.js'
import type { Ledger } from '../ledger.js'
import { approximately, compare, readRational } from '../rational.js'
import { costOf } from './check-record.js'

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
 * numbers that moved further than the ledger was told. `exact` are those of this run.
 */
export function replayingTape(recorded: readonly Recorded[], ledgerOf: () => Ledger) {
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
    if (allowed === undefined || !(moved <= approximately(readRational(allowed)))) {
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
    const moved = Math.abs((a.exact[i] as number) - (b.exact[i] as number))
    sum = a.kind === 'measure' ? sum + moved * moved : Math.max(sum, moved)
  }
  return sum
}

function distanceOfValues(a: Release, b: Release): number {
  const [before, after] = [a, b].map(({ values = [], exact }) => new Map(values.map((value, i) => [value, exact[i] as number]))) as [
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

/** What the ledger and the tape of a run don't agree on, in words: what was released but not booked, or booked at another price. */
export function bookingProblems(recorded: readonly Release[], ledger: Ledger): string[] {
  const { expenses } = ledger
  const problems: string[] = []
  if (expenses.length !== recorded.length) problems.push(`${recorded.length} releases, of which ${expenses.length} are booked`)
  for (const [i, { name, size, parameter }] of recorded.entries()) {
    const expense = expenses[i]
    if (!expense) continue
    if (expense.name !== name || (expense.delta === undefined && expense.size !== size) || expense.parameter !== parameter)
      problems.push(`${name}: is booked as something else`)
    if (compare(costOf(expense), expense.rho) !== 0) problems.push(`${name}: is booked at another price`)
  }
  if (compare(ledger.spent, ledger.rho) > 0) problems.push('more was spent than there was')
  return problems
}

/** What of the noise in these releases is no noise of the exact mechanisms: fractions, or the same noise twice. */
export function noiseProblems(recorded: readonly Recorded[]): string[] {
  const problems: string[] = []
  const seen = new Map<string, string>()
  for (const { name, exact, released, parameter } of recorded) {
    if (typeof released === 'number') continue
    if (!released.every(Number.isSafeInteger)) problems.push(`${name}: released something else than whole numbers`)
    // What is released above a threshold is letters, not numbers with noise.
    if (exact.length < compared || approximately(readRational(parameter)) < leastVariance) continue
    const key = Array.from({ length: compared }, (_, i) => (released[i] as number) - (exact[i] as number)).join()
    const before = seen.get(key)
    if (before !== undefined) problems.push(`${name}: has the noise of ${before}`)
    seen.set(key, name)
  }
  return problems
}

/** Numbers of two releases that are compared, where noise is wide: eight of that variance come up twice in 3e-8 of all cases. */
const compared = 8
const leastVariance = 6
