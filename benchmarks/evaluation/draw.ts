import { createRng } from '../../src/random/rng.js'
import type { Table } from '../../src/table/table.js'

/** The positions of so many rows in random order. */
export function shuffledRows(rows: number, ...key: readonly number[]): Int32Array {
  const rng = createRng(...key)
  const order = Int32Array.from({ length: rows }, (_, i) => i)
  for (let i = rows - 1; i > 0; i--) {
    const j = rng.integer(i + 1)
    const moved = order[i] as number
    order[i] = order[j] as number
    order[j] = moved
  }
  return order
}

/** So many rows of the table, drawn at random; all of them, as they are, where there are no more. */
export function drawRows(table: Table, rows: number, seed: number): Table {
  return table.rows <= rows ? table : table.take(shuffledRows(table.rows, seed).subarray(0, rows))
}
