import type { Evaluation } from '../../src/evaluate/evaluation.js'
import { isWorse } from '../../src/evaluate/verdicts/reading.js'
import type { Pool } from '../../src/models/synthesizer.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { callFaults, callsSchema, callsTable } from './calls.js'

/** What names faults: all that is quick, and what looks into gaps, groups, triples and rows nearby. */
export const namingMetrics = [
  'fast',
  'missing-dependence',
  'pair-rules',
  'subgroups',
  'group-ranges',
  'group-effects',
  'triples',
  'near-copies',
]

/** What a report says of a table with a fault. */
export interface Named {
  /** Whether a line of the summary is worse than real rows. */
  readonly found: boolean
  /** Whether a finding says what it is, and of which column. */
  readonly named: boolean
  /** Whether anything is named at all. */
  readonly any: boolean
}

/** What reports say of tables of calls with each fault, all compared with the same training and holdout rows. */
export async function namedIn(rows: number, seed: number, pool?: Pool): Promise<Named[]> {
  const made = callFaults.map(({ name }) => ({ table: callsTable(rows, seed + 2, name), name }))
  const real = { training: callsTable(rows, seed), holdout: callsTable(rows, seed + 1) }
  const options = { schema: callsSchema, metrics: namingMetrics, seed, ...(pool ? { pool } : {}) }
  const { evaluations } = await library.evaluateMany(real, made, options)
  return callFaults.map(({ named }, f) => {
    const { lines, shortcomings } = evaluations[f] as Evaluation
    const findings = shortcomings.flatMap((shortcoming) => shortcoming.findings)
    return {
      found: lines.some(({ verdict }) => isWorse(verdict)),
      named: named !== null && findings.some(({ text }) => named.test(text)),
      any: findings.length > 0,
    }
  })
}

/** How often each fault of single columns, groups and repeats shows in the summary, and is named. Prints a table; returns the bars. */
export async function benchNamed(runs: number, rows: number, pool: Pool): Promise<Bar[]> {
  const all: Named[][] = []
  for (let run = 0; run < runs; run++) all.push(await namedIn(rows, 100 * run + 1, pool))
  const count = (fault: number, is: (named: Named) => boolean) => all.filter((run) => is(run[fault] as Named)).length
  console.log(`\nFaults planted into ${rows.toLocaleString('en')} calls, in ${runs} runs: shown in the summary, and named as they are:\n`)
  const cells = callFaults.map(({ what, named }, f) => [
    what,
    `${count(f, ({ found }) => found)}`,
    named === null ? '' : `${count(f, (own) => own.named)}`,
  ])
  console.log(textTable(['fault', 'shown', 'named'], cells))
  const bars = callFaults.flatMap(({ what, named }, f): Bar[] =>
    named === null
      ? []
      : [
          {
            what: `named: ${what}`,
            measured: `${runs} runs`,
            value: count(f, (own) => own.found && own.named) / runs,
            limit: 0.8,
            sense: 'at least',
          },
        ],
  )
  return bars
}
