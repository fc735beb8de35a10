import type { Evaluation, ScoreEntry } from '../../src/evaluate/evaluation.js'
import { studentQuantile } from '../../src/evaluate/student-t.js'
import type { Pool } from '../../src/models/synthesizer.js'
import { measureCloseness } from '../../src/pipeline/closeness.js'
import { binomialTail } from '../../src/stats/binomial.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { type FaultLevel, faults, plantedSchema, plantedTable } from './planted.js'
import { studentTail } from './student-tail.js'

/** A few metrics a level, cheap ones. */
const metricsOf = {
  missingness: ['missing-rates', 'missing-patterns', 'missing-dependence'],
  marginal: ['marginal-shape', 'marginal-coverage', 'decimals'],
  pairwise: ['pair-contingency', 'pair-association', 'pair-rules'],
  triples: ['triples'],
  conditional: ['conditional-skill', 'conditional-agreement'],
  joint: ['c2st'],
} as const satisfies Partial<Record<FaultLevel, readonly string[]>>

const levels = [...(Object.keys(metricsOf) as (keyof typeof metricsOf)[]), 'copies'] as const

/** Tables of real rows that may be found at a level, as if they had a fault there. */
const falseAlarms = 0.05
/** Synthetic rows that `measureCloseness` looks at. */
const rowsLookedAt = 4000

/** Runs of n = 1,000 and of n = 10,000. */
export interface FaultRuns {
  readonly small: number
  readonly large: number
}

/** How often each fault is found at each level, by rows of a table. Prints a table; returns the bars. */
export async function benchFaults({ small, large }: FaultRuns, pool: Pool): Promise<Bar[]> {
  const found = [await power(1000, small, pool), await power(10_000, large, pool)] as const
  const percent = (share: number) => `${Math.round(100 * share)}`
  const rows = faults.map(({ what, lowest }, f) => [
    what,
    lowest ?? 'none',
    ...levels.map((_, l) => found.map((shares) => percent(shares[f]?.[l] as number)).join(' / ')),
  ])
  console.log(`\nShare of runs in which a fault is found, in %, at n = 1,000 / n = 10,000 (${small} / ${large} runs):\n`)
  console.log(textTable(['fault', 'lowest level', ...levels], rows))
  return barsOf(found[1], large)
}

/** The share of runs in which each fault is found at each level: fault by fault, level by level. */
async function power(rows: number, runs: number, pool: Pool): Promise<number[][]> {
  const counts = faults.map(() => levels.map(() => 0))
  for (let run = 0; run < runs; run++) {
    const seed = 1000 * rows + 10 * run
    const [training, holdout] = [plantedTable(rows, seed), plantedTable(rows, seed + 1)]
    const made = faults.map(({ name }) => ({ table: plantedTable(rows, seed + 2, name, training), name }))
    const options = { schema: plantedSchema, metrics: Object.values(metricsOf).flat(), seed, pool }
    const { evaluations } = await library.evaluateMany({ training, holdout }, made, options)
    faults.forEach((_, f) => {
      const evaluation = evaluations[f] as Evaluation
      const table = (made[f] as (typeof made)[number]).table
      levels.forEach((level, l) => {
        const own = counts[f] as number[]
        const seen = level === 'copies' ? holdsCopies(training, holdout, table) : isSeen(evaluation, metricsOf[level])
        if (seen) own[l] = (own[l] as number) + 1
      })
    })
  }
  return counts.map((own) => own.map((count) => count / runs))
}

/** Whether one of all tests of a level rejects, each at its part of the level's false alarms (Bonferroni). */
function isSeen({ scores }: Evaluation, metrics: readonly string[]): boolean {
  const tests = metrics.flatMap((metric) => testsOf(scores.find((entry) => entry.metric === metric) as ScoreEntry))
  return tests.some((p) => p < falseAlarms / tests.length)
}

/** The metric's own p, and that of a skill so far below 1, by the t variable that its interval is made with; of what there is. */
function testsOf({ skill, skillInterval, baselines, p }: ScoreEntry): number[] {
  const own = p === null ? [] : [p]
  if (skill === null || skillInterval === null) return own
  const degrees = baselines.ceiling.n - 1
  const error = (skill - skillInterval[0]) / studentQuantile(0.975, degrees)
  const below = error > 0 ? studentTail((1 - skill) / error, degrees) : Number(skill >= 1)
  return [...own, below]
}

/** Whether more rows equal training rows than holdout rows, among those that equal rows of one of the two: a sign test. */
function holdsCopies(...[training, holdout, synthetic]: Parameters<typeof measureCloseness>): boolean {
  const { matchesTraining, matchesHoldout } = measureCloseness(training, holdout, synthetic)
  const rows = Math.min(rowsLookedAt, synthetic.rows)
  const [own, other] = [Math.round(matchesTraining * rows), Math.round(matchesHoldout * rows)]
  return binomialTail(own, own + other, 0.5) < falseAlarms
}

/** Every fault is found at its level with 10,000 rows, and below it no more often than nothing is. */
function barsOf(found: readonly (readonly number[])[], runs: number): Bar[] {
  const bars = faults.flatMap(({ what, lowest }, f): Bar[] => {
    if (lowest === null) return []
    const share = found[f]?.[levels.indexOf(lowest)] as number
    return [{ what: `found at its level: ${what}`, measured: `${runs} runs`, value: share, limit: 0.8, sense: 'at least' }]
  })
  const below = faults.flatMap(({ lowest }, f) => (found[f] as number[]).slice(0, lowest === null ? undefined : levels.indexOf(lowest)))
  const wrongly = below.reduce((sum, share) => sum + share, 0) / below.length
  const measured = `${below.length} levels in ${runs} runs`
  return [...bars, { what: 'found where there is nothing', measured, value: wrongly, limit: 0.1, sense: 'at most' }]
}
