import type { Evaluation, ScoreEntry } from '../../src/evaluate/evaluation.js'
import { studentAbove, studentQuantile } from '../../src/evaluate/verdicts/student-t.js'
import type { Pool } from '../../src/models/synthesizer.js'
import { measureCloseness } from '../../src/pipeline/holdout/closeness.js'
import { binomialTail } from '../../src/stats/tests/binomial.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { type FaultLevel, faults, plantedSchema, plantedTable } from './planted.js'

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

type LookedAt = (typeof levels)[number]

/** Levels whose metrics train something for every column or on all rows. */
const costly: readonly LookedAt[] = ['conditional', 'joint']

/** Runs of n = 1,000, of n = 10,000, and of the latter those in which costly levels are looked at. */
export interface FaultRuns {
  readonly small: number
  readonly large: number
  readonly costly: number
}

/** How often each fault is found at each level, by rows of a table. Prints a table; returns the bars. */
export async function benchFaults(runs: FaultRuns, pool: Pool): Promise<Bar[]> {
  return powerOf([await countFound(1000, runs.small, runs.small, pool), await countFound(10_000, runs.large, runs.costly, pool)])
}

/** In how many runs with tables of so many rows each fault is found at each level: fault by fault, level by level. */
interface Found {
  readonly rows: number
  /** By level. */
  readonly runs: readonly number[]
  readonly counts: readonly (readonly number[])[]
}

/** The table and the bars of what was found at two sizes. */
function powerOf(sizes: readonly [Found, Found]): Bar[] {
  const percent = (found: Found, f: number, l: number) => `${Math.round(100 * shareOf(found, f, l))}`
  const rows = faults.map(({ what, lowest }, f) => [
    what,
    lowest ?? 'none',
    ...levels.map((_, l) => sizes.map((found) => percent(found, f, l)).join(' / ')),
  ])
  const runs = ['runs', '', ...levels.map((_, l) => sizes.map((found) => found.runs[l]).join(' / '))]
  const n = sizes.map((found) => found.rows.toLocaleString('en'))
  console.log(`\nShare of runs in which a fault is found, in %, at n = ${n.join(' / n = ')}:\n`)
  console.log(textTable(['fault', 'lowest level', ...levels], [...rows, runs]))
  return [...powerBars(sizes[1]), ...sizes.map(falseAlarmBar)]
}

function shareOf({ counts, runs }: Found, fault: number, level: number): number {
  return (counts[fault]?.[level] as number) / (runs[level] as number)
}

async function countFound(rows: number, runs: number, ofCostly: number, pool: Pool): Promise<Found> {
  const counts = faults.map(() => levels.map(() => 0))
  const runsOf = levels.map((level) => (costly.includes(level) ? Math.min(ofCostly, runs) : runs))
  for (let run = 0; run < runs; run++) {
    const looked = levels.filter((_, l) => run < (runsOf[l] as number))
    for (const { fault, level } of await foundIn(rows, run, looked, pool)) {
      const own = counts[faults.findIndex(({ name }) => name === fault)] as number[]
      const at = levels.indexOf(level)
      own[at] = (own[at] as number) + 1
    }
  }
  return { rows, runs: runsOf, counts }
}

/** Which faults are found at which of these levels in a run. All tables are compared with the same training and holdout rows. */
async function foundIn(rows: number, run: number, looked: readonly LookedAt[], pool: Pool) {
  const seed = 1000 * rows + 10 * run
  const [training, holdout] = [plantedTable(rows, seed), plantedTable(rows, seed + 1)]
  const made = faults.map(({ name }) => ({ table: plantedTable(rows, seed + 2, name, training), name }))
  const metrics = looked.flatMap((level) => (level === 'copies' ? [] : metricsOf[level]))
  const { evaluations } = await library.evaluateMany({ training, holdout }, made, { schema: plantedSchema, metrics, seed, pool })
  return made.flatMap(({ table, name: fault }, f) => {
    const isFound = (level: LookedAt) =>
      level === 'copies' ? holdsCopies(training, holdout, table) : isSeen(evaluations[f] as Evaluation, metricsOf[level])
    return looked.filter(isFound).map((level) => ({ fault, level }))
  })
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
  const below = error > 0 ? studentAbove((1 - skill) / error, degrees) : Number(skill >= 1)
  return [...own, below]
}

/** Whether more rows equal training rows than holdout rows, among those that equal rows of one of the two: a sign test. */
function holdsCopies(...[training, holdout, synthetic]: Parameters<typeof measureCloseness>): boolean {
  const { matchesTraining, matchesHoldout } = measureCloseness(training, holdout, synthetic)
  const rows = Math.min(rowsLookedAt, synthetic.rows)
  const [own, other] = [Math.round(matchesTraining * rows), Math.round(matchesHoldout * rows)]
  return binomialTail(own, own + other, 0.5) < falseAlarms
}

/** Every fault is found at its level with the greater number of rows. */
function powerBars(found: Found): Bar[] {
  return faults.flatMap(({ what, lowest }, f): Bar[] => {
    if (lowest === null) return []
    const level = levels.indexOf(lowest)
    const measured = `${found.runs[level]} runs`
    return [{ what: `found at its level: ${what}`, measured, value: shareOf(found, f, level), limit: 0.8, sense: 'at least' }]
  })
}

/** Below its level a fault is found no more often than nothing is. */
function falseAlarmBar(found: Found): Bar {
  const below = faults.flatMap(({ lowest }, f) => {
    const nothing = lowest === null ? levels : levels.slice(0, levels.indexOf(lowest))
    return nothing.map((_, l) => shareOf(found, f, l))
  })
  const value = below.reduce((sum, share) => sum + share, 0) / below.length
  const measured = `${below.length} levels in ${found.runs[0]} runs`
  return { what: `found where there is nothing, n = ${found.rows.toLocaleString('en')}`, measured, value, limit: 0.1, sense: 'at most' }
}
