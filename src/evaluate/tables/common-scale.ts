import { codedRanks, codedRows, countCodes, type RankCodes } from '../../stats/association/coded.js'
import { type Distinct, distinctNumbers } from '../../stats/order/distinct.js'
import { type CodeColumn, type Column, isNumberColumn } from '../../table/column.js'
import { Table } from '../../table/table.js'

/** A table of which each entry of a column stands for so many rows: what engines count. Columns may have weights of their own. */
export interface Weighted {
  readonly table: Table
  readonly rows: number
  /** By column. */
  readonly weights: readonly Float64Array[]
}

/**
 * Every column as codes on a scale that all tables share: levels have their codes, and a number is the position of its value among
 * all values of its column. Rows drawn from a table take their codes along, so that distances, bins and ranks of any number of
 * baselines cost counting only, and each column is sorted once.
 */
export class CommonScale {
  readonly #scales = new Map<string, Distinct>()
  readonly #codes = new WeakMap<object, Int32Array>()
  readonly #ranks = new WeakMap<object, Float64Array>()
  readonly #counts = new WeakMap<object, Float64Array>()
  readonly #weights = new WeakMap<object, Float64Array>()
  readonly #rows = new WeakMap<Table, number>()

  /** The tables have the same columns, and code columns the same levels. */
  constructor(tables: readonly Table[], weighted: readonly Weighted[] = []) {
    for (const { table, rows, weights } of weighted) {
      this.#rows.set(table, rows)
      for (const [i, { values }] of table.columns.entries()) this.#weights.set(values, weights[i])
    }
    for (const column of tables[0]?.columns ?? []) {
      if (!isNumberColumn(column)) continue
      const parts = tables.map((table) => table.column(column.name).values as Float64Array)
      this.#scales.set(column.name, distinctNumbers(parts))
    }
  }

  /** The distinct numbers of a column, ascending; what its codes point to. */
  scale(name: string): Float64Array {
    return this.#scales.get(name)?.values ?? new Float64Array(0)
  }

  /** Rows of a table, which are more than its entries where these stand for several. */
  rows(table: Table): number {
    return this.#rows.get(table) ?? table.rows
  }

  of(column: Column): RankCodes {
    const weights = this.#weights.get(column.values)
    if (!isNumberColumn(column)) return { codes: column.values, count: column.levels.length, weights }
    const scale = this.#scales.get(column.name) ?? distinctNumbers([])
    let codes = this.#codes.get(column.values)
    if (!codes) {
      codes = scale.places(column.values)
      this.#codes.set(column.values, codes)
    }
    return { codes, count: scale.values.length, weights }
  }

  /** Rows per code; the missing ones last. */
  counts(column: Column): Float64Array {
    let counts = this.#counts.get(column.values)
    if (!counts) {
      counts = countCodes(this.of(column))
      this.#counts.set(column.values, counts)
    }
    return counts
  }

  /** Mid-ranks of the present values; NaN where missing. */
  ranks(column: Column): Float64Array {
    let ranks = this.#ranks.get(column.values)
    if (!ranks) {
      ranks = codedRanks(this.of(column))
      this.#ranks.set(column.values, ranks)
    }
    return ranks
  }

  /** A column of these codes. */
  column(like: Column, codes: Int32Array): Column {
    if (!isNumberColumn(like)) return { ...like, values: codes }
    const scale = this.scale(like.name)
    const values = new Float64Array(codes.length)
    for (let i = 0; i < codes.length; i++) values[i] = codes[i] < 0 ? Number.NaN : scale[codes[i]]
    this.#codes.set(values, codes)
    return { ...like, values }
  }

  /** The rows at these positions, which may differ from column to column. */
  take(table: Table, positionsOf: (columnIndex: number) => ArrayLike<number>, rows: number): Table {
    const columns = table.columns.map((column, index) => {
      const { codes } = this.of(column)
      const positions = positionsOf(index)
      const taken = new Int32Array(rows)
      for (let i = 0; i < rows; i++) taken[i] = codes[positions[i]]
      return this.column(column, taken)
    })
    return new Table(columns, rows)
  }
}

/**
 * The commonest levels of a column, at most so many and none with a lesser share of the rows, and for each code its place among them; all
 * others share the place after the last.
 */
export function commonLevels(
  { values, levels }: CodeColumn,
  most: number,
  leastShare = 0,
  weights?: Float64Array,
): { readonly codes: readonly number[]; readonly placeOf: Int32Array } {
  const coded = { codes: values, count: levels.length, weights }
  const counts = countCodes(coded).subarray(0, -1)
  const fewest = leastShare * codedRows(coded)
  const codes = [...counts.keys()]
    .filter((code) => counts[code] > 0 && counts[code] >= fewest)
    .sort((a, b) => counts[b] - counts[a] || a - b)
    .slice(0, most)
  const placeOf = new Int32Array(levels.length).fill(codes.length)
  for (const [place, code] of codes.entries()) placeOf[code] = place
  return { codes, placeOf }
}
