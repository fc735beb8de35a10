import type { MixedRows } from '../../learn/neighbours/box-tree.js'
import { boundedDistance } from '../../learn/neighbours/neighbours.js'
import type { Work } from '../../learn/turn.js'
import type { Rng } from '../../random/rng.js'
import { lowerBound } from '../../stats/order/sorted.js'

/** Rows are compared with all others of a bin, and fall into a new one so many times: nearly all near rows meet in one of them. */
const binRows = 128
const divisions = 4

/**
 * The `k` nearest rows that were found for each row, row by row, nearest first; the row itself where its class has no other. Rows are
 * halved again and again by which of two of them they are nearer to, and compared within what is left: nearly exact, and time grows like
 * rows × log rows.
 *
 * @see Dasgupta and Freund, 2008, Random projection trees and low dimensional manifolds
 */
export function* nearRows(table: MixedRows, classes: readonly Int32Array[], k: number, rng: Rng): Work<Int32Array> {
  const search = new NearSearch(table, k)
  for (let division = 0; division < divisions; division++) {
    for (const rows of classes) yield* search.divide(rows.slice(), rng)
  }
  return search.found()
}

class NearSearch {
  readonly #table: MixedRows
  readonly #k: number
  readonly #distances: Float64Array
  readonly #positions: Int32Array
  readonly #numbers: Float64Array
  readonly #codes: Int32Array

  constructor(table: MixedRows, k: number) {
    this.#table = table
    this.#k = k
    this.#distances = new Float64Array(table.rows * k).fill(Number.POSITIVE_INFINITY)
    this.#positions = new Int32Array(table.rows * k).fill(-1)
    this.#numbers = new Float64Array(table.numberColumns)
    this.#codes = new Int32Array(table.codeColumns)
  }

  /** Compares rows that come to lie in one bin. */
  *divide(rows: Int32Array, rng: Rng): Work<void> {
    const open = [rows]
    for (let part = open.pop(); part; part = open.pop()) {
      if (part.length <= binRows) this.#compareAll(part)
      else {
        const middle = this.#halve(part, rng)
        open.push(part.subarray(middle), part.subarray(0, middle))
      }
      yield
    }
  }

  found(): Int32Array {
    const k = this.#k
    return this.#positions.map((position, i) => {
      if (position >= 0) return position
      const row = Math.floor(i / k)
      const known = lowerBound(this.#distances, Number.POSITIVE_INFINITY, row * k, (row + 1) * k) - row * k
      return known === 0 ? row : this.#positions[row * k + (i % known)]
    })
  }

  /** Puts the half that is nearer to the first of two random rows than to the second in front; returns where the other half begins. */
  #halve(rows: Int32Array, rng: Rng): number {
    const near = this.#distancesTo(rows[rng.integer(rows.length)], rows)
    const far = this.#distancesTo(rows[rng.integer(rows.length)], rows)
    for (let i = 0; i < near.length; i++) near[i] -= far[i]
    const middle = rows.length >>> 1
    const ascending = near.slice().sort()
    const bound = ascending[middle]
    let ties = middle - lowerBound(ascending, bound)
    const behind = new Int32Array(rows.length - middle)
    let [front, back] = [0, 0]
    for (let i = 0; i < rows.length; i++) {
      const key = near[i]
      const row = rows[i]
      if (key < bound || (key === bound && ties-- > 0)) rows[front++] = row
      else behind[back++] = row
    }
    rows.set(behind, middle)
    return middle
  }

  #distancesTo(pivot: number, rows: Int32Array): Float64Array {
    const distances = new Float64Array(rows.length)
    this.#take(pivot)
    for (let i = 0; i < rows.length; i++) {
      distances[i] = boundedDistance(this.#numbers, this.#codes, this.#table, rows[i], Number.POSITIVE_INFINITY)
    }
    return distances
  }

  #compareAll(rows: Int32Array): void {
    const last = this.#k - 1
    for (let i = 0; i < rows.length; i++) {
      const a = rows[i]
      this.#take(a)
      for (let j = i + 1; j < rows.length; j++) {
        const b = rows[j]
        const bound = Math.max(this.#distances[a * this.#k + last], this.#distances[b * this.#k + last])
        const distance = boundedDistance(this.#numbers, this.#codes, this.#table, b, bound)
        if (distance >= bound) continue
        this.#offer(a, b, distance)
        this.#offer(b, a, distance)
      }
    }
  }

  /** Makes the row the one that others are compared with. */
  #take(row: number): void {
    const { numbers, codes, numberColumns, codeColumns } = this.#table
    for (let c = 0, at = row * numberColumns; c < numberColumns; c++, at++) this.#numbers[c] = numbers[at]
    for (let c = 0, at = row * codeColumns; c < codeColumns; c++, at++) this.#codes[c] = codes[at]
  }

  #offer(row: number, other: number, distance: number): void {
    const distances = this.#distances
    const positions = this.#positions
    const first = row * this.#k
    let at = first + this.#k - 1
    if (distance >= distances[at]) return
    for (let i = first; i <= at; i++) if (positions[i] === other) return
    for (; at > first && distances[at - 1] > distance; at--) {
      distances[at] = distances[at - 1]
      positions[at] = positions[at - 1]
    }
    distances[at] = distance
    positions[at] = other
  }
}
