import type { Column } from '../../table/column.js'
import type { Table } from '../../table/table.js'
import type { TableBlock } from './tasks.js'

/** The table in blocks of so many rows, as they travel to threads. */
export function* blocksOf(table: Table, size: number): Generator<TableBlock> {
  for (let start = 0; start < table.rows; start += size) {
    // Copied: what is sent to a thread is the whole of the buffer behind it.
    const piece = table.slice(start, Math.min(table.rows, start + size))
    const columns = piece.columns.map((column) => ({ ...column, values: column.values.slice() }) as Column)
    yield { block: start / size, rows: piece.rows, columns }
  }
}
