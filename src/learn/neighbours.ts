import { type BoxTree, growBoxes, leastDistance } from './box-tree.js'

/**
 * Rows of mixed columns for distances, row-major: `numbers` scaled so that a difference of 1 weighs as much as another level,
 * missing as NaN; `codes` levels, missing as -1.
 */
export interface MixedRows {
  readonly rows: number
  readonly numberColumns: number
  readonly numbers: Float64Array
  readonly codeColumns: number
  readonly codes: Int32Array
}

export interface Nearest {
  /** Distance of each query to its nearest base row. */
  readonly distances: Float64Array
  /** Position of that base row, the first of several. */
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
  const distances = new Float64Array(queries.rows).fill(Number.POSITIVE_INFINITY)
  const positions = new Int32Array(queries.rows).fill(-1)
  if (base.rows === 0) return { distances, positions }
  const { numberColumns, codeColumns } = base
  const search = new NearestSearch(base)
  for (let q = 0; q < queries.rows; q++) {
    const query = queries.numbers.subarray(q * numberColumns, (q + 1) * numberColumns)
    const levels = queries.codes.subarray(q * codeColumns, (q + 1) * codeColumns)
    search.find(query, levels)
    distances[q] = search.distance
    positions[q] = search.position
  }
  return { distances, positions }
}

/** Finds nearest rows one by one; keeps its memory from one to the next. */
class NearestSearch {
  distance = Number.POSITIVE_INFINITY
  position = -1
  readonly #base: MixedRows
  readonly #tree: BoxTree
  /** Nodes yet to be looked at, and how near their rows can be. */
  readonly #nodes: Int32Array
  readonly #bounds: Float64Array

  constructor(base: MixedRows) {
    this.#base = base
    this.#tree = growBoxes(base)
    this.#nodes = new Int32Array(this.#tree.start.length + 1)
    this.#bounds = new Float64Array(this.#tree.start.length + 1)
  }

  find(query: Float64Array, levels: Int32Array): void {
    this.distance = Number.POSITIVE_INFINITY
    this.position = -1
    const tree = this.#tree
    const nodes = this.#nodes
    const bounds = this.#bounds
    let open = 1
    nodes[0] = 0
    bounds[0] = 0
    while (open > 0) {
      open--
      const node = nodes[open] as number
      if ((bounds[open] as number) > this.distance) continue
      const left = tree.left[node] as number
      if (left === 0) {
        this.#look(node, query, levels)
        continue
      }
      const first = leastDistance(tree, left, query, levels)
      const second = leastDistance(tree, left + 1, query, levels)
      // The nearer child is looked at next.
      const nearer = first <= second ? 1 : 0
      nodes[open + nearer] = left
      bounds[open + nearer] = first
      nodes[open + 1 - nearer] = left + 1
      bounds[open + 1 - nearer] = second
      open += 2
    }
  }

  /** The rows of a leaf; of several at the same distance the first counts. */
  #look(node: number, query: Float64Array, levels: Int32Array): void {
    const { rows, start, end } = this.#tree
    for (let i = start[node] as number; i < (end[node] as number); i++) {
      const row = rows[i] as number
      const distance = boundedDistance(query, levels, this.#base, row, this.distance * (1 + margin) + margin)
      if (distance < this.distance || (distance === this.distance && row < this.position)) {
        this.distance = distance
        this.position = row
      }
    }
  }
}

/** The distance, or any number no smaller than `bound` once it is clear that the distance reaches it. */
export function boundedDistance(query: Float64Array, levels: Int32Array, base: MixedRows, row: number, bound: number): number {
  const { numbers, codes } = base
  const codeColumns = levels.length
  const numberColumns = query.length
  let sum = 0
  let at = row * codeColumns
  for (let c = 0; c < codeColumns; c++, at++) if (levels[c] !== codes[at]) sum++
  if (sum >= bound) return sum
  at = row * numberColumns
  for (let c = 0; c < numberColumns; c++, at++) {
    const difference = Math.abs((query[c] as number) - (numbers[at] as number))
    if (difference >= 0) sum += difference
    else if (Number.isNaN(query[c]) !== Number.isNaN(numbers[at])) sum++
    if (sum >= bound) return sum
  }
  return sum
}
