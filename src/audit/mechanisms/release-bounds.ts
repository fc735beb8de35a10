import { Ledger } from '../../dp/accounting/ledger.js'
import { approximately, readRational } from '../../dp/accounting/rational.js'
import type { openTapedGate } from '../../dp/gate.js'
import type { Bits } from '../../dp/mechanisms/bits.js'
import { Private } from '../../dp/private.js'
import { tellApart } from '../evidence/tell-apart.js'
import { type Finding, falseAlarm } from '../finding.js'
import type { Recorded } from './tape.js'

export type GateUnderAudit = typeof openTapedGate

/** A release on two neighbouring tables. */
export interface ReleasePair {
  readonly recorded: Recorded
  /** The exact numbers of the table with one unit more. */
  readonly other: Float64Array
  /** Square of the L2 distance that the ledger was told one unit makes. */
  readonly sensitivity: number
}

/** Room for what the discrete law adds to the continuous one: measured, less than 0.05 / variance of mu. */
const discreteness = 0.05
/** For audits that spend again and again: no ledger of anything real. */
const endless = { epsilon: 1e9, delta: 1e-9 }

/**
 * How well all the noisy counts of a fit tell two neighbouring tables apart, by the likelihood ratio, against what they claim: mu^2 is the sum of
 * squared sensitivity by variance. A lower bound above the claim means less noise than was paid for.
 */
export function auditReleases(
  open: GateUnderAudit,
  pairs: readonly ReleasePair[],
  { trials, bits }: { readonly trials: number; readonly bits: Bits },
): Finding {
  const scores = [new Float64Array(trials), new Float64Array(trials)] as const
  let claimed = 0
  let least = Number.POSITIVE_INFINITY
  for (const { recorded, other, sensitivity } of pairs) {
    if (recorded.kind !== 'measure' || recorded.exact.length === 0) continue
    const variance = approximately(readRational(recorded.parameter))
    const moved = [...other.keys()].filter((i) => other[i] !== recorded.exact[i])
    const [before, after] = [moved.map((i) => recorded.exact[i]), moved.map((i) => other[i])]
    claimed += sensitivity / variance
    if (moved.length > 0) least = Math.min(least, variance)
    for (const [side, exact] of [before, after].entries()) {
      addScores(scores[side] as Float64Array, drawAgain(open, recorded, exact, trials, bits), { before, after, variance })
    }
  }
  const claim = Math.sqrt(claimed) * (1 + discreteness / least)
  const { mu } = tellApart(scores[0], scores[1], { alpha: falseAlarm, delta: 0 })
  return {
    audit: 'releases',
    what: 'all noisy counts of a fit, likelihood ratio',
    passed: mu <= claim,
    detail: `mu at least ${mu.toFixed(3)} (claimed ${claim.toFixed(3)}) in ${trials} runs`,
  }
}

/** Noisy numbers of so many runs, one after the other. */
function drawAgain(
  open: GateUnderAudit,
  { name, sensitivity, parameter }: Recorded,
  exact: readonly number[],
  trials: number,
  bits: Bits,
): Float64Array {
  const gate = open(new Private(null), new Ledger(endless), 1, (_, draw) => draw(), bits)
  const length = exact.length * trials
  const of = (): Float64Array => Float64Array.from({ length }, (_, i) => exact[i % exact.length])
  return gate.measure({ name, length, squaredSensitivity: sensitivity, of }, readRational(parameter)).value
}

interface Shift {
  readonly before: readonly number[]
  readonly after: readonly number[]
  readonly variance: number
}

/** Adds the log of how much likelier the numbers are of the second table, for Gaussian noise. */
function addScores(scores: Float64Array, noisy: Float64Array, { before, after, variance }: Shift): void {
  const cells = before.length
  for (let trial = 0; trial < scores.length; trial++) {
    let sum = 0
    for (let cell = 0; cell < cells; cell++) {
      const [from, to] = [before[cell], after[cell]]
      sum += ((to - from) * (noisy[trial * cells + cell] - (from + to) / 2)) / variance
    }
    scores[trial] += sum
  }
}
