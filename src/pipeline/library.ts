import type { Table as ApacheArrowTable } from 'apache-arrow'
import { PrivacyError } from '../errors.js'
import { type FitOptions, fitModel } from '../models/shell/fit.js'
import type { FittedModel } from '../models/synthesizer.js'
import { toRows } from '../table/rows.js'
import type { Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { type ImputeOptions, imputeTable } from './jobs/impute.js'
import { type SampleOptions, sampleTable } from './jobs/sample.js'
import { type ScoreOptions, scoreTable } from './jobs/score.js'
import { type TableInput, toDeclaredTable, toKnownTable } from './tables/input.js'
import { tableForModel } from './tables/read-for-model.js'

export interface FitInputOptions extends FitOptions {
  /** What the columns are; inferred where absent (not for our own tables, which come with one). */
  readonly schema?: Schema
  /** Columns that somebody will want to predict. */
  readonly target?: string | readonly string[]
  /** The column that names a row. */
  readonly key?: string
}

/**
 * A model fitted to a table: ours, an `apache-arrow` Table or an array of row objects.
 *
 * @example
 * const model = await fit([{ age: 39, job: 'cook' }, { age: 50, job: 'clerk' }], { model: 'independent', seed: 7 })
 * const rows = await sample(model, 1000, { as: 'rows' })
 */
export async function fit(input: TableInput, { schema, target, key, ...options }: FitInputOptions = {}): Promise<FittedModel> {
  if (options.privacy && !schema) {
    throw new PrivacyError(
      'schema',
      'a private fit needs one from public knowledge: one inferred from the rows would give them away; pass it',
    )
  }
  const roles = { target: typeof target === 'string' ? [target] : target && [...target], key }
  const known = options.privacy && schema ? await toDeclaredTable(input, schema, roles) : await toKnownTable(input, schema, roles)
  return fitModel(known.table, known.schema, options)
}

/** `count` new rows, as our table, as row objects or as an Arrow table. The same model, count and seed give the same rows, always. */
export async function sample(model: FittedModel, count: number, options?: SampleOptions & { readonly as?: 'table' }): Promise<Table>
export async function sample(
  model: FittedModel,
  count: number,
  options: SampleOptions & { readonly as: 'rows' },
): Promise<Record<string, unknown>[]>
export async function sample(
  model: FittedModel,
  count: number,
  options: SampleOptions & { readonly as: 'arrow' },
): Promise<ApacheArrowTable>
export async function sample(
  model: FittedModel,
  count: number,
  { as = 'table', ...options }: SampleOptions & { readonly as?: 'table' | 'rows' | 'arrow' } = {},
): Promise<Table | Record<string, unknown>[] | ApacheArrowTable> {
  const table = await sampleTable(model, count, options)
  if (as === 'table') return table
  return as === 'rows' ? toRows(table, model.schema) : (await import('../io/arrow.js')).tableToArrow(table, model.schema)
}

/**
 * The table with its missing cells drawn from the model, as our table or as row objects; see `imputeTable`. Draws 1, 2, ... are independent of
 * each other: several of them show how uncertain the filled cells are.
 *
 * @example
 * const model = await fit([{ age: 39, job: 'cook' }, { age: null, job: 'clerk' }, { age: 50, job: 'cook' }], { model: 'independent' })
 * const rows = await impute(model, [{ age: null, job: 'cook' }], { as: 'rows', draw: 2 })
 */
export async function impute(model: FittedModel, input: TableInput, options?: ImputeOptions & { readonly as?: 'table' }): Promise<Table>
export async function impute(
  model: FittedModel,
  input: TableInput,
  options: ImputeOptions & { readonly as: 'rows' },
): Promise<Record<string, unknown>[]>
export async function impute(
  model: FittedModel,
  input: TableInput,
  { as = 'table', ...options }: ImputeOptions & { readonly as?: 'table' | 'rows' } = {},
): Promise<Table | Record<string, unknown>[]> {
  const { table, schema } = await tableForModel(input, model)
  const filled = await imputeTable(model, table, options)
  return as === 'rows' ? toRows(filled, schema) : filled
}

/** Log density of each row under the model, in nats, -Infinity for one that it never makes; see `scoreTable`. */
export async function score(model: FittedModel, input: TableInput, options?: ScoreOptions): Promise<Float64Array> {
  const { table } = await tableForModel(input, model)
  return scoreTable(model, table, options)
}
