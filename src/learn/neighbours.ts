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

/**
 * The nearest base row of every query under the distance of Gower (1971), not divided by the number of columns: the sum over columns of
 * |difference|, or 1 where levels differ or one value is missing and the other not. Exact: a privacy measure must not depend on
 * the recall of an index. Brute force that leaves a pair as soon as it is too far; O(queries × base), no memory beside the result.
 *
 * @see Gower, 1971, A general coefficient of similarity and some of its properties
 */
export function nearestRows(queries: MixedRows, base: MixedRows): Nearest {
  const distances = new Float64Array(queries.rows).fill(Number.POSITIVE_INFINITY)
  const positions = new Int32Array(queries.rows).fill(-1)
  const { numberColumns, codeColumns } = base
  const query = new Float64Array(numberColumns)
  const levels = new Int32Array(codeColumns)
  for (let q = 0; q < queries.rows; q++) {
    query.set(queries.numbers.subarray(q * numberColumns, (q + 1) * numberColumns))
    levels.set(queries.codes.subarray(q * codeColumns, (q + 1) * codeColumns))
    let best = Number.POSITIVE_INFINITY
    let at = -1
    for (let b = 0; b < base.rows; b++) {
      const distance = boundedDistance(query, levels, base, b, best)
      if (distance >= best) continue
      best = distance
      at = b
    }
    distances[q] = best
    positions[q] = at
  }
  return { distances, positions }
}

/** The distance, or any number no smaller than `bound` once it is clear that the distance reaches it. */
function boundedDistance(query: Float64Array, levels: Int32Array, base: MixedRows, row: number, bound: number): number {
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
