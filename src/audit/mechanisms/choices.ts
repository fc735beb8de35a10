import { Ledger } from '../../dp/accounting/ledger.js'
import { approximately, type Rational, rational, writeRational } from '../../dp/accounting/rational.js'
import type { Gate } from '../../dp/gate.js'
import type { Bits } from '../../dp/mechanisms/bits.js'
import { Private } from '../../dp/private.js'
import { chiSquareInWords, chiSquareOf, farOut, mostErrorsOfMany, weightsOfLogs } from '../evidence/chance.js'
import { type Finding, findingOf } from '../finding.js'
import { recurrenceIn, sequence } from './generator.js'
import type { GateUnderAudit } from './release-bounds.js'

const endless = { epsilon: 1e12, delta: 1e-9 }
/** Candidates, and how the choice among them is paid for. */
const choices: readonly { readonly candidates: number; readonly epsilon: Rational; readonly sensitivity: number; readonly rows: number }[] =
  [
    { candidates: 2, epsilon: rational(1n), sensitivity: 1, rows: 1 },
    { candidates: 3, epsilon: rational(3n), sensitivity: 1024, rows: 1 },
    { candidates: 5, epsilon: rational(3n, 4n), sensitivity: 2, rows: 3 },
    { candidates: 9, epsilon: rational(1n, 2n), sensitivity: 1, rows: 1 },
    { candidates: 20, epsilon: rational(1n), sensitivity: 2048, rows: 2 },
    { candidates: 21, epsilon: rational(2n), sensitivity: 1, rows: 1 },
    { candidates: 50, epsilon: rational(1n), sensitivity: 1, rows: 10 },
    { candidates: 120, epsilon: rational(1n, 8n), sensitivity: 1, rows: 1 },
    { candidates: 200, epsilon: rational(1n), sensitivity: 1024, rows: 1 },
  ]
/** Scores are spread so that the most likely candidate is e^2 times as likely as the least. */
const spread = 2

/** Choices among 2 to 200 candidates against the law that they are paid for: how often each comes up, wherever it stands, and in no order. */
export function auditChoices(open: GateUnderAudit, { trials, bits }: { readonly trials: number; readonly bits: Bits }): Finding[] {
  const laws = choices.map(({ candidates, epsilon, sensitivity, rows }) => {
    const gate: Gate<null> = open(new Private(null), new Ledger(endless), rows, (_, draw) => draw(), bits)
    const scale = approximately(epsilon) / (2 * sensitivity * rows)
    // In an order that has nothing to do with the score, and below zero as well as above.
    const scores = Float64Array.from({ length: candidates }, (_, i) =>
      Math.round((((i * 7 + 3) % candidates) / candidates - 1 / 2) * (spread / scale)),
    )
    const law = weightsOfLogs([...scores].map((score) => score * scale))
    const drawn = Int32Array.from(
      { length: trials },
      () => gate.choose({ name: 'choice', candidates, sensitivity, of: () => scores }, epsilon).value,
    )
    const counts = new Float64Array(candidates)
    for (const at of drawn) counts[at] += 1
    const fit = chiSquareOf(counts, law, trials)
    const problems = fit.chance > farOut ? orderProblems(drawn, law) : [chiSquareInWords(fit)]
    const what = `choice among ${candidates} at epsilon ${writeRational(epsilon)}, sensitivity ${sensitivity}, ${rows} rows per unit`
    return findingOf('gate', what, problems, chiSquareInWords(fit))
  })
  return [...laws, recurrenceFinding(open, bits)]
}

/**
 * Choices between two that are alike are bits of the words that the gate draws from: with a sensitivity and an epsilon of powers of two, every
 * so many words one. A linear generator behind the gate, seeded or not, makes a recurrence of them.
 */
function recurrenceFinding(open: GateUnderAudit, bits: Bits): Finding {
  const gate: Gate<null> = open(new Private(null), new Ledger(endless), 1, (_, draw) => draw(), bits)
  const query = { name: 'choice', candidates: 2, sensitivity: 1, of: () => [0, 0] }
  const drawn = Uint8Array.from({ length: sequence }, () => gate.choose(query, rational(1n)).value)
  const length = recurrenceIn(drawn)
  const problems = length === null ? [] : [`each follows from the ${length} before it`]
  return findingOf('gate', 'choices between two alike follow from no linear recurrence', problems, `${sequence} choices`)
}

/** Whether a choice goes with one before it: how often the same candidate comes up again, at each distance. */
function orderProblems(drawn: Int32Array, law: Float64Array): string[] {
  const share = law.reduce((sum, chance) => sum + chance * chance, 0)
  const problems: string[] = []
  for (let lag = 1; lag <= 40; lag++) {
    let same = 0
    const pairs = drawn.length - lag
    for (let i = 0; i < pairs; i++) if (drawn[i] === drawn[i + lag]) same++
    // Pairs overlap, which makes their number vary more than a binomial's: by the third moment of the law.
    const triple = law.reduce((sum, chance) => sum + chance ** 3, 0)
    const variance = share * (1 - share) + 2 * (triple - share * share)
    if (Math.abs(same - pairs * share) > mostErrorsOfMany * Math.sqrt(pairs * variance))
      problems.push(`choices go with those ${lag} before`)
  }
  return problems
}
