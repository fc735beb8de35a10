import type { Rng } from '../../random/rng.js'
import { sequenceKeyOf } from '../../table/inference/sequence-keys.js'
import type { ColumnSchema, Schema } from '../../table/schema.js'
import { concatTables, Table } from '../../table/table.js'
import { comparedColumns } from '../context.js'
import type { Writing } from '../metric.js'
import { orderedSequences } from '../metrics/sequence/sequences.js'
import { alignTables, canonicalOrder, drawPositions, finiteColumn } from '../tables/align.js'
import { type CalledTable, checkTables, uniqueKeysOf } from '../tables/check-tables.js'
import { sharedTable } from '../tables/plain-tables.js'
import type { ScoreJob, Sizes } from './score-job.js'
import { numberUnits, type UnitNumbers } from './units.js'

/** Comparing more rows than this changes no score by more than its last digits, and takes long. */
const mostRows = 50_000

/** Real rows; the holdout are those that the synthesizer never saw. */
export interface RealTables {
  readonly training: Table
  readonly holdout?: Table
}

/** Synthetic rows, and who made them. */
export interface SyntheticTable {
  readonly table: Table
  /** What to call them: a file, a model. */
  readonly name?: string
  /** The model that made them, by its name in `rowsmith models`. */
  readonly maker?: string
  /** Where it is written otherwise than the real table, as far as somebody looked. */
  readonly writing?: readonly Writing[]
}

/**
 * All that scoring needs, as plain data: the compared columns of each table, by name, in an order of rows that follows from their
 * content, cut to what is worth comparing; and the sizes of the comparisons.
 */
export function prepareJob(
  { training, holdout }: RealTables,
  synthetics: readonly SyntheticTable[],
  schema: Schema,
  seed: number,
  rng: Rng,
  unit = sequenceKeyOf(schema)?.name,
): ScoreJob {
  const columns = comparedColumns(schema)
  checkTables(called(training, holdout, synthetics), columns)
  const given = holdout ? [training, holdout] : [training]
  const tidied = tidy(given, columns, [rng.split(0, 1), rng.split(0, 2)])
  const real = tidied.map(({ table }) => table)
  const made = synthetics.map(({ table, maker, writing }) => ({
    ...{ table: tidy([table], columns, [rng.split(0, 0)])[0].table, maker, writing },
    sequences: orderedSequences(table, schema, columns),
    uniqueKeys: uniqueKeysOf(table, schema),
  }))
  const sequences = (holdout ? [training, holdout] : [training]).map((table) => orderedSequences(table, schema, columns))
  const sizes = sizesOf(
    made.map(({ table }) => table.rows),
    real.map((table) => table.rows),
  )
  return {
    ...{ schema, seed, sizes, training: sharedTable(real[0]), holdout: real[1] ? sharedTable(real[1]) : null },
    synthetics: made.map((own) => ({ ...own, table: sharedTable(own.table) })),
    sequences: sequences.every((found) => found !== null) ? sequences : [],
    uniqueKeys: uniqueKeysOf(training, schema),
    units: unitsOf(given, tidied, unit),
  }
}

/** Which real rows belong together; null where nobody says so or every row stands alone. */
function unitsOf(tables: readonly Table[], tidied: readonly Tidied[], column: string | undefined): UnitNumbers | null {
  if (column === undefined || tables.some((table) => !table.has(column))) return null
  const [training, holdout] = numberUnits(
    tables,
    column,
    tidied.map(({ positions }) => positions),
  )
  const rows = (training?.length ?? 0) + (holdout?.length ?? 0)
  const all = new Set([...(training ?? []), ...(holdout ?? [])])
  return training && all.size < rows ? { column, training, holdout: holdout ?? null } : null
}

function called(training: Table, holdout: Table | undefined, synthetics: readonly SyntheticTable[]): CalledTable[] {
  const made = synthetics.map(({ table, name }) => ({ called: name ?? 'the synthetic table', table }))
  const real = [{ called: 'the real table', table: training }]
  return [...real, ...(holdout ? [{ called: 'the holdout', table: holdout }] : []), ...made]
}

/** Rows of a table that are worth comparing, and where in it they stood. */
interface Tidied {
  readonly table: Table
  readonly positions: Int32Array
}

/** Rows are chosen before columns are made comparable: of a million, most are never copied. */
function tidy(tables: readonly Table[], columns: readonly ColumnSchema[], rngs: readonly Rng[]): Tidied[] {
  const chosen = tables.map((table, index) => {
    const compared = new Table(
      columns.map(({ name }) => finiteColumn(table.column(name))),
      table.rows,
    )
    const order = canonicalOrder(compared)
    const kept = table.rows <= 2 * mostRows ? null : drawPositions(table.rows, 2 * mostRows, rngs[index])
    const positions = kept ? kept.map((at) => order[at]) : order
    return { table: compared.take(positions), positions }
  })
  const aligned = alignTables(
    chosen.map(({ table }) => table),
    columns,
  )
  return chosen.map(({ positions }, index) => ({ table: aligned[index], positions }))
}

/**
 * The greatest sizes at which real rows can be compared with other real rows just as synthetic ones are: half of all real rows on
 * either side, or a third in each of three tables; never more than the smallest table has, but for synthetic tables without any rows.
 */
function sizesOf(synthetic: readonly number[], [training = 0, holdout]: readonly number[]): Sizes {
  const all = training + (holdout ?? 0)
  const most = Math.min(mostRows, ...synthetic.filter((rows) => rows > 0))
  const pair = Math.min(most, holdout ?? training, all < 2 ? all : Math.floor(all / 2))
  const triple = Math.min(most, holdout ?? 0, training, Math.max(1, Math.floor(all / 3)))
  return { pair, triple }
}

/** The real rows of a job, one after the other. */
export function realRows({ training, holdout }: { readonly training: Table; readonly holdout: Table | null }): Table {
  return concatTables(holdout ? [training, holdout] : [training])
}
