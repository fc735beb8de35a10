import type { MixedRows } from '../../../learn/neighbours/neighbours.js'
import { upperBound } from '../../../stats/order/sorted.js'

/** Shares of a table that shells around its centre hold. */
const shells = 30

/** Squared distances from the mean of `around` to each of the rows; levels as corners that are 1 apart. */
export function distancesFromMean(rows: MixedRows, around: MixedRows): Float64Array {
  const distances = new Float64Array(rows.rows)
  for (let c = 0; c < rows.numberColumns; c++) {
    const mean = meanOf(around.numbers, c, around.numberColumns)
    for (let row = 0, at = c; row < rows.rows; row++, at += rows.numberColumns) {
      distances[row] += (rows.numbers[at] - mean) ** 2
    }
  }
  for (let c = 0; c < rows.codeColumns; c++) {
    const shares = sharesOf(around, c)
    let squares = 0
    for (let at = 0; at < shares.length; at++) squares += shares[at] * shares[at]
    for (let row = 0, at = c; row < rows.rows; row++, at += rows.codeColumns) {
      // |corner - mean|² / 2, corners being unit vectors.
      distances[row] += (1 - 2 * (shares[rows.codes[at] + 1] ?? 0) + squares) / 2
    }
  }
  return distances
}

function meanOf(values: Float64Array, from: number, step: number): number {
  let sum = 0
  for (let at = from; at < values.length; at += step) sum += values[at]
  return (sum * step) / values.length
}

/** The share of each code, "missing" first. */
function sharesOf({ rows, codes, codeColumns }: MixedRows, c: number): Float64Array {
  let greatest = -1
  for (let at = c; at < codes.length; at += codeColumns) greatest = Math.max(greatest, codes[at])
  const shares = new Float64Array(greatest + 2)
  for (let at = c; at < codes.length; at += codeColumns) {
    const place = codes[at] + 1
    shares[place] += 1 / rows
  }
  return shares
}

/** For 30 shells around a centre, the innermost first, the share of one table within and that of another. */
export interface Shells {
  readonly own: readonly number[]
  readonly other: readonly number[]
}

/** Shells that hold equal shares of `own` distances, from none to all, and the share of `other` ones within. `others`: rows of the other table, counted or not. */
export function shellsOf(own: Float64Array, other: Float64Array, others = other.length): Shells {
  const [a, b] = [own.slice().sort(), other.slice().sort()]
  const radii = Array.from({ length: shells }, (_, i) => a[Math.max(0, Math.ceil((i / (shells - 1)) * a.length) - 1)])
  return {
    own: radii.map((radius) => upperBound(a, radius) / a.length),
    other: radii.map((radius) => upperBound(b, radius) / Math.max(1, others)),
  }
}

/** 1 - the sum of differences over the sum of own shares: 1 where shells hold as much of both. */
export function shellScore({ own, other }: Shells): number {
  let apart = 0
  let all = 0
  own.forEach((share, i) => {
    apart += Math.abs(share - other[i])
    all += share
  })
  return Math.max(0, 1 - apart / all)
}
