import type { NominalColumn } from './nominal-column.js'

/** Rows of a block: its scores stay in the second cache while all nominal columns go over them. */
const blockRows = 1024

/**
 * For each nominal column the share of what its levels explain of a sum of scores, each times its loading, that they still explain of
 * rows that their means were made without. Close to 1 for few levels of many rows, close to 0 for many levels of few rows and no association.
 */
export function reliabilitiesOf(
  columns: readonly NominalColumn[],
  loadings: readonly Float64Array[],
  scores: readonly Float64Array[],
): number[] {
  const parts = columns.map(({ rows }, k) => {
    const counting = [...scores.keys()].filter((j) => loadings[k]?.[j] !== 0)
    return { counting, sums: new Float64Array(rows.length), squares: new Float64Array(rows.length) }
  })
  const total = scores[0]?.length ?? 0
  const composite = new Float64Array(blockRows)
  for (let start = 0; start < total; start += blockRows) {
    const end = Math.min(total, start + blockRows)
    columns.forEach(({ codes, groupOf }, k) => {
      const { counting, sums, squares } = parts[k] as (typeof parts)[number]
      addScores(scores, loadings[k] as Float64Array, counting, start, end, composite)
      addMoments(codes, groupOf, composite, start, end, sums, squares)
    })
  }
  return columns.map(({ rows }, k) => reliabilityOf(rows, parts[k] as (typeof parts)[number]))
}

/** Writes the sum of the scores that count, each times its loading, four of them in one pass. */
function addScores(
  scores: readonly Float64Array[],
  loadings: Float64Array,
  counting: readonly number[],
  start: number,
  end: number,
  composite: Float64Array,
): void {
  composite.fill(0)
  for (let next = 0; next < counting.length; next += 4) {
    // Where fewer than four are left, the last one stands in for the others with a loading of 0.
    const last = counting.length - 1
    const [j, k, l, m] = [next, next + 1, next + 2, next + 3].map((at) => counting[Math.min(at, last)] as number) as [
      number,
      number,
      number,
      number,
    ]
    const [a, b, c, d] = [scores[j], scores[k], scores[l], scores[m]] as [Float64Array, Float64Array, Float64Array, Float64Array]
    const first = loadings[j] as number
    const second = next + 1 > last ? 0 : (loadings[k] as number)
    const third = next + 2 > last ? 0 : (loadings[l] as number)
    const fourth = next + 3 > last ? 0 : (loadings[m] as number)
    for (let i = start, at = 0; i < end; i++, at++) {
      composite[at] =
        (composite[at] as number) +
        first * (a[i] as number) +
        second * (b[i] as number) +
        third * (c[i] as number) +
        fourth * (d[i] as number)
    }
  }
}

function addMoments(
  codes: Int32Array,
  groupOf: Uint32Array,
  composite: Float64Array,
  start: number,
  end: number,
  sums: Float64Array,
  squares: Float64Array,
): void {
  for (let i = start, at = 0; i < end; i++, at++) {
    const code = codes[i] as number
    if (code < 0) continue
    const group = groupOf[code] as number
    const value = composite[at] as number
    sums[group] = (sums[group] as number) + value
    squares[group] = (squares[group] as number) + value * value
  }
}

function reliabilityOf(rows: Float64Array, { sums, squares }: { readonly sums: Float64Array; readonly squares: Float64Array }): number {
  let fitted = 0
  let left = 0
  for (let group = 0; group < rows.length; group++) {
    const count = rows[group] as number
    if (count < 2) continue
    const square = (sums[group] as number) * (sums[group] as number)
    fitted += square / count
    left += (square - (squares[group] as number)) / (count - 1)
  }
  return fitted > 0 ? Math.min(1, Math.max(0, left / fitted)) : 1
}
