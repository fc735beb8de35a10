import type { Bits } from '../bits.js'
import { Ledger } from '../ledger.js'
import { Private } from '../private.js'
import { approximately, type Rational, rational, writeRational } from '../rational.js'
import { epsilonShown, rateAtMost } from './bounds.js'
import { type Finding, falseAlarm } from './finding.js'
import { auditReleases, type GateUnderAudit } from './release-bounds.js'

export interface GateAudit {
  readonly trials: number
  readonly bits: Bits
}

const variance = rational(25n)
const epsilons = [rational(1n, 2n), rational(1n), rational(3n)]
const rowsPerUnit = 3

/** Both mechanisms of a gate on the pairs of data that are told apart most easily: lower bounds against what they claim. */
export function auditGate(open: GateUnderAudit, options: GateAudit): Finding[] {
  return [
    ...[
      ['an empty cell that gets a row', 0, 1],
      ['a full cell that gets a row', 1000, 1001],
      ['a cell below zero', -5, -4],
    ].map(([what, from, to]) => auditCount(open, what as string, [from as number, to as number], options)),
    ...epsilons.flatMap((epsilon) => [auditChoice(open, epsilon, 1, options), auditTie(open, epsilon, options)]),
    auditChoice(open, rational(1n), rowsPerUnit, options),
    auditSpread(open, options),
    auditThreshold(open, options),
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

/** A vector of one number for many: noise is as wide for each, and not less where the counts are zero. */
function auditSpread(open: GateUnderAudit, { trials, bits }: GateAudit): Finding {
  const gate = open(new Private(null), new Ledger({ epsilon: 1e9, delta: 1e-9 }), 1, (_, draw) => draw(), bits)
  const of = (): Float64Array => new Float64Array(trials)
  const noisy = gate.measure({ name: 'zeros', length: trials, squaredSensitivity: 1, of }, variance).value
  let squares = 0
  for (let i = 0; i < trials; i++) squares += (noisy[i] as number) * (noisy[i] as number)
  const ratio = squares / trials / approximately(variance)
  // A sample variance of n normal numbers has a relative standard error of sqrt(2 / n); 5.5 of them are a false alarm of 4e-8.
  const room = 5.5 * Math.sqrt(2 / trials)
  return {
    audit: 'gate',
    what: 'variance of noise on empty cells',
    passed: Math.abs(ratio - 1) <= room,
    detail: `${ratio.toFixed(4)} of what was paid for (1 ± ${room.toFixed(4)})`,
  }
}

/** Values that one row has, of a unit of several rows: none may be let through more often than delta by the number of rows. */
function auditThreshold(open: GateUnderAudit, { trials, bits }: GateAudit): Finding {
  const [delta, most] = [0.03, 0.03 / rowsPerUnit]
  const ledger = new Ledger({ epsilon: 1e9, delta: 0.5 }, 'row', delta)
  const gate = open(new Private(null), ledger, rowsPerUnit, (_, draw) => draw(), bits)
  const own = new Map(Array.from({ length: trials }, (_, i) => [`value ${i}`, 1]))
  const shown = gate.values({ name: 'values of one row', of: () => own }, variance, delta).value.length
  // Five and a half standard errors above what is allowed.
  const room = trials * most + 5.5 * Math.sqrt(trials * most)
  return {
    audit: 'gate',
    what: 'values of a single unit stay below the threshold',
    passed: shown <= room,
    detail: `${shown} of ${trials} were let through (at most ${Math.floor(room)})`,
  }
}
