import { compilePredicate } from '../../constraints/compile.js'
import type { Expression } from '../../constraints/language/expression.js'
import { ConstraintError } from '../../errors.js'
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

/** A model and what its rows must satisfy: all that is needed to make any block of a run. */
export interface Sampler {
  readonly model: FittedModel
  readonly seed: number
  /** Rows that don't satisfy it are drawn again. */
  readonly where?: Expression
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
  const { model, where } = sampler
  const units = where ? acceptedUnits(sampler, where, block, start + count) : learnedUnits(model, createRng(sampler.seed, block))
  // Completed from the beginning of the block on, as values made anew may come back within it.
  const rows = units.table.slice(0, units.starts[start + count])
  const numbers = numbering(rows, model, block * blockUnits(model))
  return completeRows(sampler, rows, numbers).slice(units.starts[start] as number, units.starts[start + count])
}

/** Rows without what is made anew. Unit i, a row or a sequence, is row `starts[i]` to `starts[i + 1] - 1`. */
interface Units {
  readonly table: Table
  readonly starts: Int32Array
}

/** The first units of the block, at least `needed`, all rows of which satisfy the condition, in the order in which they are drawn. */
function acceptedUnits({ model, seed }: Sampler, where: Expression, block: number, needed: number): Units {
  const accepts = compilePredicate(where, model.schema)
  const parts: Table[] = []
  let found = 0
  for (let attempt = 0; found < needed; attempt++) {
    if (found === 0 && attempt === fruitlessBlocks) {
      const what = model.provenance.sequences ? 'sequences' : 'rows'
      throw new ConstraintError(
        'where',
        `none of ${fruitlessBlocks * blockUnits(model)} ${what} satisfies the condition; loosen it, or check that the table holds such ${what}`,
      )
    }
    const { table, starts } = learnedUnits(model, createRng(seed, block, attempt))
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
function learnedUnits(model: FittedModel, rng: Rng): Units {
  const synthesizer = loadedModel(model.model)
  const modelled = modelledSchema(model.schema, model.derivations, synthesizer.unit)
  const columns = new Map<string, Column>()
  let rows = blockUnits(model)
  if (modelled.columns.length > 0) {
    const drawn = synthesizer.sampleBlock(model.state, modelled, blockUnits(model), rng)
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
