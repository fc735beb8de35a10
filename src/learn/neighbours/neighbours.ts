import { type BoxTree, growBoxes, leastDistance, type MixedRows } from './box-tree.js'

export interface Nearest {
  /** Distance of each query to its nearest base row. */
  readonly distances: Float64Array
  /** Position of that base row, the first of several. */
  readonly positions: Int32Array
}

/** The `k` nearest base rows of every query, query by query, nearest first. */
export interface NearestSeveral {
  readonly k: number
  /** Infinite where there are fewer than `k` base rows. */
  readonly distances: Float64Array
  /** -1 where there are fewer than `k` base rows. */
  readonly positions: Int32Array
}

/** A row is left only when it is further away by so much than the nearest one: one at the same distance is measured to the end. */
const margin = 1e-12

/**
 * The nearest base row of every query under the distance of Gower (1971), not divided by the number of columns: the sum over columns of
 * |difference|, or 1 where levels differ or one value is missing and the other not. Exact: a privacy measure must not depend on
 * the recall of an index. Rows stand in boxes, and a box that is too far away is passed over as a whole; at worst O(queries × base).
 *
 * @see Gower, 1971, A general coefficient of similarity and some of its properties
 */
export function nearestRows(queries: MixedRows, base: MixedRows): Nearest {
  const { distances, positions } = nearestSeveral(queries, base, 1)
  return { distances, positions }
}

/**
 * The `k` nearest base rows of every query under the distance of `nearestRows`, exactly; of several at one distance those that stand first.
 * `except` names for each query a base row that doesn't count, -1 for none: the row itself, where rows are compared with their own kind.
 * `within` says for each query how far off a row may be at most, and stands where there are fewer than `k`: the less, the sooner it is done.
 * At worst O(queries × base).
 */
export function nearestSeveral(queries: MixedRows, base: MixedRows, k: number, except?: Int32Array, within?: Float64Array): NearestSeveral {
  const distances = new Float64Array(queries.rows * k).fill(Number.POSITIVE_INFINITY)
  within?.forEach((most, q) => {
    distances.fill(most, q * k, (q + 1) * k)
  })
  const positions = new Int32Array(queries.rows * k).fill(-1)
  if (base.rows > 0 && k > 0) {
    const { numberColumns, codeColumns } = base
    const search = new NearestSearch(base)
    for (let q = 0; q < queries.rows; q++) {
      const query = queries.numbers.subarray(q * numberColumns, (q + 1) * numberColumns)
      const levels = queries.codes.subarray(q * codeColumns, (q + 1) * codeColumns)
      const [from, to] = [q * k, (q + 1) * k]
      search.find(query, levels, distances.subarray(from, to), positions.subarray(from, to), except?.[q] ?? -1)
    }
  }
  return { k, distances, positions }
}

/** Finds nearest rows query by query; keeps its memory from one to the next. */
class NearestSearch {
  readonly #base: MixedRows
  /** The levels of the base rows four to a word, where they can be packed so. */
  readonly #words: Int32Array | null
  readonly #query: Int32Array
  #isPacked = false
  readonly #tree: BoxTree
  /** Nodes yet to be looked at, and how near their rows can be. */
  readonly #nodes: Int32Array
  readonly #bounds: Float64Array

  constructor(base: MixedRows) {
    this.#base = base
    this.#words = packed(base.codes, base.codeColumns)
    this.#query = new Int32Array(wordsOf(base.codeColumns))
    this.#tree = growBoxes(base)
    this.#nodes = new Int32Array(this.#tree.start.length + 1)
    this.#bounds = new Float64Array(this.#tree.start.length + 1)
  }

  /** Fills `distances` and `positions`, which come as infinite, or as far as a row may be, and -1. */
  find(query: Float64Array, levels: Int32Array, distances: Float64Array, positions: Int32Array, except: number): void {
    const tree = this.#tree
    // A level that no base row has may need more than a byte.
    this.#isPacked = this.#words !== null && levels.every((level) => level <= mostPacked)
    if (this.#isPacked) pack(levels, 0, levels.length, this.#query, 0)
    const [nodes, bounds] = [this.#nodes, this.#bounds]
    const last = distances.length - 1
    let open = 1
    nodes[0] = 0
    bounds[0] = 0
    while (open > 0) {
      open--
      const node = nodes[open]
      if (bounds[open] > distances[last]) continue
      const left = tree.left[node]
      if (left === 0) {
        this.#look(node, query, levels, distances, positions, except)
        continue
      }
      const first = leastDistance(tree, left, query, levels, distances[last])
      const second = leastDistance(tree, left + 1, query, levels, distances[last])
      // The nearer child is looked at next.
      const nearer = first <= second ? 1 : 0
      nodes[open + nearer] = left
      bounds[open + nearer] = first
      nodes[open + 1 - nearer] = left + 1
      bounds[open + 1 - nearer] = second
      open += 2
    }
  }

  #look(node: number, query: Float64Array, levels: Int32Array, distances: Float64Array, positions: Int32Array, except: number): void {
    const { rows, start, end } = this.#tree
    const last = distances.length - 1
    for (let i = start[node]; i < end[node]; i++) {
      const row = rows[i]
      if (row === except) continue
      const bound = distances[last] * (1 + margin) + margin
      const distance =
        this.#isPacked && this.#words
          ? numbersBeyond(otherLevels(this.#query, this.#words, row), query, this.#base, row, bound)
          : boundedDistance(query, levels, this.#base, row, bound)
      if (distance <= distances[last]) insert(distances, positions, distance, row)
    }
  }
}

/** Puts a row in its place by distance and then position, where that is before the last. */
function insert(distances: Float64Array, positions: Int32Array, distance: number, row: number): void {
  let at = distances.length - 1
  const isBehind = (place: number): boolean =>
    distances[place] > distance || (distances[place] === distance && (positions[place] === -1 || positions[place] > row))
  if (!isBehind(at)) return
  for (; at > 0 && isBehind(at - 1); at--) {
    distances[at] = distances[at - 1]
    positions[at] = positions[at - 1]
  }
  distances[at] = distance
  positions[at] = row
}

/** The distance, or any number no smaller than `bound` once it is clear that the distance reaches it. */
export function boundedDistance(query: Float64Array, levels: Int32Array, base: MixedRows, row: number, bound: number): number {
  const { codes } = base
  const codeColumns = levels.length
  let sum = 0
  let at = row * codeColumns
  for (let c = 0; c < codeColumns; c++, at++) if (levels[c] !== codes[at]) sum++
  return numbersBeyond(sum, query, base, row, bound)
}

/** As `boundedDistance`, where so many levels differ. */
function numbersBeyond(levels: number, query: Float64Array, { numbers }: MixedRows, row: number, bound: number): number {
  if (levels >= bound) return levels
  let sum = levels
  const numberColumns = query.length
  let at = row * numberColumns
  for (let c = 0; c < numberColumns; c++, at++) {
    const difference = Math.abs(query[c] - numbers[at])
    if (difference >= 0) sum += difference
    else if (Number.isNaN(query[c]) !== Number.isNaN(numbers[at])) sum++
    if (sum >= bound) return sum
  }
  return sum
}

/** Fewer columns of levels are compared one by one, and so are levels with greater codes. */
const fewestPacked = 8
const mostPacked = 254

function wordsOf(columns: number): number {
  return (columns + 3) >> 2
}

/** Rows of levels with a byte for each, missing as 255; null where a level needs more, or there are few columns. */
function packed(codes: Int32Array, columns: number): Int32Array | null {
  if (columns < fewestPacked) return null
  for (let i = 0; i < codes.length; i++) if (codes[i] > mostPacked) return null
  const words = wordsOf(columns)
  const rows = new Int32Array((codes.length / columns) * words)
  for (let row = 0; row < codes.length / columns; row++) pack(codes, row * columns, columns, rows, row * words)
  return rows
}

function pack(codes: Int32Array, from: number, columns: number, words: Int32Array, at: number): void {
  words.fill(0, at, at + wordsOf(columns))
  for (let c = 0; c < columns; c++) words[at + (c >> 2)] |= (codes[from + c] & 255) << (8 * (c & 3))
}

/** How many bytes of a packed row are not those of the query. */
function otherLevels(query: Int32Array, rows: Int32Array, row: number): number {
  let sum = 0
  for (let w = 0, at = row * query.length; w < query.length; w++, at++) {
    const other = query[w] ^ rows[at]
    // The highest bit of each byte that isn't 0, then their number.
    const bits = (((other & 0x7f7f7f7f) + 0x7f7f7f7f) | other) & 0x80808080
    sum += Math.imul(bits >>> 7, 0x01010101) >>> 24
  }
  return sum
}
