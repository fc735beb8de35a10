import type { Table as ApacheArrowTable } from 'apache-arrow'
import { OptionError, PrivacyError } from '../errors.js'
import type { ModelChoice } from '../models/model-options.js'
import { fitModel } from '../models/shell/fit.js'
import type { ElsewhereOptions } from '../models/shell/fit-elsewhere.js'
import type { FittedModel } from '../models/synthesizer.js'
import type { SqlSource } from '../sql/source.js'
import type { Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { type ImputeOptions, imputeTable } from './jobs/impute.js'
import { type ScoreOptions, scoreTable } from './jobs/queries/score.js'
import { type SampleOptions, sampleTable } from './jobs/sample.js'
import { type TableInput, toDeclaredTable, toKnownTable } from './tables/input.js'
import { tableForModel } from './tables/read-for-model.js'

/** How a table of any form is read and a model fitted to it. */
export interface FitInputOptions extends ElsewhereOptions {
  /** What the columns are; inferred where absent (not for our own tables, which come with one). */
  readonly schema?: Schema
  /** Columns that somebody will want to predict. */
  readonly target?: string | readonly string[]
  /** The column that names a row or, where its values repeat, a sequence of rows. */
  readonly key?: string
  /** The column that puts rows, or the rows of a sequence, in order. */
  readonly order?: string
}

/** What `fit` takes where the model's name is known when the program is written: its options are checked by their names. */
export type TypedFitOptions = Omit<FitInputOptions, 'model' | 'options'> & ModelChoice

/** What a cell of this type comes back as in row objects: a missing one as null, a big integer as a number or, where that loses digits, text. */
type CellOf<Cell> = Cell extends undefined ? null : Cell extends bigint ? number | string : Cell
/** Rows as a model of such rows makes them. */
export type RowOf<Row> = { [Name in keyof Row]-?: CellOf<Row[Name]> }

declare const rowType: unique symbol
/** A fitted model that knows the type of its rows. The type is the program's word: nothing checks it when a model is read from a file. */
export type ModelOf<Row> = FittedModel & { readonly [rowType]?: Row }

/**
 * A model fitted to a table: ours, an `apache-arrow` Table or an array of row objects, whose type the model's rows have; or one that lies
 * elsewhere (`sqlSource`, and in Node `openTable`), which is counted there and not closed.
 *
 * @example
 * const model = await fit([{ age: 39, job: 'cook' }, { age: 50, job: 'clerk' }], { model: 'independent', seed: 7 })
 * const rows = await sample(model, 1000, { as: 'rows' }) // { age: number; job: string }[]
 * @throws OptionError for rows without a column; FitError, PrivacyError where the model can't be fitted to them.
 */
export async function fit<Row extends object>(rows: readonly Row[], options?: TypedFitOptions): Promise<ModelOf<RowOf<Row>>>
export async function fit(input: TableInput | SqlSource, options?: TypedFitOptions): Promise<FittedModel>
export async function fit<Name extends string>(
  input: TableInput | SqlSource,
  // A name that is only known when the program runs; of one that stands in the program the options are checked.
  options: FitInputOptions & { readonly model: Name & (string extends Name ? unknown : never) },
): Promise<FittedModel>
export async function fit(
  input: TableInput | SqlSource,
  { schema, target, key, order, ...options }: FitInputOptions = {},
): Promise<FittedModel> {
  if (options.privacy && !schema) {
    throw new PrivacyError(
      'schema',
      'a private fit needs one from public knowledge: one inferred from the rows would give them away; pass it',
    )
  }
  if (Array.isArray(input) && !schema && input.every((row) => Object.keys(row).length === 0)) {
    throw new OptionError('rows', 'there is no row with a column to learn from; pass at least one, or a schema')
  }
  const roles = { target: typeof target === 'string' ? [target] : target && [...target], key, order }
  if (liesElsewhere(input)) {
    const { fitSource } = await import('./elsewhere/fit-source.js')
    return await fitSource(input, { schema, roles, ...options })
  }
  const known = options.privacy && schema ? await toDeclaredTable(input, schema, roles) : await toKnownTable(input, schema, roles)
  return fitModel(known.table, known.schema, options)
}

function liesElsewhere(input: TableInput | SqlSource): input is SqlSource {
  return 'statistics' in input && 'engine' in input
}

/** `count` new rows, as our table, as row objects or as an Arrow table. The same model, count and seed give the same rows, always. */
export async function sample(model: FittedModel, count: number, options?: SampleOptions & { readonly as?: 'table' }): Promise<Table>
export async function sample<Row = Record<string, unknown>>(
  model: ModelOf<Row>,
  count: number,
  options: SampleOptions & { readonly as: 'rows' },
): Promise<Row[]>
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
  if (as === 'rows') return (await import('../table/rows.js')).toRows(table, model.schema)
  return (await import('../io/arrow/arrow.js')).tableToArrow(table, model.schema)
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
export async function impute<Row = Record<string, unknown>>(
  model: ModelOf<Row>,
  input: TableInput,
  options: ImputeOptions & { readonly as: 'rows' },
): Promise<Row[]>
export async function impute(
  model: FittedModel,
  input: TableInput,
  { as = 'table', ...options }: ImputeOptions & { readonly as?: 'table' | 'rows' } = {},
): Promise<Table | Record<string, unknown>[]> {
  const { table, schema } = await tableForModel(input, model)
  const filled = await imputeTable(model, table, options)
  return as === 'rows' ? (await import('../table/rows.js')).toRows(filled, schema) : filled
}

/** Log density of each row under the model, in nats, -Infinity for one that it never makes; see `scoreTable`. */
export async function score(model: FittedModel, input: TableInput, options?: ScoreOptions): Promise<Float64Array> {
  const { table } = await tableForModel(input, model)
  return scoreTable(model, table, options)
}
