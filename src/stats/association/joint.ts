import { codedRows, type RankCodes } from './coded.js'

/** Two columns of the same rows, and of one weight, without missing values: a missing value, if there are any, is a code of its own. */
export type CodedPair = readonly [RankCodes, RankCodes]

/** More cells than this many per row, and counting the cells that occur is cheaper than an array of all. */
const cellsPerRow = 4
const fewCells = 4096

/** Total variation distance between the joint distributions of two pairs over the same codes, in [0, 1]. NaN without rows. */
export function jointDistance(a: CodedPair, b: CodedPair): number {
  const rowsA = codedRows(a[0])
  const rowsB = codedRows(b[0])
  const entries = a[0].codes.length + b[0].codes.length
  if (rowsA === 0 || rowsB === 0) return Number.NaN
  const cells = a[0].count * a[1].count
  const dense = cells <= Math.max(fewCells, cellsPerRow * entries)
  const index = dense ? null : new CellIndex(entries)
  const countsA = index ? countSparse(index, a, entries) : countPairs(a[0], a[1])
  const countsB = index ? countSparse(index, b, entries) : countPairs(b[0], b[1])
  return countedDistance(countsA, countsB, rowsA, rowsB, index ? index.size : cells)
}

/** The same of what was counted of so many rows, in so many cells. */
export function countedDistance(
  countsA: Float64Array,
  countsB: Float64Array,
  rowsA: number,
  rowsB: number,
  cells = countsA.length,
): number {
  // Counts times the other's rows, so that whole numbers are added up and equal distributions differ by exactly 0.
  let sum = 0
  for (let cell = 0; cell < cells; cell++) sum += Math.abs(countsA[cell] * rowsB - countsB[cell] * rowsA)
  return sum / (2 * rowsA * rowsB)
}

/** Rows of every combination of two codes, none of them missing, row-major. */
export function countPairs(x: RankCodes, y: RankCodes): Float64Array {
  return countAll(x, y, 0)
}

/**
 * As `countPairs`, with room for so many codes below 0 in either column. Where the cells are few, rows take two sets of counts in turn, so that no
 * sum waits for the one before.
 */
function countAll({ codes: first, count, weights }: RankCodes, { codes: second, count: others }: RankCodes, below: number): Float64Array {
  const width = others + below
  const counts = new Float64Array((count + below) * width)
  const start = below * width + below
  if (weights || counts.length > fewCells) {
    for (let i = 0; i < first.length; i++) counts[start + first[i] * width + second[i]] += weights ? weights[i] : 1
    return counts
  }
  const [even, odd] = [new Int32Array(counts.length), new Int32Array(counts.length)]
  const pairs = first.length & ~1
  for (let i = 0; i < pairs; i += 2) {
    even[start + first[i] * width + second[i]] += 1
    odd[start + first[i + 1] * width + second[i + 1]] += 1
  }
  if (pairs < first.length) even[start + first[pairs] * width + second[pairs]] += 1
  for (let cell = 0; cell < counts.length; cell++) counts[cell] = even[cell] + odd[cell]
  return counts
}

function countSparse(index: CellIndex, [x, y]: CodedPair, most: number): Float64Array {
  const counts = new Float64Array(most)
  const { weights } = x
  for (let i = 0; i < x.codes.length; i++) {
    const cell = index.of(x.codes[i], y.codes[i])
    counts[cell] += weights ? weights[i] : 1
  }
  return counts
}

/** A contingency table of the rows in which neither code is missing (-1): its margins and the cells that occur. */
export interface CellCounts {
  readonly rows: Float64Array
  readonly columns: Float64Array
  readonly total: number
  /** Calls back for every cell that occurs; the order is of no meaning. */
  forEach(visit: (row: number, column: number, count: number) => void): void
}

/** Counts linear in rows, however many cells there are. */
export function countCells(x: RankCodes, y: RankCodes): CellCounts {
  const dense = x.count * y.count <= Math.max(fewCells, cellsPerRow * x.codes.length)
  return withMargins(x.count, y.count, dense ? denseCells(x, y) : sparseCells(x, y))
}

/** The contingency table of counts in which nothing is missing, row-major, of so many columns. */
export function cellsOfCounts(counts: Float64Array, width: number): CellCounts {
  return withMargins(counts.length / width, width, (visit) => {
    for (let cell = 0; cell < counts.length; cell++) if (counts[cell] > 0) visit(Math.floor(cell / width), cell % width, counts[cell])
  })
}

function withMargins(height: number, width: number, visitAll: CellCounts['forEach']): CellCounts {
  const rows = new Float64Array(height)
  const columns = new Float64Array(width)
  let total = 0
  visitAll((row, column, count) => {
    rows[row] += count
    columns[column] += count
    total += count
  })
  return { rows, columns, total, forEach: visitAll }
}

function denseCells(x: RankCodes, y: RankCodes): CellCounts['forEach'] {
  // A row and a column more, for missing values.
  const counts = countAll(x, y, 1)
  return (visit) => {
    for (let row = 0, cell = y.count + 2; row < x.count; row++, cell++) {
      for (let column = 0; column < y.count; column++, cell++) if (counts[cell] > 0) visit(row, column, counts[cell])
    }
  }
}

function sparseCells(x: RankCodes, y: RankCodes): CellCounts['forEach'] {
  const index = new CellIndex(x.codes.length)
  const counts = new Float64Array(x.codes.length)
  for (let i = 0; i < x.codes.length; i++) {
    const first = x.codes[i]
    const second = y.codes[i]
    if (first < 0 || second < 0) continue
    counts[index.of(first, second)] += x.weights ? x.weights[i] : 1
  }
  return (visit) => {
    for (let cell = 0; cell < index.size; cell++) visit(index.first[cell], index.second[cell], counts[cell])
  }
}

/** Numbers the cells that occur, in order of appearance: a hash table with open addressing. */
class CellIndex {
  size = 0
  readonly #mask: number
  readonly #slots: Int32Array
  readonly first: Int32Array
  readonly second: Int32Array

  constructor(most: number) {
    let capacity = 16
    while (capacity < 2 * most) capacity *= 2
    this.#mask = capacity - 1
    this.#slots = new Int32Array(capacity).fill(-1)
    this.first = new Int32Array(most)
    this.second = new Int32Array(most)
  }

  of(first: number, second: number): number {
    // Odd multipliers near 2^32 divided by the golden ratio and by its square spread neighbouring codes over the table.
    const mixed = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x61c88647)
    let slot = (mixed ^ (mixed >>> 15)) & this.#mask
    for (;;) {
      const cell = this.#slots[slot]
      if (cell < 0) break
      if (this.first[cell] === first && this.second[cell] === second) return cell
      slot = (slot + 1) & this.#mask
    }
    const cell = this.size++
    this.#slots[slot] = cell
    this.first[cell] = first
    this.second[cell] = second
    return cell
  }
}
