import { demandsAnything, loadForRows, ruleParts } from '../../models/loaded-parts.js'
import type { Imputer } from '../../models/shell/impute.js'
import { drawnPiece, type Piece, type Sampler, samplePiece } from '../../models/shell/sample.js'
import type { FittedModel } from '../../models/synthesizer.js'
import type { Column } from '../../table/column.js'
import { Table } from '../../table/table.js'
import type { PlainTable, TableBlock } from './tasks.js'

export async function samplePieceTask(sampler: Sampler, piece: Piece): Promise<PlainTable> {
  await loadForSampler(sampler)
  const { rows, columns } = samplePiece(sampler, piece)
  return { rows, columns }
}

export async function drawnPieceTask(sampler: Sampler, piece: Piece): Promise<PlainTable> {
  await loadForSampler(sampler)
  const { rows, columns } = drawnPiece(sampler, piece)
  return { rows, columns }
}

export async function imputeBlockTask(imputer: Imputer, { block, rows, columns }: TableBlock): Promise<PlainTable> {
  const [{ imputeBlock }] = await Promise.all([import('../../models/shell/impute.js'), loadForRows(imputer.model, 'questions')])
  const filled = imputeBlock(imputer, new Table(columns, rows), block)
  return { rows: filled.rows, columns: filled.columns }
}

export async function densityBlockTask(model: FittedModel, { rows, columns }: TableBlock): Promise<Float64Array> {
  const [{ blockLogDensity }] = await Promise.all([import('../../models/shell/log-density.js'), loadForRows(model, 'questions')])
  return blockLogDensity(model, new Table(columns, rows))
}

async function loadForSampler(sampler: Sampler): Promise<void> {
  const needsRules = sampler.mixed !== undefined || demandsAnything(sampler)
  const use = sampler.parts?.some(({ solve }) => solve) ? 'questions' : 'rows'
  await Promise.all([loadForRows(sampler.model, use), needsRules ? ruleParts.load() : undefined])
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
