import { createRng, type Rng } from '../../random/rng.js'
import type { Column, NumberColumn } from '../../table/column.js'
import { sequenceKeyOf } from '../../table/inference/sequence-keys.js'
import type { ColumnSchema } from '../../table/schema.js'
import { concatTables, Table } from '../../table/table.js'
import { snapToGrids } from '../grids.js'
import { loadedModel } from '../loaded.js'
import { anewParts, calendarParts, demandsAnything, hasAnew, hasTimes, isTied, ruleParts, tieParts } from '../loaded-parts.js'
import type { Numbering } from '../made-anew/complete-rows.js'
import type { FakeLists } from '../made-anew/fakes.js'
import type { Solving } from '../relations/solve.js'
import type { Acceptor, Demands } from '../rules/acceptance.js'
import type { Evidence, FittedModel } from '../synthesizer.js'
import { drawnColumn, modelledSchema } from './layout.js'
import { sequenceStarts } from './sequence-rows.js'

/** Rows of a block of most models: the portion in which rows are made. Row r of a run is row r % b of block ⌊r / b⌋, whoever makes it (see `blockUnits`). */
export const blockRows = 4096

/** Rows of a block at most, of a model that rounds the counts of all rows of a block together. */
const mostRoundedRows = 65_536

/**
 * What a run is counted in, rows or whole sequences, of which a block holds as many as have about `blockRows` rows. A model that rounds
 * counts within a block makes as many rows in one as it learned from, within bounds: each further block rounds anew, which adds noise.
 */
export function blockUnits({ model, provenance: { rows, sequences } }: FittedModel): number {
  if (loadedModel(model).roundsCounts) return Math.max(blockRows, Math.min(mostRoundedRows, Math.round(rows)))
  return sequences ? Math.max(1, Math.min(blockRows, Math.round((blockRows * sequences.count) / rows))) : blockRows
}

/** A law of rows: a model, conditioned or not, and what its rows must satisfy. */
export interface RowLaw extends Demands {
  /** In place of the model's own: states without common rows, each with its share of the rows. */
  readonly parts?: readonly StatePart[] | undefined
}

/** A state of the model given some condition, and the share of the rows that it draws. */
export interface StatePart {
  readonly state: unknown
  readonly share: number
  /** What its rows must satisfy as the model draws them: a model may go a little beyond what it is conditioned on, where another state begins. */
  readonly within?: Evidence | undefined
  /** The column that is solved from others, so that what is computed of all comes out as wanted. */
  readonly solve?: Solving | undefined
}

/** A model and what its rows must satisfy: all that is needed to make any block of a run. */
export interface Sampler extends RowLaw {
  readonly seed: number
  /** Exact numbers of rows of several laws, which the run is mixed of. */
  readonly mixed?: MixedRun
  /** Names for columns made anew, in the language of the table; made-up words without. */
  readonly fakes?: FakeLists
}

/** A piece of the run: `count` units, rows or sequences, from unit `start` of the block on. */
export interface Piece {
  readonly block: number
  readonly start: number
  readonly count: number
}

/** The pieces that units `from` (included) to `to` (excluded) of a run are made of, in blocks of `size`. */
export function* piecesOf(from: number, to: number, size: number = blockRows): Generator<Piece> {
  for (let unit = from; unit < to; ) {
    const block = Math.floor(unit / size)
    const start = unit - block * size
    const count = Math.min(size - start, to - unit)
    yield { block, start, count }
    unit += count
  }
}

/** The rows of one piece. Pure: the same piece of the same run gives the same rows in any thread. */
export function samplePiece(sampler: Sampler, { block, start, count }: Piece): Table {
  const units = unitsOf(sampler, block, start + count)
  // Completed from the beginning of the block on, as values made anew may come back within it.
  const rows = units.table.slice(0, units.starts[start + count])
  return completed(sampler, rows, block * blockUnits(sampler.model)).slice(units.starts[start], units.starts[start + count])
}

/** The rows of one piece without what is made anew. */
export function drawnPiece(sampler: Sampler, { block, start, count }: Piece): Table {
  const { table, starts } = unitsOf(sampler, block, start + count)
  return table.slice(starts[start], starts[start + count])
}

/** Rows that were drawn, with what is made anew; the first is unit `first` of the run. */
export function completed(sampler: Sampler, rows: Table, first: number): Table {
  const { model } = sampler
  const timed = withOwnTimes(sampler, rows, first)
  if (hasAnew(model.schema)) return anewParts.loaded.completeRows(sampler, timed, numbering(rows, model, first))
  return new Table(
    model.schema.columns.map((column) => drawnColumn(column, timed)),
    rows.rows,
  )
}

/** The rows with times that no other row has, where that breaks nothing that was demanded of them. */
function withOwnTimes(sampler: Sampler, rows: Table, first: number): Table {
  const { model, mixed, seed } = sampler
  if (!model.schema.moments?.some(({ unique }) => unique) || mixed || model.provenance.sequences) return rows
  const size = blockUnits(model)
  const place = { block: Math.floor(first / size), size, rows: model.provenance.rows, seed }
  const moved = withDerived(tieParts.loaded.withDifferentTimes(rows, model.schema, place), model)
  const acceptor = acceptorFor(sampler)
  if (!acceptor) return moved
  const [before, after] = [acceptor.patternsOf(rows), acceptor.patternsOf(moved)]
  const both = concatTables([rows, moved])
  return both.take(Array.from(before, (pattern, row) => (after[row] === pattern ? rows.rows + row : row)))
}

/** Null where every row is accepted. */
export function acceptorFor(law: RowLaw): Acceptor | null {
  return demandsAnything(law) ? ruleParts.loaded.acceptorOf(law) : null
}

/** Units of a block: at least the first `needed`. */
function unitsOf(sampler: Sampler, block: number, needed: number): DrawnUnits {
  const { model, mixed, seed } = sampler
  if (mixed) return ruleParts.loaded.mixedUnits(mixed, sampler, block)
  const acceptor = acceptorFor(sampler)
  const size = blockUnits(model)
  return acceptor
    ? ruleParts.loaded.acceptedUnits(sampler, acceptor, [seed, block], needed, size)
    : learnedUnits(sampler, createRng(seed, block), size)
}

/** A run in which exact numbers of rows follow each of several laws, at places that the seed shuffles. */
export interface MixedRun {
  readonly laws: readonly RowLaw[]
  /** Units of each law in the whole run. */
  readonly counts: Int32Array
}

/** The first `count` rows of a block of a model of rows, without what is made anew. */
export function drawnRows(sampler: Sampler, block: number, count: number): Table {
  const path = [sampler.seed, block] as const
  const acceptor = acceptorFor(sampler)
  const { table } = acceptor
    ? ruleParts.loaded.acceptedUnits(sampler, acceptor, path, count, count)
    : learnedUnits(sampler, createRng(...path), count)
  return table.slice(0, count)
}

/** Rows without what is made anew. Unit i, a row or a sequence, is row `starts[i]` to `starts[i + 1] - 1`. */
export interface DrawnUnits {
  readonly table: Table
  readonly starts: Int32Array
  /** 1 for each row that is of no use, whatever is demanded of it: it lies outside of what it was drawn for. */
  readonly refused?: Uint8Array | undefined
}

let counted = new Int32Array()

/** The numbers from 0 to `rows`, made once for all blocks. */
function upTo(rows: number): Int32Array {
  if (counted.length <= rows) counted = Int32Array.from({ length: rows + 1 }, (_, row) => row)
  return counted.subarray(0, rows + 1)
}

/** So many units of what the model learned, with columns that follow from others filled in. */
export function learnedUnits({ model, parts }: RowLaw, rng: Rng, units: number): DrawnUnits {
  const synthesizer = loadedModel(model.model)
  const modelled = modelledSchema(model.schema, model.derivations, synthesizer.unit)
  const isDrawn = modelled.columns.length > 0
  const drawn =
    parts && isDrawn
      ? ruleParts.loaded.drawnOfParts(parts, units, rng, { synthesizer, model, modelled })
      : { table: isDrawn ? synthesizer.sampleBlock(model.state, modelled, units, rng) : new Table([], units) }
  const table = reconciledRows(model, drawn.table, rng)
  return { ...drawn, table, starts: startsOf(table, model) }
}

/** The rows that a model has drawn with their scales, forms, grids, open hours and whatever follows from other columns; without what is made anew. */
export function reconciledRows(model: Pick<FittedModel, 'schema' | 'derivations'>, { columns: drawn, rows }: Table, rng: Rng): Table {
  const columns = new Map(drawn.map((column) => [column.name, column]))
  const { schema, derivations } = model
  const ties = isTied(schema, derivations) ? tieParts.loaded : null
  ties?.fromShares(columns, schema)
  ties?.reconcileForms(columns, schema)
  snapToGrids(columns, schema, rng)
  if (hasTimes(schema)) calendarParts.loaded.keepToCalendar(columns, schema, rng)
  ties?.reconcileTimes(columns, schema, derivations, rng)
  ties?.assembleRelated(columns, schema, rows)
  derive(columns, model)
  if (ties?.reconcileDays(columns, schema)) derive(columns, model)
  return new Table([...columns.values()], rows)
}

/** Fills in the columns that follow from others. */
function derive(columns: Map<string, Column>, { schema, derivations }: Pick<FittedModel, 'schema' | 'derivations'>): void {
  for (const derivation of derivations) {
    const like = emptyColumn(schema.columns.find(({ name }) => name === derivation.to) as ColumnSchema)
    columns.set(derivation.to, tieParts.loaded.deriveColumn(columns.get(derivation.from) as Column, like, derivation))
  }
}

function withDerived({ columns: given, rows }: Table, model: Pick<FittedModel, 'schema' | 'derivations'>): Table {
  const columns = new Map(given.map((column) => [column.name, column]))
  derive(columns, model)
  return new Table([...columns.values()], rows)
}

export function startsOf(table: Table, { schema, provenance }: FittedModel): Int32Array {
  if (!provenance.sequences) return upTo(table.rows)
  return sequenceStarts(table.column(sequenceKeyOf(schema)?.name ?? '') as NumberColumn)
}

/** The unit of the run that each row belongs to, and a place of its own for each row, whatever the lengths of the sequences before it. */
function numbering(rows: Table, model: FittedModel, first: number): Numbering {
  const unitOfRow = (row: number): number => first + row
  const { sequences } = model.provenance
  if (!sequences) return { unitOf: unitOfRow, placeOf: unitOfRow }
  const starts = startsOf(rows, model)
  const units = new Float64Array(rows.rows)
  const places = new Float64Array(rows.rows)
  for (let unit = 0; unit < starts.length - 1; unit++) {
    const from = starts[unit]
    for (let row = from; row < starts[unit + 1]; row++) {
      units[row] = first + unit
      places[row] = (first + unit) * sequences.longest + row - from
    }
  }
  return { unitOf: (row) => units[row], placeOf: (row) => places[row] }
}

function emptyColumn(column: ColumnSchema): Column {
  return 'levels' in column
    ? ({ name: column.name, kind: column.kind, levels: column.levels, values: new Int32Array() } as Column)
    : ({ name: column.name, kind: column.kind, values: new Float64Array() } as Column)
}
