import ln from '@stdlib/math-base-special-ln'
import { Ledger } from '../../dp/accounting/ledger.js'
import { approximately, type Rational, rational } from '../../dp/accounting/rational.js'
import type { Gate } from '../../dp/gate.js'
import type { Bits } from '../../dp/mechanisms/bits.js'
import { Private } from '../../dp/private.js'
import { isSurprising, isTooMany } from '../evidence/chance.js'
import { discreteGaussianFrom } from '../evidence/oracle.js'
import { type Finding, findingOf } from '../finding.js'
import type { GateUnderAudit } from './release-bounds.js'

/** Delta large and noise small, so that nothing hides behind the other: a threshold that is one too low shows. */
const cases: readonly { readonly variance: Rational; readonly delta: number; readonly rows: number }[] = [
  { variance: rational(1n), delta: 0.3, rows: 1 },
  { variance: rational(9n), delta: 0.1, rows: 4 },
  { variance: rational(25n), delta: 0.03, rows: 3 },
  { variance: rational(100n), delta: 0.2, rows: 20 },
  { variance: rational(401n, 3n), delta: 1e-3, rows: 7 },
]

/**
 * Values above a threshold: those of one unit alone, all its rows on one value or each on its own, come out in `delta` of all cases at most; and
 * any count comes out as often as the noise takes it over the threshold that is documented: the unit's rows, and
 * sqrt(2 variance ln(rows / delta)) rounded up.
 */
export function auditThresholds(open: GateUnderAudit, { trials, bits }: { readonly trials: number; readonly bits: Bits }): Finding[] {
  return [
    ...cases.map(({ variance, delta, rows }) => {
      const gate = (): Gate<null> =>
        open(new Private(null), new Ledger({ epsilon: 1e12, delta: 0.9 }, 'row', delta), rows, (_, draw) => draw(), bits)
      const shown = (count: number): number => {
        const own = new Map(Array.from({ length: trials }, (_, i) => [`value ${i}`, count]))
        return gate().values({ name: 'values', of: () => own }, variance, delta).value.length
      }
      return findingOf(
        'gate',
        `values above a threshold at variance ${approximately(variance).toFixed(0)}, delta ${delta}, ${rows} rows per unit`,
        [...ownProblems(shown, { delta, rows, trials }), ...lawProblems(shown, { variance, delta, rows, trials })],
        `${trials} values each`,
      )
    }),
    orderFinding(open, bits),
    freshFinding(open, { trials: Math.min(trials, 4000), bits }),
  ]
}

interface Case {
  readonly delta: number
  readonly rows: number
  readonly trials: number
}

/** One unit's rows: on one value, which may come out with probability delta, or each on its own, of which delta by their number may. */
function ownProblems(shown: (count: number) => number, { delta, rows, trials }: Case): string[] {
  return [1, Math.ceil(rows / 2), rows].flatMap((count) => {
    const most = (delta * count) / rows
    const out = shown(count)
    return isTooMany(out, trials, most) ? [`${out} of ${trials} values that one unit has ${count} times come out (${most} may)`] : []
  })
}

function lawProblems(
  shown: (count: number) => number,
  { variance, delta, rows, trials }: Case & { readonly variance: Rational },
): string[] {
  const size = approximately(variance)
  const threshold = rows + Math.ceil(Math.sqrt(2 * size * ln(rows / delta)) * (1 + 1e-9))
  return [-1, 0, 1].flatMap((spreads) => {
    const count = Math.max(0, threshold + Math.round(spreads * Math.sqrt(size)))
    const due = discreteGaussianFrom(size, threshold - count + 1)
    const out = shown(count)
    return isSurprising(out, trials, due)
      ? [`${out} of ${trials} values with a count of ${count} come out, and ${(due * trials).toFixed(0)} are due`]
      : []
  })
}

const plenty = 1000

/** In the order of their letters, whatever the order of the rows was; letters of any kind, and values alike but for their case. */
function orderFinding(open: GateUnderAudit, bits: Bits): Finding {
  const values = ['b', 'a', 'B', '10', '9', 'é', '"', '\u0000', '', 'ab', '\ud83d\ude00']
  const released = [values, [...values].reverse()].map((own) => {
    const gate: Gate<null> = open(new Private(null), new Ledger({ epsilon: 1e12, delta: 0.9 }, 'row', 0.1), 1, (_, draw) => draw(), bits)
    const of = (): Map<string, number> => new Map(own.map((value) => [value, plenty]))
    return JSON.stringify(gate.values({ name: 'values', of }, rational(1n), 0.1).value)
  })
  const problems = released.flatMap((own) => (own === JSON.stringify([...values].sort()) ? [] : [`${own} came out`]))
  return findingOf('gate', `values in the order of their letters`, problems, `${values.length} values in two orders`)
}

/** Two releases of the same counts: which values come out of the one has nothing to do with the other. */
function freshFinding(open: GateUnderAudit, { trials, bits }: { readonly trials: number; readonly bits: Bits }): Finding {
  const [variance, delta] = [25, 0.1]
  const count = 1 + Math.ceil(Math.sqrt(2 * variance * ln(1 / delta)) * (1 + 1e-9))
  const gate: Gate<null> = open(new Private(null), new Ledger({ epsilon: 1e12, delta: 0.9 }, 'row', 0.5), 1, (_, draw) => draw(), bits)
  const of = (): Map<string, number> => new Map(Array.from({ length: trials }, (_, i) => [`${i}`, count]))
  const [first, second] = [1, 2].map(() => new Set(gate.values({ name: 'values', of }, rational(25n), delta).value)) as [
    Set<string>,
    Set<string>,
  ]
  let same = 0
  for (let i = 0; i < trials; i++) if (first.has(`${i}`) === second.has(`${i}`)) same++
  const share = discreteGaussianFrom(variance, 1)
  const due = share * share + (1 - share) * (1 - share)
  const problems = isSurprising(same, trials, due) ? [`${same} of ${trials} values come out of both releases or of none`] : []
  return findingOf('gate', `two releases of values have noise of their own`, problems, `${same} of ${trials} alike by chance`)
}
