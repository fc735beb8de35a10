import { sorted, upperBound } from '../../stats/order/sorted.js'
import { type Column, isNumberColumn } from '../../table/column.js'
import type { Table } from '../../table/table.js'

/** One column of two databases, coded alike. */
export interface CodedColumn {
  /** Numbers as they are; null for levels. */
  readonly values: readonly [Float64Array, Float64Array] | null
  /** Cells for tables of counts: deciles of the real numbers, or levels; 0 for missing. */
  readonly cells: readonly [Int32Array, Int32Array]
  readonly size: number
}

/** Columns of a real and another database, each coded once. */
export class PairCoding {
  readonly #tables: readonly [Readonly<Record<string, Table>>, Readonly<Record<string, Table>>]
  readonly #coded = new Map<string, CodedColumn>()

  constructor(real: Readonly<Record<string, Table>>, other: Readonly<Record<string, Table>>) {
    this.#tables = [real, other]
  }

  column(table: string, name: string): CodedColumn {
    const key = `${table}\n${name}`
    const known = this.#coded.get(key)
    if (known) return known
    const [real, other] = this.#tables.map((tables) => tables[table].column(name)) as [Column, Column]
    const coded = codeColumn(real, other)
    this.#coded.set(key, coded)
    return coded
  }
}

function codeColumn(real: Column, other: Column): CodedColumn {
  if (isNumberColumn(real) && isNumberColumn(other)) {
    const edges = decilesOf(real.values)
    const cells = [real.values, other.values].map((values) =>
      Int32Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1 + upperBound(edges, value))),
    ) as [Int32Array, Int32Array]
    return { values: [real.values, other.values], cells, size: edges.length + 2 }
  }
  const codes = new Map<string, number>()
  const cells = [real, other].map((column) => {
    const levels = isNumberColumn(column) ? null : column.levels
    return Int32Array.from(column.values, (value) => {
      const level = levels ? levels[value] : Number.isNaN(value) ? undefined : String(value)
      if (level === undefined) return 0
      const code = codes.get(level) ?? codes.size + 1
      codes.set(level, code)
      return code
    })
  }) as [Int32Array, Int32Array]
  return { values: null, cells, size: codes.size + 1 }
}

/** The different deciles (linear interpolation) of numbers. */
function decilesOf(values: Float64Array): Float64Array {
  const ordered = sorted(values)
  if (ordered.length === 0) return new Float64Array()
  const edges = Array.from({ length: 9 }, (_, i) => {
    const place = ((i + 1) / 10) * (ordered.length - 1)
    const low = ordered[Math.floor(place)]
    return low + (place - Math.floor(place)) * (ordered[Math.ceil(place)] - low)
  })
  return Float64Array.from(new Set(edges))
}

/** Rows that a score of a pair of columns needs at least. */
const fewestRows = 3

/** Rows of two joins for two columns. */
export interface JoinedPair {
  readonly a: readonly [ArrayLike<number>, ArrayLike<number>]
  readonly b: readonly [ArrayLike<number>, ArrayLike<number>]
}

/**
 * How alike two columns hang together in two databases, from 0 to 1: of numbers 1 - half the difference of Pearson's correlations, else 1 - the
 * total variation distance of the tables of counts. `rows` are the rows of each column. Null where a side has no rows, or nothing varies.
 * @see Zhang et al., 2022, SDMetrics, CorrelationSimilarity and ContingencySimilarity
 */
export function pairScore(a: CodedColumn, b: CodedColumn, rows: JoinedPair): number | null {
  if (a.values && b.values) {
    const real = correlation(a.values[0], b.values[0], rows.a[0], rows.b[0])
    const other = correlation(a.values[1], b.values[1], rows.a[1], rows.b[1])
    return real === null ? null : 1 - Math.abs(real - (other ?? 0)) / 2
  }
  const shares = [0, 1].map((side) => {
    const counts = new Float64Array(a.size * b.size)
    const [left, right] = [a.cells[side], b.cells[side]]
    const [ofA, ofB] = [rows.a[side], rows.b[side]]
    for (let i = 0; i < ofA.length; i++) {
      const cell = left[ofA[i]] * b.size + right[ofB[i]]
      counts[cell] += 1 / ofA.length
    }
    return counts
  }) as [Float64Array, Float64Array]
  if (rows.a[0].length === 0 || rows.a[1].length === 0) return null
  let distance = 0
  for (let i = 0; i < shares[0].length; i++) distance += Math.abs(shares[0][i] - shares[1][i])
  return 1 - distance / 2
}

function correlation(x: Float64Array, y: Float64Array, ofX: ArrayLike<number>, ofY: ArrayLike<number>): number | null {
  let [n, meanX, meanY, xx, yy, xy] = [0, 0, 0, 0, 0, 0]
  for (let i = 0; i < ofX.length; i++) {
    const [a, b] = [x[ofX[i]], y[ofY[i]]]
    if (Number.isNaN(a) || Number.isNaN(b)) continue
    n++
    const [dx, dy] = [a - meanX, b - meanY]
    meanX += dx / n
    meanY += dy / n
    xx += dx * (a - meanX)
    yy += dy * (b - meanY)
    xy += dx * (b - meanY)
  }
  return n < fewestRows || !(xx > 0) || !(yy > 0) ? null : xy / Math.sqrt(xx * yy)
}

/** 1 - the greatest distance of two distribution functions; missing numbers don't count. */
export function kolmogorovSimilarity(a: Float64Array, b: Float64Array): number | null {
  const [x, y] = [sorted(a), sorted(b)]
  if (x.length === 0 || y.length === 0) return null
  let most = 0
  for (const values of [x, y]) {
    for (const value of values) most = Math.max(most, Math.abs(upperBound(x, value) / x.length - upperBound(y, value) / y.length))
  }
  return 1 - most
}
