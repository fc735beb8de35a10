import type { Statistics } from '../../encode/statistics.js'
import { tableStatistics } from '../../encode/table-statistics.js'
import { InputError, OptionError, SchemaError } from '../../errors.js'
import type { CountedTables } from '../../evaluate/counted/score-counted.js'
import { type EvaluateOptions, evaluateSamples } from '../../evaluate/engine/evaluate.js'
import type { RealTables, SyntheticTable } from '../../evaluate/engine/prepare.js'
import type { Comparison } from '../../evaluate/evaluation.js'
import { createRng } from '../../random/rng.js'
import type { SqlSource } from '../../sql/source.js'
import { isNumberKind } from '../../table/column.js'
import type { InferOptions } from '../../table/inference/infer.js'
import {
  type ColumnSchema,
  isModelled,
  newColumn,
  type Roles,
  type Schema,
  schemaColumn,
  withRoles,
  withSensitive,
} from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { completedSchema, sourceSchema } from './source-schema.js'

/** Rows of each table that metrics see which can't be computed from counts: as many as an evaluation of tables in memory looks at. */
const sampleRows = 100_000
const stream = -42

/** A table that lies elsewhere, one in memory, or what reads one into memory with the schema of the real rows. */
type Given = SqlSource | Table | ((schema: Schema) => Promise<Table>)

/** Real rows, of which at least one table lies elsewhere. */
export interface RealSources {
  readonly training: SqlSource | Table
  readonly holdout?: Given | undefined
}

/** Synthetic rows, in memory or elsewhere, and their name. */
export interface SyntheticSource extends Omit<SyntheticTable, 'table'> {
  readonly table: Given
}

/** What an evaluation of tables that lie elsewhere is told. */
export interface EvaluateSourcesOptions extends Omit<EvaluateOptions, 'schema'> {
  /** Told from the real rows where it is absent, which have to lie elsewhere then. */
  readonly schema?: Schema | undefined
  readonly roles?: Roles | undefined
  readonly kinds?: InferOptions['overrides'] | undefined
  readonly sensitive?: readonly string[]
  /** Told what the columns are and which rows were drawn, before these are compared. */
  readonly onSamples?: (schema: Schema, real: RealTables, synthetics: readonly Table[]) => void
}

/**
 * As `evaluateMany`, where tables lie elsewhere: metrics of single columns, gaps, pairs and triples by counts of all rows, all others by samples of
 * 100,000 rows at most. The evaluation says which is which. Tables in memory have been read with the schema. Nothing is closed.
 *
 * @throws SchemaError for a table that lacks columns or holds something else in them.
 */
export async function evaluateSources(
  real: RealSources,
  synthetics: readonly SyntheticSource[],
  { schema: given, roles = {}, kinds = {}, sensitive = [], onSamples, ...options }: EvaluateSourcesOptions = {},
): Promise<Comparison> {
  const { seed = 0, signal, progress } = options
  const { training, holdout } = real
  const known = given
    ? withRoles(given, roles)
    : isSource(training)
      ? await sourceSchema(training.during({ signal }), { roles, overrides: kinds })
      : undefined
  if (!known) throw new OptionError('schema', 'is needed where the real rows are a table in memory; pass the one they were read with')
  const schema = withSensitive(known, sensitive)
  if (options.unit !== undefined) schemaColumn(schema, options.unit)
  const side = async (table: Given, place: number): Promise<Side> => {
    signal?.throwIfAborted()
    progress?.(0, 'drawing samples')
    if (isSource(table)) return await sideOf(table.during({ signal }), schema, seed, place)
    const rows = typeof table === 'function' ? await table(schema) : table
    return { statistics: countedTable(rows, schema), sample: rows }
  }
  const sides = { training: await side(training, 0), holdout: holdout ? await side(holdout, 1) : null }
  const made: Side[] = []
  for (const [i, { table }] of synthetics.entries()) made.push(await side(table, 2 + i))
  const samples = { training: sides.training.sample, ...(sides.holdout && { holdout: sides.holdout.sample }) }
  onSamples?.(
    schema,
    samples,
    made.map(({ sample }) => sample),
  )
  const tables: CountedTables = {
    training: sides.training.statistics,
    holdout: sides.holdout?.statistics ?? null,
    synthetics: made.map(({ statistics }) => statistics),
  }
  return await evaluateSamples(
    samples,
    synthetics.map((own, i) => ({ ...own, table: made[i].sample })),
    { ...options, schema },
    tables,
  )
}

/** What counts the rows of a table, and some of them. */
interface Side {
  readonly statistics: Statistics
  readonly sample: Table
}

function isSource(table: Given): table is SqlSource {
  return typeof table === 'object' && 'statistics' in table
}

/** The rows of a source, read with the schema and whatever levels and values they hold beyond it. */
async function sideOf(source: SqlSource, schema: Schema, seed: number, place: number): Promise<Side> {
  if (source.rows === 0) throw new InputError(source.name, 'has no rows, so there is nothing to compare; give a table with rows')
  const lacking = schema.columns.filter((column) => isModelled(column) && !source.has(column.name)).map(({ name }) => name)
  if (lacking.length > 0) throw new SchemaError(source.name, `lacks ${lacking.join(', ')}; add them, or take them out of the schema`)
  const columns: ColumnSchema[] = schema.columns.filter(({ name }) => source.has(name))
  const own = await completedSchema(source, { ...schema, columns, dependencies: [], relations: undefined, moments: undefined })
  const key = own.columns.find(({ role }) => role === 'sequence-key')
  const statistics = source.statistics(own)
  const sample =
    key && source.rows > sampleRows
      ? await source.sequences(own, key.name, sampleRows, seed)
      : await statistics.sample(sampleRows, createRng(seed, stream, place))
  return { statistics, sample }
}

/** Counts of a table in memory, whose numbers are what they are, however many digits the schema gives them. */
function countedTable(table: Table, schema: Schema): Statistics {
  const plain = (name: string) => newColumn({ name, kind: 'numeric', nullable: true })
  const columns = schema.columns.map((column) => (isNumberKind(column.kind) ? plain(column.name) : column))
  return tableStatistics(table, { ...schema, columns })
}
