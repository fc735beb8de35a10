import type { Table } from '../../table/table.js'
import { type Cells, cellCodes } from './cells.js'
import type { PublicColumn } from './public-domain.js'

/** Rows as numbers of cells, one array per column. */
export interface CodedRows {
  readonly rows: number
  readonly codes: readonly Int32Array[]
}

/** The rows of a table as cells. A row that the public domain has no place for is left out, and nobody is told. */
export function codeRows(table: Table, domain: readonly PublicColumn[], cells: readonly Cells[]): CodedRows {
  const codes = domain.map(({ name, lattice }, i) => cellCodes(table.column(name), cells[i], lattice))
  let rows = 0
  for (let row = 0; row < table.rows; row++) {
    if (codes.some((own) => own[row] < 0)) continue
    for (const own of codes) own[rows] = own[row]
    rows++
  }
  return { rows, codes: codes.map((own) => own.subarray(0, rows)) }
}

/** The rows with other numbers for their cells: `of` gives, by column, the new number of each old one. */
export function recodeRows({ rows, codes }: CodedRows, of: readonly Int32Array[]): CodedRows {
  return { rows, codes: codes.map((own, i) => own.map((code) => of[i][code])) }
}

/** How many rows are in each cell of the table over these columns, the last one's cells running fastest. */
export function countRows({ rows, codes }: CodedRows, scope: readonly number[], sizes: ArrayLike<number>): Float64Array {
  const counts = new Float64Array(scope.reduce((cells, variable) => cells * sizes[variable], 1))
  const own = scope.map((variable) => codes[variable])
  for (let row = 0; row < rows; row++) {
    let cell = 0
    for (let i = 0; i < own.length; i++) cell = cell * sizes[scope[i]] + own[i][row]
    counts[cell] += 1
  }
  return counts
}
