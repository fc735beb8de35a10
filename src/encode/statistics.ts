import { FitError } from '../errors.js'
import type { Rng } from '../random/rng.js'
import type { ColumnSchema } from '../table/schema.js'
import type { Table } from '../table/table.js'

/** Each value of a column once, with its rows. */
export interface ValueCounts {
  /** Numbers ascending, or levels in the order of their letters. */
  readonly values: Float64Array | readonly string[]
  readonly counts: Float64Array
  readonly missing: number
  /** Of numbers that are too many to be told apart: 1 where the count is that of all values above the one before, up to this one. */
  readonly spread?: Uint8Array
}

/** How cells of a column become codes; a cell without a value has the code `missing`. */
export type CellCoding =
  /** A number has the code of the first bound, ascending, that it isn't above. */
  | { readonly column: string; readonly upTo: Float64Array; readonly codes: Uint16Array; readonly missing: number }
  | { readonly column: string; readonly levels: readonly string[]; readonly codes: Uint16Array; readonly missing: number }
  /** 0 where the first column has a value, 1 where it has none, 2 where one of the others has none. */
  | { readonly gap: string; readonly within: readonly string[] }

/** Sparse counts: how many rows have each combination of codes, in the order of the combinations. */
export interface CodedTable {
  /** One array per column of the scope. */
  readonly codes: readonly Uint16Array[]
  readonly counts: Float64Array
}

/** A whole number for each row: the sum, over some variables, of what `values` has at their codes. */
export type WholeScore = readonly { readonly variable: number; readonly values: Int32Array }[]

/**
 * Sums over all rows of the products of any two scores, each a whole number that follows from one code. Before they are multiplied, the scores
 * of a row are shortened together: by how much depends on the sum of their squares alone.
 */
export interface ShortenedProducts {
  readonly scores: readonly { readonly variable: number; readonly values: Int32Array }[]
  /** Ascending: a row has the factor of the first of these that the sum of its squares isn't above. */
  readonly squares: Float64Array
  /** In parts of `factorParts`; what is left of a score is cut off towards 0. */
  readonly factors: Int32Array
}

export const factorParts = 256

/**
 * What a fit may know of a table without seeing its rows: whole numbers, exact, in an order of their own, so that every engine gives the same.
 * Columns have the names and kinds of the schema that the statistics are made for.
 */
export interface Statistics {
  readonly rows: number
  /** Null where there are more than `most` different levels; as many numbers are told apart by stretches. */
  values(column: string, most: number): Promise<ValueCounts | null>
  /** Every combination of the values of two columns, once; missing is null. Null where there are more than `most`. */
  pairs(a: string, b: string, most: number): Promise<readonly (readonly [Value, Value])[] | null>
  /** Which of the columns are missing together, with their rows. */
  gaps(columns: readonly string[]): Promise<readonly { readonly missing: readonly string[]; readonly rows: number }[]>
  code(codings: readonly CellCoding[]): Promise<CodedStatistics>
  /** Different rows, all sets of them equally likely; all of them, in any order, where there are no more than asked for. */
  sample(rows: number, rng: Rng): Promise<Table>
}

export type Value = string | number | null

/** The same of cells that are codes. */
export interface CodedStatistics {
  /** Tables over these variables, each a position among the codings; an error where one has more than `most` cells. */
  tables(scopes: readonly (readonly number[])[], most: number): Promise<readonly CodedTable[]>
  /**
   * For each pair of scores the sum of their products over all rows, under 0; or, with `by`, for each of these variables the sums over the rows
   * of each of its codes. A pair of a score and nothing is the sum of the score.
   */
  sums(
    scores: readonly WholeScore[],
    pairs: readonly (readonly [number, number | null])[],
    by?: readonly number[],
  ): Promise<readonly ReadonlyMap<number, readonly bigint[]>[]>
  close(): Promise<void>
}

/** Different values of a column that are told apart; numbers beyond are counted by stretches. */
export const mostValues = 1 << 20

/** The values of a column that a model learns; throws a FitError where it has more than `most` levels. */
export async function learnedValues(statistics: Statistics, { name }: ColumnSchema, most: number): Promise<ValueCounts> {
  const counted = await statistics.values(name, most)
  if (counted) return counted
  throw new FitError(name, `has more than ${most} different levels; declare it an id or a text, or leave it out`)
}

/** Levels that have a code each at most. */
export const mostLevels = 60_000

/** Positions, ascending, of `most` of the rows, drawn by chance; null where there are no more, and all are meant. */
export function somePositions(rows: number, most: number, rng: Rng): Uint32Array | null {
  if (rows <= most) return null
  const positions = new Uint32Array(most)
  for (let row = 0, chosen = 0; chosen < most; row++) {
    if (rng.uniform() * (rows - row) < most - chosen) positions[chosen++] = row
  }
  return positions
}
