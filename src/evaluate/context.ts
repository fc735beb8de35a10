import { createRng } from '../random/rng.js'
import type { ColumnSchema, Schema } from '../table/schema.js'
import { isModelled } from '../table/schema.js'
import { alignTables } from './align.js'
import { Coding } from './coding.js'
import { createMemo } from './memo.js'
import type { MetricContext, MetricInput } from './metric.js'

/** The columns that are compared, by name, so that no result depends on the order of columns. */
export function comparedColumns(schema: Schema): ColumnSchema[] {
  return schema.columns.filter(isModelled).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** What a metric needs to be computed on these tables: the tables with common columns and levels, and the context. */
export function prepareMetric(
  { training, synthetic, holdout }: MetricInput,
  { schema, seed = 0, signal }: { readonly schema: Schema; readonly seed?: number; readonly signal?: AbortSignal },
): { readonly input: MetricInput; readonly context: MetricContext } {
  const columns = comparedColumns(schema)
  const [real, made, fresh] = alignTables(holdout ? [training, synthetic, holdout] : [training, synthetic], columns)
  if (!real || !made) throw new RangeError('two tables give two tables')
  const coding = new Coding(fresh ? [real, made, fresh] : [real, made])
  return {
    input: { training: real, synthetic: made, ...(fresh ? { holdout: fresh } : {}) },
    context: { schema, columns, rng: createRng(seed), memo: createMemo(), coding, ...(signal ? { signal } : {}) },
  }
}
