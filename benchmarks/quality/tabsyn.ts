import { join } from 'node:path'
import type { Bar } from '../support/bar.js'
import { textTable } from '../support/text-table.js'
import { runPython } from './python.js'
import { mean, meanAndSpread } from './report.js'
import { writeSynthetic } from './rows.js'

/** The tables of the protocol that can be had, and what is expected of sequential trees at their closest: errors in %, AUC or RMSE. */
const tables = [
  { name: 'adult', shape: 0.45, trend: 1.15, mle: 0.92 },
  { name: 'default', shape: 0.65, trend: 1.1, mle: 0.76 },
  { name: 'magic', shape: 0.75, trend: 0.7, mle: 0.936 },
  { name: 'beijing', shape: 0.75, trend: 1.7, mle: 0.6, isError: true },
] as const

const digits = { shape: 2, trend: 2, mle: 3 } as const
const measures = ['shape', 'trend', 'mle'] as const

type TabsynScore = Readonly<Record<(typeof measures)[number], number>>

/** The protocol of TabSyn on its own splits (see tabsyn.py), at fidelity high. Prints a table; returns the bars. */
export async function benchTabsyn(seeds: readonly number[], quick: boolean, scratch: string): Promise<Bar[]> {
  const data = process.env.ROWSMITH_BENCH_DATA
  if (!data) throw new Error('benchmarks: set ROWSMITH_BENCH_DATA to the folder that holds adult-train.csv, magic.data and so on')
  const rows: string[][] = []
  const bars: Bar[] = []
  for (const expected of tables) {
    const scores = await scoreTable(expected.name, data, seeds, quick, scratch)
    const values = (name: (typeof measures)[number]): number[] => scores.map((score) => score[name])
    rows.push([expected.name, ...measures.map((name) => meanAndSpread(values(name), digits[name]))])
    for (const name of measures) {
      bars.push({
        what: `sequential-trees, fidelity high, TabSyn protocol, ${expected.name}: ${name}`,
        measured: meanAndSpread(values(name), digits[name]),
        value: mean(values(name)),
        limit: expected[name],
        sense: name === 'mle' && !('isError' in expected) ? 'at least' : 'at most',
        digits: digits[name],
      })
    }
  }
  console.log(`\n${textTable(['TabSyn protocol, fidelity high', ...measures], rows)}`)
  return bars
}

async function scoreTable(name: string, data: string, seeds: readonly number[], quick: boolean, scratch: string): Promise<TabsynScore[]> {
  const folder = join(scratch, `tabsyn-${name}`)
  const { target, categorical } = runPython<{ target: string; categorical: string[] }>('tabsyn.py', [
    'split',
    ...['--name', name, '--data', data, '--out', folder],
  ])
  const scores: TabsynScore[] = []
  for (const seed of seeds) {
    const output = join(folder, `${seed}.csv`)
    const model = { model: 'sequential-trees', options: { fidelity: 'high' }, audit: false }
    await writeSynthetic({ training: join(folder, 'train.csv'), target, categorical, ...model, seed, output })
    const args = ['score', '--name', name, '--split', folder, '--synthetic', output, ...(quick ? ['--quick'] : [])]
    scores.push(runPython<TabsynScore>('tabsyn.py', args))
  }
  return scores
}
