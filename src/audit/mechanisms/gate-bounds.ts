import { Ledger } from '../../dp/accounting/ledger.js'
import { approximately, type Rational, rational, writeRational } from '../../dp/accounting/rational.js'
import type { Bits } from '../../dp/mechanisms/bits.js'
import { Private } from '../../dp/private.js'
import { epsilonShown, rateAtMost } from '../evidence/bounds.js'
import { type Finding, falseAlarm } from '../finding.js'
import { auditChoices } from './choices.js'
import { auditNoise } from './noise.js'
import { auditReleases, type GateUnderAudit } from './release-bounds.js'
import { auditThresholds } from './thresholds.js'

export interface GateAudit {
  readonly trials: number
  readonly bits: Bits
}

const variance = rational(25n)
const epsilons = [rational(1n, 2n), rational(1n), rational(3n)]
const rowsPerUnit = 3

/**
 * The mechanisms of a gate: lower bounds on the pairs of data that are told apart most easily, against what they claim; and every noise, choice
 * and threshold against its law.
 */
export function auditGate(open: GateUnderAudit, options: GateAudit): Finding[] {
  return [
    ...[
      ['an empty cell that gets a row', 0, 1],
      ['a full cell that gets a row', 1000, 1001],
      ['a cell below zero', -5, -4],
    ].map(([what, from, to]) => auditCount(open, what as string, [from as number, to as number], options)),
    ...epsilons.flatMap((epsilon) => [auditChoice(open, epsilon, 1, options), auditTie(open, epsilon, options)]),
    auditChoice(open, rational(1n), rowsPerUnit, options),
    ...auditLaws(open, options),
  ]
}

/** The laws alone: of noise, of choices among few and many, and of values above a threshold. */
export function auditLaws(open: GateUnderAudit, { trials, bits }: GateAudit): Finding[] {
  return [
    ...auditNoise(open, { bits }),
    ...auditChoices(open, { trials: Math.ceil(trials / 2), bits }),
    ...auditThresholds(open, { trials: Math.ceil(trials / 4), bits }),
  ]
}

function auditCount(open: GateUnderAudit, what: string, [from, to]: readonly [number, number], options: GateAudit): Finding {
  const recorded = {
    kind: 'measure',
    name: what,
    size: 1,
    sensitivity: 1,
    parameter: writeRational(variance),
    exact: Float64Array.of(from),
    released: Float64Array.of(from),
  } as const
  const { passed, detail } = auditReleases(open, [{ recorded, other: Float64Array.of(to), sensitivity: 1 }], options)
  return { audit: 'gate', what: `noisy count: ${what}`, passed, detail }
}

/** Two candidates of which the second is behind, and one unit moves both as far as it can: odds change most where they are long. */
function auditChoice(open: GateUnderAudit, epsilon: Rational, rows: number, options: GateAudit): Finding {
  const gap = rows * Math.ceil(4 / approximately(epsilon))
  const what = `choice at epsilon ${writeRational(epsilon)}${rows > 1 ? `, ${rows} rows per unit` : ''}`
  return choiceFinding(open, { what, epsilon, rows, from: [gap, 0], to: [gap - rows, rows] }, options)
}

/** Two candidates that change places. */
function auditTie(open: GateUnderAudit, epsilon: Rational, options: GateAudit): Finding {
  const what = `choice at epsilon ${writeRational(epsilon)}, change of places`
  return choiceFinding(open, { what, epsilon, rows: 1, from: [1, 0], to: [0, 1] }, options)
}

interface Choice {
  readonly what: string
  readonly epsilon: Rational
  readonly rows: number
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** The odds of either candidate must not change by more than e^epsilon. */
function choiceFinding(open: GateUnderAudit, { what, epsilon, rows, from, to }: Choice, { trials, bits }: GateAudit): Finding {
  const gate = open(new Private(null), new Ledger({ epsilon: 1e9, delta: 1e-9 }), rows, (_, draw) => draw(), bits)
  const secondOf = (scores: readonly number[]): number => {
    let second = 0
    for (let i = 0; i < trials; i++)
      second += gate.choose({ name: 'choice', candidates: 2, sensitivity: 1, of: () => scores }, epsilon).value
    return second
  }
  const shown = epsilonShown(
    {
      falsePositive: rateAtMost(secondOf(from), trials, falseAlarm / 2),
      falseNegative: rateAtMost(trials - secondOf(to), trials, falseAlarm / 2),
    },
    0,
  )
  const claimed = approximately(epsilon)
  return {
    audit: 'gate',
    what,
    passed: shown <= claimed,
    detail: `epsilon at least ${shown.toFixed(3)} (claimed ${claimed}) in ${trials} runs`,
  }
}
