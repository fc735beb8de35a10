import { prepareMetric } from '../../src/evaluate/context.js'
import { permuteColumns } from '../../src/evaluate/engine/baselines.js'
import type { MetricDetail, MetricInput, MetricResult } from '../../src/evaluate/metric.js'
import { metrics } from '../../src/evaluate/metrics/index.js'
import { createRng } from '../../src/random/rng.js'
import type { Schema } from '../../src/table/schema.js'
import type { Table } from '../../src/table/table.js'

/** What a metric of the list says of these tables. */
export function score(name: string, tables: MetricInput, schema: Schema): Promise<MetricResult> {
  return scorer(tables, schema)(name)
}

/** What metrics of the list say of these tables: they share what they learn of them, as in an evaluation. */
export function scorer(tables: MetricInput, schema: Schema): (name: string) => Promise<MetricResult> {
  const { input, context } = prepareMetric(tables, { schema })
  return async (name) => {
    const metric = metrics.find((candidate) => candidate.name === name)
    if (!metric) throw new Error(`no metric ${name}`)
    return metric.compute(input, { ...context, rng: createRng(0) })
  }
}

/** The table with every column permuted by itself. */
export function permuted(table: Table, schema: Schema): Table {
  const { input, context } = prepareMetric({ training: table, synthetic: table }, { schema })
  return permuteColumns(input.synthetic, context.coding, createRng(7))
}

/** The detail of these columns, and of this part of them. */
export function detailOf({ details = [] }: MetricResult, columns: readonly string[], part?: string): MetricDetail {
  const found = details.find((detail) => detail.columns.join() === columns.join() && detail.part === part)
  if (!found) throw new Error(`no detail of ${columns.join()} ${part ?? ''}`)
  return found
}
