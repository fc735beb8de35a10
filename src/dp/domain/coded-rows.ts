import type { ShortenedProducts } from '../../encode/statistics.js'
import type { Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { type ColumnCells, cellCodes } from './cells.js'
import type { Lattice } from './lattice.js'
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
  bringProducts(wanted: ShortenedProducts): Promise<void>
  /** What was brought; see `sumProducts`. */
  products(wanted: ShortenedProducts): Float64Array
  /**
   * Of rows in line: each with its place, as one of the groups that begin at `places`, and with the codes of the row before it, in this order
   * ahead of its own. A first row has `none` for these, by column.
   */
  withRowBefore(places: Int32Array, none: readonly number[]): CountedRows
}

/** How rows elsewhere are put in line: sequence after sequence, the first `most` rows of each. */
export interface LinesWanted {
  readonly key: string
  readonly clock: { readonly name: string; readonly lattice: Lattice }
  readonly most: number
  /** Of the rows in line: the clock has the points since the row before, and the last column says whether a row is its sequence's last. */
  readonly schema: Schema
}

/** A table elsewhere, its columns those of a public domain. As private as its rows. */
export interface CountedTable {
  /** As `codeRows`; `once` where few counts will be asked for. */
  code(domain: readonly PublicColumn[], cells: readonly ColumnCells[], once?: boolean): CountedRows
  inLine(wanted: LinesWanted): CountedTable
}

/** Rows that a gate stands before: at hand, or elsewhere. */
export type PrivateRows = Table | CountedTable

/** The rows of a table as cells. A row that the public domain has no place for is left out, and nobody is told. */
export function codeRows(table: PrivateRows, domain: readonly PublicColumn[], cells: readonly ColumnCells[], once = false): CodedRows {
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
