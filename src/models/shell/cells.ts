import { type Column, isMissing } from '../../table/column.js'
import { concatTables, type Table } from '../../table/table.js'
import type { Source } from '../synthesizer.js'

/** 1 for each cell that is to be filled: missing, in a column that is among those to fill. */
export function openCells(column: Column, fill: ReadonlySet<string>): Uint8Array {
  const open = new Uint8Array(column.values.length)
  if (!fill.has(column.name)) return open
  for (let row = 0; row < open.length; row++) if (isMissing(column, row)) open[row] = 1
  return open
}

/** The column with these values in its open cells. */
export function withFilled(column: Column, open: Uint8Array, values: ArrayLike<number>): Column {
  const filled = column.values.slice()
  for (let row = 0; row < open.length; row++) if (open[row]) filled[row] = values[row]
  return { ...column, values: filled } as Column
}

/** All rows of a source as one table, for models that need to see them together. */
export async function collectRows(source: Source, signal?: AbortSignal): Promise<Table> {
  const chunks: Table[] = []
  for await (const chunk of source.chunks()) {
    signal?.throwIfAborted()
    chunks.push(chunk)
  }
  return concatTables(chunks)
}
