import { type Column, isNumberColumn } from '../../table/column.js'
import { type Lattice, pointOf } from './lattice.js'

/** What is counted of a column: its levels, or runs of points of its lattice; then, where it may be missing, that it is. Plain data. */
export type ColumnCells =
  | { readonly kind: 'level'; readonly levels: number; readonly missing: boolean }
  | {
      readonly kind: 'number'
      /** The first point of each run, ascending from 0. */
      readonly starts: Float64Array
      readonly missing: boolean
    }

/** How many there are, missing included. */
export function cellCount(cells: ColumnCells): number {
  return valueCells(cells) + (cells.missing ? 1 : 0)
}

/** How many there are of values. */
export function valueCells(cells: ColumnCells): number {
  return cells.kind === 'level' ? cells.levels : cells.starts.length
}

/** The first point of a run and the one after its last. */
export function runOf(starts: Float64Array, cell: number, { points }: Lattice): readonly [number, number] {
  return [starts[cell], cell + 1 < starts.length ? starts[cell + 1] : points]
}

/** The cell of each row; -1 for one that the public domain has no place for: a gap or a level where none is allowed. */
export function cellCodes(column: Column, cells: ColumnCells, lattice: Lattice | null): Int32Array {
  const { values } = column
  const codes = new Int32Array(values.length)
  const gap = cells.missing ? valueCells(cells) : -1
  if (cells.kind === 'level' || !lattice || !isNumberColumn(column)) {
    const levels = valueCells(cells)
    for (let row = 0; row < codes.length; row++) {
      const code = values[row]
      codes[row] = code >= 0 && code < levels ? code : gap
    }
    return codes
  }
  const isDirect = cells.starts.length === lattice.points
  for (let row = 0; row < codes.length; row++) {
    const point = pointOf(lattice, values[row])
    codes[row] = point < 0 ? gap : isDirect ? point : runAt(cells.starts, point)
  }
  return codes
}

function runAt(starts: Float64Array, point: number): number {
  let low = 0
  let high = starts.length
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (starts[middle] <= point) low = middle
    else high = middle
  }
  return low
}
