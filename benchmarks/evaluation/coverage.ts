import type { ScoreEntry } from '../../src/evaluate/evaluation.js'
import type { Pool } from '../../src/models/synthesizer.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { plantedSchema, plantedTable } from './planted.js'

/** By how many draws of real rows their intervals stand on: 20, 5 to 10, 3. */
const chosen = {
  many: ['missing-rates', 'marginal-shape', 'marginal-distance', 'marginal-coverage', 'decimals'],
  manyPairs: ['pair-contingency', 'pair-association', 'pair-information'],
  some: ['missing-dependence', 'triples', 'mmd'],
  few: ['prdc', 'conditional-skill', 'conditional-agreement', 'c2st', 'pmse'],
} as const
const metrics: readonly string[] = Object.values(chosen).flat()

/** What of a score of real rows tells whether its interval is right. */
type Calibrated = Pick<ScoreEntry, 'metric' | 'value' | 'skillInterval'> & { readonly ceiling: ScoreEntry['baselines']['ceiling'] }

/** How often the 95 % interval of the skill of real rows covers 1, by metric. Prints a table; returns the bars. */
export async function benchCoverage(runs: number, rows: number, pool: Pool): Promise<Bar[]> {
  const found: Calibrated[] = []
  for (let run = 0; run < runs; run++) {
    const [training, holdout, synthetic] = [0, 1, 2].map((part) => plantedTable(rows, 10 * run + part)) as [Real, Real, Real]
    const { scores } = await library.evaluate({ training, holdout, synthetic }, { schema: plantedSchema, metrics, seed: run, pool })
    found.push(...scores.map(({ metric, value, skillInterval, baselines: { ceiling } }) => ({ metric, value, skillInterval, ceiling })))
  }
  return coverageOf(found, rows, runs)
}

/** The table and the bars of scores of so many runs. */
function coverageOf(found: readonly Calibrated[], rows: number, runs: number): Bar[] {
  const counts = metrics.map((name) => countsOf(found.filter(({ metric }) => metric === name)))
  const cells = counts.map(({ n, covered, below, draws, ratio }, m) => [
    ...[
      metrics[m] as string,
      `${draws}`,
      `${n}`,
      percent(covered, n),
      percent(below, n),
      percent(n - covered - below, n),
      ratio.toFixed(2),
    ],
  ])
  console.log(
    `\nHow often the 95 % interval of the skill of ${rows} real rows covers 1, in % of the seeds that have a skill, of ${runs}:\n`,
  )
  console.log(textTable(['metric', 'draws', 'seeds', 'covers 1', 'all below', 'all above', 'spread'], cells))
  const shares = counts.map(({ n, covered }) => (100 * covered) / n)
  const [least, most] = [Math.min(...shares), Math.max(...shares)]
  const at = (share: number) => metrics[shares.indexOf(share)] as string
  const covered = counts.reduce((sum, count) => sum + count.covered, 0)
  const all = counts.reduce((sum, { n }) => sum + n, 0)
  const inAll = { what: 'intervals that cover 1, in all', measured: `${covered} of ${all}`, value: (100 * covered) / all }
  const shared = { unit: ' %', digits: 1 }
  return [
    { ...inAll, ...shared, limit: 92, sense: 'at least' },
    { ...inAll, ...shared, limit: 98, sense: 'at most' },
    { what: 'the metric that covers 1 least often', measured: at(least), value: least, ...shared, limit: 92, sense: 'at least' },
    { what: 'the metric that covers 1 most often', measured: at(most), value: most, ...shared, limit: 98, sense: 'at most' },
  ]
}

/**
 * Of one metric: intervals, those that cover 1, those below it, and how far scores of fresh rows lie from the mean of the draws (root mean
 * square) in units of what the spread of the draws says, sd sqrt(1 + 1 / n).
 */
function countsOf(own: readonly Calibrated[]) {
  const intervals = own.flatMap(({ skillInterval }) => (skillInterval ? [skillInterval] : []))
  let [apart, said] = [0, 0]
  for (const { value, ceiling } of own) {
    if (value === null || ceiling.value === null || ceiling.sd === null) continue
    apart += (value - ceiling.value) ** 2
    said += ceiling.sd ** 2 * (1 + 1 / ceiling.n)
  }
  return {
    n: intervals.length,
    covered: intervals.filter(([low, high]) => low <= 1 && high >= 1).length,
    below: intervals.filter(([, high]) => high < 1).length,
    draws: own[0]?.ceiling.n ?? 0,
    ratio: said === 0 ? 1 : Math.sqrt(apart / said),
  }
}

function percent(count: number, of: number): string {
  return of === 0 ? '' : ((100 * count) / of).toFixed(1)
}

type Real = ReturnType<typeof plantedTable>
