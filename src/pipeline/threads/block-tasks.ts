import { type Imputer, imputeBlock } from '../../models/shell/impute.js'
import { blockLogDensity } from '../../models/shell/log-density.js'
import { type Piece, type Sampler, samplePiece } from '../../models/shell/sample.js'
import type { FittedModel } from '../../models/synthesizer.js'
import type { Column } from '../../table/column.js'
import { Table } from '../../table/table.js'
import type { PlainTable, TableBlock } from './tasks.js'

export function samplePieceTask(sampler: Sampler, piece: Piece): PlainTable {
  const { rows, columns } = samplePiece(sampler, piece)
  return { rows, columns }
}

export function imputeBlockTask(imputer: Imputer, { block, rows, columns }: TableBlock): PlainTable {
  const filled = imputeBlock(imputer, new Table(columns, rows), block)
  return { rows: filled.rows, columns: filled.columns }
}

export function densityBlockTask(model: FittedModel, { rows, columns }: TableBlock): Float64Array {
  return blockLogDensity(model, new Table(columns, rows))
}

/** The table in blocks of so many rows, as they travel to threads. */
export function* blocksOf(table: Table, size: number): Generator<TableBlock> {
  for (let start = 0; start < table.rows; start += size) {
    // Copied: what is sent to a thread is the whole of the buffer behind it.
    const piece = table.slice(start, Math.min(table.rows, start + size))
    const columns = piece.columns.map((column) => ({ ...column, values: column.values.slice() }) as Column)
    yield { block: start / size, rows: piece.rows, columns }
  }
}
