import { compilePredicate } from '../../constraints/compile.js'
import type { Expression } from '../../constraints/language/expression.js'
import { ConstraintError } from '../../errors.js'
import { mix, permuteIndex } from '../../random/permutation.js'
import { createRng, type Rng } from '../../random/rng.js'
import type { Column, NumberColumn } from '../../table/column.js'
import type { ColumnSchema } from '../../table/schema.js'
import { sequenceKeyOf } from '../../table/sequence-keys.js'
import { concatTables, Table } from '../../table/table.js'
import { settleGrids } from '../grids.js'
import { loadedModel } from '../loaded.js'
import { completeRows, type Numbering } from '../made-anew/complete-rows.js'
import type { FakeLists } from '../made-anew/fakes.js'
import { putTogether } from '../relations/decode.js'
import { fromShares } from '../scales.js'
import { settleForms } from '../settle-forms.js'
import type { FittedModel } from '../synthesizer.js'
import { deriveColumn } from './derive.js'
import { modelledSchema } from './layout.js'
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

/** Blocks without one row that satisfies the condition, after which it counts as impossible. */
const fruitlessBlocks = 500

/** A law of rows: a model, conditioned or not, and what its rows must satisfy. */
export interface RowLaw {
  readonly model: FittedModel
  /** Rows that don't satisfy it are drawn again. */
  readonly where?: Expression
  /** Rows that do satisfy it are drawn again. */
  readonly unless?: Expression
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
  return completed(sampler, rows, block * blockUnits(sampler.model)).slice(units.starts[start] as number, units.starts[start + count])
}

/** The rows of one piece without what is made anew. */
export function drawnPiece(sampler: Sampler, { block, start, count }: Piece): Table {
  const { table, starts } = unitsOf(sampler, block, start + count)
  return table.slice(starts[start] as number, starts[start + count])
}

/** Rows that were drawn, with what is made anew; the first is unit `first` of the run. */
function completed(sampler: Sampler, rows: Table, first: number): Table {
  return completeRows(sampler, rows, numbering(rows, sampler.model, first))
}

/** Units of a block: at least the first `needed`. */
function unitsOf(sampler: Sampler, block: number, needed: number): Units {
  const { model, where, unless, mixed, seed } = sampler
  if (mixed) return mixedUnits(mixed, sampler, block)
  if (where || unless) return acceptedUnits(sampler, [seed, block], needed)
  return learnedUnits(model, createRng(seed, block))
}

/** A run in which exact numbers of rows follow each of several laws, at places that the seed shuffles. */
interface MixedRun {
  readonly laws: readonly RowLaw[]
  /** Units of each law in the whole run. */
  readonly counts: Int32Array
}

/** The law of each unit from `first` to `to`: that of its place in a shuffle of the run, so that no block needs another one. */
function lawsOfUnits({ counts }: MixedRun, seed: number, first: number, to: number): Int32Array {
  const ends: number[] = []
  for (const count of counts) ends.push((ends.at(-1) ?? 0) + count)
  const total = ends.at(-1) ?? 0
  return Int32Array.from({ length: to - first }, (_, i) => {
    const place = permuteIndex(first + i, total, mix(0, seed, shuffleRound))
    return ends.findIndex((end) => place < end)
  })
}

/** Keeps the shuffle of laws apart from those of keys. */
const shuffleRound = 11

/** All units of a block of a mixed run. */
function mixedUnits(mixed: MixedRun, { model, seed }: Sampler, block: number): Units {
  const size = blockUnits(model)
  const total = mixed.counts.reduce((a, b) => a + b, 0)
  const laws = lawsOfUnits(mixed, seed, block * size, Math.min(total, (block + 1) * size))
  const parts: Table[] = []
  const starts: number[] = []
  const placeOf: number[] = []
  let rows = 0
  mixed.laws.forEach((law, i) => {
    const needed = laws.reduce((count, own) => (own === i ? count + 1 : count), 0)
    if (needed === 0) return
    const units = acceptedUnits(law, [seed, block, i], needed, needed)
    placeOf[i] = starts.length
    for (let unit = 0; unit < needed; unit++) starts.push(rows + (units.starts[unit] as number))
    const end = units.starts[needed] as number
    parts.push(numberedAfter(units.table.slice(0, end), i * 2 ** 32, model))
    rows += end
  })
  const positions: number[] = []
  for (const law of laws) {
    const unit = placeOf[law] as number
    placeOf[law] = unit + 1
    for (let row = starts[unit] as number; row < (starts[unit + 1] ?? rows); row++) positions.push(row)
  }
  const table = concatTables(parts).take(positions)
  return { table, starts: startsOf(table, model) }
}

/** Rows without what is made anew. Unit i, a row or a sequence, is row `starts[i]` to `starts[i + 1] - 1`. */
interface Units {
  readonly table: Table
  readonly starts: Int32Array
}

/**
 * The first units, at least `needed`, all rows of which satisfy the law, in the order in which they are drawn from the streams that begin with `path`.
 * Whole blocks are drawn, or, if `first` says so, that many units and then as many as are likely to do.
 */
function acceptedUnits(law: RowLaw, path: readonly number[], needed: number, first = Number.POSITIVE_INFINITY): Units {
  const { model } = law
  const whole = blockUnits(model)
  const accepts = acceptanceOf(law)
  const parts: Table[] = []
  let [found, drawn] = [0, 0]
  for (let attempt = 0; found < needed; attempt++) {
    if (found === 0 && drawn >= fruitlessBlocks * whole) throw fruitless(model, drawn)
    const likely = drawn === 0 ? first : found === 0 ? whole : (1.1 * (needed - found) * drawn) / found
    const size = Math.min(whole, Math.max(fewestUnits, Math.ceil(likely)))
    const { table, starts } = learnedUnits(model, createRng(...path, attempt), size)
    drawn += size
    const verdicts = accepts(table)
    const positions: number[] = []
    for (let unit = 0; unit < starts.length - 1; unit++) {
      const [from, to] = [starts[unit] as number, starts[unit + 1] as number]
      let satisfied = 0
      while (from + satisfied < to && verdicts[from + satisfied] === 1) satisfied++
      if (satisfied < to - from) continue
      for (let row = from; row < to; row++) positions.push(row)
      found++
    }
    if (positions.length > 0) parts.push(numberedAfter(table.take(positions), parts.length * blockRows, model))
  }
  const table = concatTables(parts)
  return { table, starts: startsOf(table, model) }
}

/** Units that are drawn at once at least. */
const fewestUnits = 64

/** 1 for each row that satisfies the law. */
function acceptanceOf({ model, where, unless }: RowLaw): (table: Table) => Uint8Array {
  const accepts = where && compilePredicate(where, model.schema)
  const refuses = unless && compilePredicate(unless, model.schema)
  return (table) => {
    const verdicts = accepts ? accepts(table) : new Uint8Array(table.rows).fill(1)
    if (refuses) for (const [row, refused] of refuses(table).entries()) if (refused) verdicts[row] = 0
    return verdicts
  }
}

function fruitless({ provenance }: FittedModel, drawn: number): ConstraintError {
  const what = provenance.sequences ? 'sequences' : 'rows'
  return new ConstraintError(
    'where',
    `none of ${drawn} ${what} satisfies the condition; loosen it, or check that the table holds such ${what}`,
  )
}

let counted = new Int32Array()

/** The numbers from 0 to `rows`, made once for all blocks. */
function upTo(rows: number): Int32Array {
  if (counted.length <= rows) counted = Int32Array.from({ length: rows + 1 }, (_, row) => row)
  return counted.subarray(0, rows + 1)
}

/** The rows with their sequences numbered on from `first`, so that those of different attempts stay apart. */
function numberedAfter(table: Table, first: number, { schema, provenance }: FittedModel): Table {
  if (!provenance.sequences) return table
  const key = sequenceKeyOf(schema)?.name
  const columns = table.columns.map((column) =>
    column.name === key ? ({ ...column, values: column.values.map((value: number) => value + first) } as Column) : column,
  )
  return new Table(columns, table.rows)
}

/** A block of what the model learned, with columns that follow from others filled in. */
function learnedUnits(model: FittedModel, rng: Rng, units = blockUnits(model)): Units {
  const synthesizer = loadedModel(model.model)
  const modelled = modelledSchema(model.schema, model.derivations, synthesizer.unit)
  const columns = new Map<string, Column>()
  let rows = units
  if (modelled.columns.length > 0) {
    const drawn = synthesizer.sampleBlock(model.state, modelled, units, rng)
    rows = drawn.rows
    for (const column of drawn.columns) columns.set(column.name, column)
  }
  fromShares(columns, model.schema)
  settleForms(columns, model.schema)
  settleGrids(columns, model.schema, rng)
  putTogether(columns, model.schema, rows)
  for (const derivation of model.derivations) {
    const like = emptyColumn(model.schema.columns.find(({ name }) => name === derivation.to) as ColumnSchema)
    columns.set(derivation.to, deriveColumn(columns.get(derivation.from) as Column, like, derivation))
  }
  const table = new Table([...columns.values()], rows)
  return { table, starts: startsOf(table, model) }
}

function startsOf(table: Table, { schema, provenance }: FittedModel): Int32Array {
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
    const from = starts[unit] as number
    for (let row = from; row < (starts[unit + 1] as number); row++) {
      units[row] = first + unit
      places[row] = (first + unit) * sequences.longest + row - from
    }
  }
  return { unitOf: (row) => units[row] as number, placeOf: (row) => places[row] as number }
}

function emptyColumn(column: ColumnSchema): Column {
  return 'levels' in column
    ? ({ name: column.name, kind: column.kind, levels: column.levels, values: new Int32Array() } as Column)
    : ({ name: column.name, kind: column.kind, values: new Float64Array() } as Column)
}
