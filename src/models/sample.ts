import { compilePredicate } from '../constraints/compile.js'
import type { Expression } from '../constraints/expression.js'
import { ConstraintError } from '../errors.js'
import { mix } from '../random/permutation.js'
import { createRng, type Rng } from '../random/rng.js'
import { type CodeColumn, type Column, isMissing } from '../table/column.js'
import type { ColumnSchema, TextSchema } from '../table/schema.js'
import { concatTables, Table } from '../table/table.js'
import { deriveColumn } from './derive.js'
import { findModel } from './index.js'
import { createKeyMaker, createTextMaker, type KeyMaker } from './keys.js'
import { isMadeAnew, modelledSchema } from './layout.js'
import type { FittedModel } from './synthesizer.js'

/** Rows of a block: the unit in which rows are made. Row r of a run is row r % blockRows of block ⌊r / blockRows⌋, whoever makes it. */
export const blockRows = 4096

/** Blocks without one row that satisfies the condition, after which it counts as impossible. */
const fruitlessBlocks = 500

/** A model and what its rows must satisfy: all that is needed to make any block of a run. */
export interface Sampler {
  readonly model: FittedModel
  readonly seed: number
  /** Rows that don't satisfy it are drawn again. */
  readonly where?: Expression
}

/** A piece of the run: `count` rows from row `start` of the block on. */
export interface Piece {
  readonly block: number
  readonly start: number
  readonly count: number
}

/** The pieces that rows `from` (included) to `to` (excluded) of a run are made of. */
export function* piecesOf(from: number, to: number): Generator<Piece> {
  for (let row = from; row < to; ) {
    const block = Math.floor(row / blockRows)
    const start = row - block * blockRows
    const count = Math.min(blockRows - start, to - row)
    yield { block, start, count }
    row += count
  }
}

/** The rows of one piece. Pure: the same piece of the same run gives the same rows in any thread. */
export function samplePiece(sampler: Sampler, { block, start, count }: Piece): Table {
  const rows = sampler.where
    ? acceptedRows(sampler, sampler.where, block, start + count)
    : learnedRows(sampler.model, createRng(sampler.seed, block))
  return completeRows(sampler, rows.slice(start, start + count), block * blockRows + start)
}

/** The first `needed` rows of the block that satisfy the condition, in the order in which they are drawn. */
function acceptedRows({ model, seed }: Sampler, where: Expression, block: number, needed: number): Table {
  const accepts = compilePredicate(where, model.schema)
  const parts: Table[] = []
  let found = 0
  for (let attempt = 0; found < needed; attempt++) {
    if (found === 0 && attempt === fruitlessBlocks) {
      throw new ConstraintError(
        'where',
        `none of ${fruitlessBlocks * blockRows} rows satisfies the condition; loosen it, or check that the table holds such rows`,
      )
    }
    const drawn = learnedRows(model, createRng(seed, block, attempt))
    const verdicts = accepts(drawn)
    const positions: number[] = []
    for (let i = 0; i < drawn.rows; i++) if (verdicts[i] === 1) positions.push(i)
    if (positions.length === 0) continue
    parts.push(drawn.take(positions))
    found += positions.length
  }
  return concatTables(parts)
}

/** A block of what the model learned, with derived columns filled in. */
function learnedRows(model: FittedModel, rng: Rng): Table {
  const synthesizer = findModel(model.model)
  const modelled = modelledSchema(model.schema, model.derivations)
  const columns = new Map<string, Column>()
  if (modelled.columns.length > 0) {
    for (const column of synthesizer.sampleBlock(model.state, modelled, blockRows, rng).columns) columns.set(column.name, column)
  }
  for (const derivation of model.derivations) {
    const like = emptyColumn(model.schema.columns.find(({ name }) => name === derivation.to) as ColumnSchema)
    columns.set(derivation.to, deriveColumn(columns.get(derivation.from) as Column, like, derivation))
  }
  return new Table([...columns.values()], blockRows)
}

/** All columns of the schema, in its order: keys and placeholder texts are made for the rows from unit `first` on. */
function completeRows({ model: { schema }, seed }: Sampler, rows: Table, first: number): Table {
  const columns = schema.columns.map((column, position): Column => {
    const learned = rows.has(column.name) ? rows.column(column.name) : null
    if (!isMadeAnew(column)) return column.kind === 'text' ? ({ ...learned, kind: 'text' } as Column) : (learned as Column)
    const make = valueMaker(column, seed, position)
    const values = new Int32Array(rows.rows)
    const levels: string[] = []
    for (let i = 0; i < rows.rows; i++) {
      const value = make(first + i)
      values[i] = learned && isMissing(learned, i) ? -1 : levels.push(value) - 1
    }
    return { name: column.name, kind: column.kind as CodeColumn['kind'], levels, values }
  })
  return new Table(columns, rows.rows)
}

function valueMaker(column: ColumnSchema, seed: number, position: number): KeyMaker {
  if (column.kind === 'id') return createKeyMaker(column.pattern, column.start, mix(position, seed, 0))
  return createTextMaker((column as TextSchema).words, seed, position)
}

function emptyColumn(column: ColumnSchema): Column {
  return 'levels' in column
    ? ({ name: column.name, kind: column.kind, levels: column.levels, values: new Int32Array() } as Column)
    : ({ name: column.name, kind: column.kind, values: new Float64Array() } as Column)
}
