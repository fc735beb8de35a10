import { Table } from '../../table/table.js'
import { type Cells, cellCodes } from './cells.js'
import type { PublicColumn } from './public-domain.js'

/** Rows as numbers of cells: at hand, or elsewhere, where they are counted. */
export type CodedRows = RowsAtHand | CountedRows

/** One array per column. */
export interface RowsAtHand {
  readonly rows: number
  readonly codes: readonly Int32Array[]
}

/** Coded rows of which nothing is at hand but counts that were asked for. As private as the rows. */
export interface CountedRows {
  /** Has the rows counted over these columns. What goes wrong is said without a word about the rows. */
  bring(scopes: readonly (readonly number[])[]): Promise<void>
  /** What was brought; see `countRows`. */
  counts(scope: readonly number[], sizes: ArrayLike<number>): Float64Array
  recode(of: readonly Int32Array[]): CountedRows
}

/** A table elsewhere, its columns those of a public domain. As private as its rows. */
export interface CountedTable {
  /** As `codeRows`; `once` where few counts will be asked for. */
  code(domain: readonly PublicColumn[], cells: readonly Cells[], once?: boolean): CountedRows
}

/** Rows that a gate stands before: at hand, or elsewhere. */
export type PrivateRows = Table | CountedTable

/** The rows of a table as cells. A row that the public domain has no place for is left out, and nobody is told. */
export function codeRows(table: PrivateRows, domain: readonly PublicColumn[], cells: readonly Cells[], once = false): CodedRows {
  if (!(table instanceof Table)) return table.code(domain, cells, once)
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
export function recodeRows(rows: CodedRows, of: readonly Int32Array[]): CodedRows {
  if ('bring' in rows) return rows.recode(of)
  return { rows: rows.rows, codes: rows.codes.map((own, i) => own.map((code) => of[i][code])) }
}

/** The rows, of models that need more than counts of them. */
export function rowsAtHand(coded: CodedRows): RowsAtHand {
  if ('bring' in coded) throw new RangeError('rows that lie elsewhere are only counted')
  return coded
}

/** Has the counts over these columns brought near, where the rows lie elsewhere; `countRows` tells them then. */
export async function bringCounts(rows: CodedRows, scopes: readonly (readonly number[])[]): Promise<void> {
  if ('bring' in rows) await rows.bring(scopes)
}

/** How many rows are in each cell of the table over these columns, the last one's cells running fastest. */
export function countRows(coded: CodedRows, scope: readonly number[], sizes: ArrayLike<number>): Float64Array {
  if ('bring' in coded) return coded.counts(scope, sizes)
  const { rows, codes } = coded
  const counts = new Float64Array(scope.reduce((cells, variable) => cells * sizes[variable], 1))
  const own = scope.map((variable) => codes[variable])
  for (let row = 0; row < rows; row++) {
    let cell = 0
    for (let i = 0; i < own.length; i++) cell = cell * sizes[scope[i]] + own[i][row]
    counts[cell] += 1
  }
  return counts
}
