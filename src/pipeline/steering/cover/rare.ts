import { quantilesIn, type TailQuantile } from '../../../constraints/language/statistics.js'
import { ConstraintError, OptionError } from '../../../errors.js'
import { loadedModel } from '../../../models/loaded.js'
import { loadForRows, ruleParts } from '../../../models/loaded-parts.js'
import { withTextsAsLevels } from '../../../models/shell/layout.js'
import { blockLogDensity } from '../../../models/shell/log-density.js'
import { blockUnits, completed, drawnPiece, type Piece, piecesOf, type Sampler } from '../../../models/shell/sample.js'
import type { FittedModel } from '../../../models/synthesizer.js'
import { isNumberColumn } from '../../../table/column.js'
import { schemaColumn } from '../../../table/schema.js'
import { concatTables, Table } from '../../../table/table.js'
import { conform } from '../../../table/typing/conform.js'
import { formatterOf } from '../../../table/typing/format.js'
import { inPlace } from '../../threads/in-place.js'
import type { PlainTable } from '../../threads/tasks.js'
import { drawPool, type Threads } from '../pool.js'
import { columnNamed } from '../weights/groups.js'

/** Rows beyond a quantile from which it is read: it is then known to a tenth of their share. */
const rowsBeyond = 100
/** Rows that a quantile is read from. */
const [fewest, most] = [2 ** 13, 2 ** 21]

function rowsFor(share: number): number {
  return Math.round(Math.min(most, Math.max(fewest, rowsBeyond / share)))
}

/** The condition with each `q(p)` replaced by the quantile that rows of this run have. */
export async function withQuantiles(text: string, sampler: Sampler, threads: Threads): Promise<string> {
  const quantiles = quantilesIn(text)
  for (const { column } of quantiles) columnNamed(column, sampler.model.schema, 'tail')
  const share = Math.min(...quantiles.map(({ level }) => Math.min(level, 1 - level)))
  const pool = await drawPool(sampler, rowsFor(share), threads)
  let written = text
  // From the end, so that places before it stay what they are.
  for (const quantile of quantiles.toReversed()) {
    written = written.slice(0, quantile.start) + quantileText(quantile, pool, sampler.model) + written.slice(quantile.end)
  }
  return written
}

function quantileText({ column: name, level }: TailQuantile, pool: Table, { schema }: FittedModel): string {
  const column = pool.has(name) ? pool.column(name) : null
  if (!column || !isNumberColumn(column)) {
    throw new ConstraintError('tail', `${name} holds no numbers or times, so that it has no quantiles; name a column of numbers`)
  }
  const values = column.values.filter((value) => !Number.isNaN(value)).sort()
  if (values.length === 0) throw new ConstraintError('tail', `${name} has no value in any row; name another column`)
  const value = values[Math.min(values.length - 1, Math.ceil(level * values.length) - 1)]
  return column.kind === 'datetime' ? JSON.stringify(formatterOf(schemaColumn(schema, name), column)(value)) : String(value)
}

/** What a thread needs to know to look for rare rows. */
interface Region {
  readonly sampler: Sampler
  /** The model that says how dense a row is: without the conditions of the run. */
  readonly model: FittedModel
  /** Rows with a log density up to this are kept. */
  readonly threshold: number
}

/** Log densities of rows that were drawn. */
function densitiesOf(rows: Table, sampler: Sampler, model: FittedModel, first: number): Float64Array {
  return blockLogDensity(model, conform(completed(sampler, rows, first), withTextsAsLevels(model.schema), { unseen: 'add' }))
}

export async function surprisingPieceTask({ sampler, model, threshold }: Region, piece: Piece): Promise<PlainTable> {
  await Promise.all([loadForRows(model, 'questions'), ruleParts.load()])
  const rows = drawnPiece(sampler, piece)
  const logs = densitiesOf(rows, sampler, model, piece.block * blockUnits(sampler.model))
  const { rows: count, columns } = rows.take(Int32Array.from(logs.keys()).filter((row) => isSurprising(logs[row], threshold)))
  return { rows: count, columns }
}

/** A row that no density is known of, as of one whose cells were rounded apart, is no rare one. */
function isSurprising(log: number, threshold: number): boolean {
  return log > Number.NEGATIVE_INFINITY && log <= threshold
}

/** About `wanted` rows, a few more, of the share of rows that the model gives the least density. */
export async function surprisingRows(
  sampler: Sampler,
  model: FittedModel,
  share: number,
  wanted: number,
  threads: Threads,
): Promise<Table> {
  if (!(share > 0 && share < 1)) throw new OptionError('surprising', `is a share of the rows, between 0 and 1 (got ${share})`)
  if (!loadedModel(model.model).logDensity) {
    throw new OptionError('surprising', `${model.model} has no density to tell rare rows by; fit another model, such as sequential-trees`)
  }
  const first = await drawPool(sampler, rowsFor(share), threads)
  const logs = densitiesOf(first, sampler, model, 0)
  const ordered = logs.filter((log) => log > Number.NEGATIVE_INFINITY).sort()
  const threshold = ordered[Math.max(0, Math.ceil(share * ordered.length) - 1)] ?? Number.NEGATIVE_INFINITY
  const { pool = inPlace, progress, signal } = threads
  const kept: Table[] = []
  let found = 0
  const pieces = piecesOf(0, Math.ceil((1.3 * wanted) / share) + fewest, blockUnits(sampler.model))
  for await (const block of pool.map<Region, Piece, PlainTable>('surprising-piece', { sampler, model, threshold }, pieces, signal)) {
    if (block.rows > 0) kept.push(new Table(block.columns, block.rows))
    found += block.rows
    progress?.(Math.min(1, found / wanted), 'looking for rare rows')
    if (found >= wanted) break
  }
  return concatTables(kept)
}
