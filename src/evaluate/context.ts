import { createRng } from '../random/rng.js'
import type { ColumnSchema, Schema } from '../table/schema.js'
import { isModelled } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { createMemo } from './memo.js'
import type { MetricContext, MetricInput } from './metric.js'
import { sequencesOf } from './metrics/sequence/sequences.js'
import { alignTables } from './tables/align.js'
import { Coding } from './tables/common-scale.js'
import { uniqueKeysOf } from './tables/unique-keys.js'

/** The columns that are compared, by name, so that no result depends on the order of columns. */
export function comparedColumns(schema: Schema): ColumnSchema[] {
  return schema.columns.filter(isModelled).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** What a metric needs to be computed on these tables: the tables with common columns and levels, and the context. */
export function prepareMetric(
  { training, synthetic, holdout }: Omit<MetricInput, 'sequences'>,
  { schema, seed = 0, signal }: { readonly schema: Schema; readonly seed?: number; readonly signal?: AbortSignal },
): { readonly input: MetricInput; readonly context: MetricContext } {
  const columns = comparedColumns(schema)
  const tables = holdout ? [training, synthetic, holdout] : [training, synthetic]
  const found = [holdout ?? training, synthetic].map((table) => sequencesOf(table, schema, columns))
  const known = found.every((sequences) => sequences !== null) ? found : []
  const aligned = alignTables([...tables, ...known.map(({ table }) => table)], columns)
  const [real, made, fresh] = aligned.slice(0, tables.length)
  if (!real || !made) throw new RangeError('two tables give two tables')
  const coding = new Coding(aligned)
  const [inLine, madeInLine] = known.map(({ starts }, i) => ({ table: aligned[tables.length + i] as Table, starts }))
  return {
    input: {
      ...{ training: real, synthetic: made, ...(fresh ? { holdout: fresh } : {}) },
      ...(inLine && madeInLine ? { sequences: { real: inLine, synthetic: madeInLine } } : {}),
    },
    context: {
      ...{ schema, columns, rng: createRng(seed), memo: createMemo(), coding, uniqueKeys: uniqueKeysOf(synthetic, schema) },
      ...(signal ? { signal } : {}),
    },
  }
}
