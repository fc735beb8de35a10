import type { Evaluation } from '../../src/evaluate/evaluation.js'
import { levels } from '../../src/evaluate/metric.js'
import { isWorse } from '../../src/evaluate/verdicts/reading.js'
import type { Pool } from '../../src/models/synthesizer.js'
import { binomialTail } from '../../src/stats/tests/binomial.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { callsSchema, callsTable } from './calls.js'
import { namingMetrics } from './named.js'
import { ordersSchema, ordersTable } from './orders.js'
import { plantedSchema, plantedTable } from './planted.js'

/** Reports on fresh rows in which something may be worse than real rows. */
const falseAlarms = 0.05
/** How improbable more alarms than those must be for a bar to be missed by chance. */
const missedByChance = 0.001

const worlds = [
  { name: 'planted', schema: plantedSchema, make: (rows: number, seed: number) => plantedTable(rows, seed) },
  { name: 'calls', schema: callsSchema, make: (rows: number, seed: number) => callsTable(rows, seed) },
  { name: 'orders', schema: ordersSchema, make: (rows: number, seed: number) => ordersTable(rows, seed) },
] as const

/**
 * How many reports on fresh rows, which have no fault, say of a line that it is worse than real rows, and how many name a column, by rows of
 * each of the three tables. Prints a table; returns the bars.
 */
export async function benchAlarms(sizes: readonly number[], runs: number, classified: boolean, pool: Pool): Promise<Bar[]> {
  const metrics = classified ? [...namingMetrics, 'c2st'] : namingMetrics
  const rows: string[][] = []
  const bars: Bar[] = []
  for (const world of worlds) {
    for (const size of sizes) {
      const evaluations: Evaluation[] = []
      for (let run = 0; run < runs; run++) evaluations.push(await onFresh(world, size, run, metrics, pool))
      const worse = evaluations.map(({ lines }) => lines.filter(({ verdict }) => isWorse(verdict)))
      const [alarms, named] = [
        worse.filter((lines) => lines.length > 0).length,
        evaluations.filter(({ shortcomings }) => shortcomings.some((shortcoming) => shortcoming.found)).length,
      ]
      const where = levels.flatMap((level) => {
        const count = worse.filter((lines) => lines.some((line) => line.level === level)).length
        return count === 0 ? [] : [`${level} ${count}`]
      })
      rows.push([world.name, size.toLocaleString('en'), `${runs}`, `${alarms}`, `${named}`, where.join(', ')])
      bars.push(barOf(`${world.name}, ${size.toLocaleString('en')} rows`, alarms, runs))
    }
  }
  console.log('\nReports on fresh rows that say of a line that it is worse than real rows, and that name a column:\n')
  console.log(textTable(['world', 'rows', 'reports', 'worse', 'named', 'where'], rows))
  return bars
}

async function onFresh(
  { schema, make }: (typeof worlds)[number],
  rows: number,
  run: number,
  metrics: string[],
  pool: Pool,
): Promise<Evaluation> {
  const seed = 7_000_000 + 1000 * run + rows
  const tables = { training: make(rows, 3 * seed), holdout: make(rows, 3 * seed + 1), synthetic: make(rows, 3 * seed + 2) }
  return library.evaluate(tables, { schema, metrics, seed: run, pool })
}

/** At most as many alarms as come by chance, once in a thousand runs of the benchmark, where 5 in 100 reports have one. */
function barOf(what: string, alarms: number, runs: number): Bar {
  let most = 0
  while (binomialTail(most + 1, runs, falseAlarms) > missedByChance) most++
  return { what: `false alarms: ${what}`, measured: `${alarms} of ${runs}`, value: alarms / runs, limit: most / runs, sense: 'at most' }
}
