import { prepareMetric } from '../../../src/evaluate/context.js'
import { permuteColumns } from '../../../src/evaluate/engine/baselines.js'
import type { Metric, MetricInput, MetricResult } from '../../../src/evaluate/metric.js'
import { CommonScale } from '../../../src/evaluate/tables/common-scale.js'
import { createRng, type Rng } from '../../../src/random/rng.js'
import type { Column } from '../../../src/table/column.js'
import type { Schema, SchemaInput } from '../../../src/table/schema.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import { Table } from '../../../src/table/table.js'

/** What a metric says of these tables. */
export function resultOf(metric: Metric, tables: MetricInput, schema: Schema, seed = 1): MetricResult {
  const { input, context } = prepareMetric(tables, { schema, seed })
  return metric.compute(input, context) as MetricResult
}

export function scoreOf(metric: Metric, tables: MetricInput, schema: Schema, seed = 1): number {
  return resultOf(metric, tables, schema, seed).value as number
}

export function partOf({ parts = [] }: MetricResult, name: string): number {
  return parts.find((part) => part.name === name)?.value as number
}

export function detailOf({ details = [] }: MetricResult, ...columns: string[]): number {
  return details.find((detail) => detail.columns.join() === columns.join())?.value as number
}

/** The table with each column in an order of its own. */
export function permuted(table: Table, seed = 1): Table {
  return permuteColumns(table, new CommonScale([table]), createRng(seed))
}

/** Columns made row by row: numbers, or codes of levels a, b, c ... */
export type Maker = (rng: Rng) => Readonly<Record<string, number>>

/** A table of made-up rows; NaN is missing. Names in `levels` are categorical with so many levels. */
export function made(rows: number, seed: number, maker: Maker, levels: Readonly<Record<string, number>> = {}): Table {
  const rng = createRng(seed)
  const drawn = Array.from({ length: rows }, () => maker(rng))
  return new Table(
    Object.keys(drawn[0] ?? maker(rng)).map((name): Column => {
      const values = drawn.map((row) => row[name] as number)
      const count = levels[name]
      if (count === undefined) return { name, kind: 'numeric', values: Float64Array.from(values) }
      const codes = Int32Array.from(values, (value) => (Number.isNaN(value) ? -1 : value))
      return { name, kind: 'categorical', values: codes, levels: lettersOf(count) }
    }),
    rows,
  )
}

export function schemaOf({ columns }: Table): Schema {
  return parseSchema({
    columns: columns.map(({ name, kind }, at) =>
      kind === 'categorical' ? { name, kind, levels: (columns[at] as { levels: readonly string[] }).levels } : { name, kind },
    ),
  } as SchemaInput)
}

function lettersOf(count: number): string[] {
  return Array.from({ length: count }, (_, i) => String.fromCharCode(97 + i))
}

/** Greatest distance between an empirical distribution of p-values and the uniform one. */
export function fromUniform(values: readonly number[]): number {
  const p = values.toSorted((a, b) => a - b)
  return p.reduce((most, own, i) => Math.max(most, Math.abs(own - i / p.length), Math.abs(own - (i + 1) / p.length)), 0)
}

/** What that distance exceeds with a chance of at most 1e-6 (Massart 1990). */
export function fromUniformBound(values: number): number {
  return Math.sqrt(Math.log(2e6) / (2 * values))
}
