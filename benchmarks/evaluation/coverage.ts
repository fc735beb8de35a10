import type { Pool } from '../../src/models/synthesizer.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { plantedSchema, plantedTable } from './planted.js'

/** By how many draws of real rows their intervals stand on. */
const chosen = {
  many: ['missing-rates', 'marginal-shape', 'marginal-distance', 'pair-contingency', 'pair-association', 'pair-information'],
  few: ['triples', 'mmd', 'prdc', 'conditional-agreement', 'c2st', 'pmse'],
} as const

/** How often the 95 % interval of the skill of real rows covers 1, by metric. Prints a table; returns the bars. */
export async function benchCoverage(runs: number, rows: number, pool: Pool): Promise<Bar[]> {
  const names = [...chosen.many, ...chosen.few]
  const counts = new Map(names.map((name) => [name as string, { covered: 0, below: 0, runs: 0 }]))
  for (let run = 0; run < runs; run++) {
    const [training, holdout, synthetic] = [0, 1, 2].map((part) => plantedTable(rows, 10 * run + part)) as [Real, Real, Real]
    const { scores } = await library.evaluate({ training, holdout, synthetic }, { schema: plantedSchema, metrics: names, seed: run, pool })
    for (const { metric, skillInterval } of scores) {
      const count = counts.get(metric)
      if (!count || !skillInterval) continue
      count.runs++
      if (skillInterval[1] < 1) count.below++
      else if (skillInterval[0] <= 1) count.covered++
    }
  }
  const percent = (count: number, of: number) => (of === 0 ? '' : ((100 * count) / of).toFixed(1))
  const cells = [...counts].map(([name, { covered, below, runs: n }]) => [
    ...[name, `${n}`, percent(covered, n), percent(below, n), percent(n - covered - below, n)],
  ])
  console.log(`\nHow often the 95 % interval of the skill of ${rows} real rows covers 1, in % of ${runs} seeds:\n`)
  console.log(textTable(['metric', 'seeds', 'covers 1', 'all below', 'all above'], cells))
  const total = [...counts.values()].reduce((sum, own) => ({ covered: sum.covered + own.covered, runs: sum.runs + own.runs }), {
    ...{ covered: 0, runs: 0 },
  })
  const value = (100 * total.covered) / total.runs
  const shared = {
    what: 'intervals of real rows that cover 1',
    measured: `${total.covered} of ${total.runs}`,
    value,
    unit: ' %',
    digits: 1,
  }
  return [
    { ...shared, limit: 92, sense: 'at least' },
    { ...shared, limit: 98, sense: 'at most' },
  ]
}

type Real = ReturnType<typeof plantedTable>
