import type { Evaluation } from '../../src/evaluate/evaluation.js'
import { falseAlarms } from '../../src/evaluate/verdicts/reading.js'
import type { Pool } from '../../src/models/synthesizer.js'
import { createRng } from '../../src/random/rng.js'
import type { Schema } from '../../src/table/schema.js'
import type { Table } from '../../src/table/table.js'
import type { Bar } from '../support/bar.js'
import { library } from '../support/library.js'
import { textTable } from '../support/text-table.js'
import { callFaults, callsSchema, callsTable } from './calls.js'
import { orderFaults, ordersSchema, ordersTable } from './orders.js'
import { faults, plantedSchema, plantedTable } from './planted.js'

/** A table with a fault, and the metrics that see it. */
interface Seen {
  readonly fault: string
  readonly by: readonly string[]
}

interface World {
  readonly name: string
  readonly schema: Schema
  readonly real: { readonly training: Table; readonly holdout: Table }
  readonly made: readonly { readonly table: Table; readonly name: string }[]
}

/**
 * Which metrics of a set see each planted fault, of those of `planted.ts`, `calls.ts` and `orders.ts`: where a metric's evidence is below its part of
 * 5 % (Bonferroni over all metrics of the set). Prints for each metric how many it sees and which of them nothing else in the set
 * sees; no bars.
 */
export async function benchFinders(set: string, rows: number, seed: number, pool: Pool): Promise<Bar[]> {
  const seen: Seen[] = []
  const took = new Map<string, number>()
  const levels = new Map<string, string>()
  for (const { name: world, schema, real, made } of worldsOf(rows, seed)) {
    const { evaluations } = await library.evaluateMany(real, made, { schema, metrics: set, seed, pool, timings: true })
    for (const [metric, milliseconds] of Object.entries(evaluations[0]?.timings?.metrics ?? {}))
      took.set(metric, (took.get(metric) ?? 0) + milliseconds / 1000)
    for (const evaluation of evaluations) {
      for (const { metric, level } of evaluation.scores) levels.set(metric, level)
      seen.push({ fault: `${world}: ${evaluation.name}`, by: findersIn(evaluation) })
    }
  }
  console.log(
    `\nMetrics of ${set} and the planted faults that they see, of ${seen.length} tables of ${rows.toLocaleString('en')} rows, one of each world without a fault:\n`,
  )
  const cells = [...levels].map(([metric, level]) => {
    const own = seen.filter(({ by }) => by.includes(metric))
    const alone = own.filter(({ by }) => by.length === 1).map(({ fault }) => fault)
    return [metric, level, `${own.length}`, alone.join('; '), (took.get(metric) ?? 0).toFixed(1)]
  })
  console.log(textTable(['metric', 'level', 'sees', 'alone', 'seconds'], cells))
  console.log(
    `\nSeen by nothing: ${seen
      .filter(({ by }) => by.length === 0)
      .map(({ fault }) => fault)
      .join('; ')}`,
  )
  console.log(`\nThe fewest metrics by which all that is seen is seen, about: ${fewest(seen).join(', ')}`)
  return []
}

function worldsOf(rows: number, seed: number): World[] {
  const realOf = (make: (seed: number) => Table) => ({ training: make(10 * seed), holdout: make(10 * seed + 1) })
  const planted = realOf((own) => plantedTable(rows, own))
  const orders = ordersTable(rows, 10 * seed + 2)
  return [
    {
      ...{ name: 'planted', schema: plantedSchema, real: planted },
      made: faults.map(({ name, what }) => ({ table: plantedTable(rows, 10 * seed + 2, name, planted.training), name: what })),
    },
    {
      ...{ name: 'calls', schema: callsSchema, real: realOf((own) => callsTable(rows, own)) },
      made: callFaults.map(({ name, what }) => ({ table: callsTable(rows, 10 * seed + 2, name), name: what })),
    },
    {
      ...{ name: 'orders', schema: ordersSchema, real: realOf((own) => ordersTable(rows, own)) },
      made: [
        { table: orders, name: 'no fault' },
        ...orderFaults.map(({ plant, what }, f) => ({ table: plant(orders, createRng(46, seed, f)), name: what })),
      ],
    },
  ]
}

function findersIn({ scores }: Evaluation): string[] {
  const judged = scores.filter(({ evidence }) => evidence !== null)
  return judged.filter(({ evidence }) => (evidence as number) < falseAlarms / judged.length).map(({ metric }) => metric)
}

/** Metrics that see all that is seen: again and again the one that sees most of what is left. */
function fewest(seen: readonly Seen[]): string[] {
  const chosen: string[] = []
  let left = seen.filter(({ by }) => by.length > 0)
  while (left.length > 0) {
    const counts = new Map<string, number>()
    for (const metric of left.flatMap(({ by }) => by)) counts.set(metric, (counts.get(metric) ?? 0) + 1)
    const [best] = [...counts].sort((a, b) => b[1] - a[1])[0] as [string, number]
    chosen.push(best)
    left = left.filter(({ by }) => !by.includes(best))
  }
  return chosen
}
