import type { NominalColumn } from './nominal-column.js'

/** Sums of scores whose weights add up to 1 are whole numbers of these parts: those of their squares are exact up to 2^25 rows. */
const compositeParts = 1 << 14

/** What a number below 2^51 is added to to be rounded to a whole one. */
const rounder = 1.5 * 2 ** 52

/** The nearest whole number, the even one of two: twice as fast as `Math.round`. */
export function roundHalfEven(value: number): number {
  return value + rounder - rounder
}

/** What each score is to be multiplied by, and rounded, to count in a sum of all of them. */
export function compositeFactors(loadings: Float64Array): Float64Array {
  const all = loadings.reduce((sum, loading) => sum + Math.abs(loading), 0)
  return loadings.map((loading) => (loading === 0 ? 0 : (loading / all) * compositeParts))
}

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
    return { counting, factors: compositeFactors(loadings[k]), sums: new Float64Array(rows.length), squares: new Float64Array(rows.length) }
  })
  const total = scores[0]?.length ?? 0
  const composite = new Float64Array(blockRows)
  for (let start = 0; start < total; start += blockRows) {
    const end = Math.min(total, start + blockRows)
    columns.forEach(({ codes, groupOf }, k) => {
      const { counting, factors, sums, squares } = parts[k]
      sumScores(scores, factors, counting, start, end, composite)
      addMoments(codes, groupOf, composite, start, end, sums, squares)
    })
  }
  return columns.map(({ rows }, k) => reliabilityOf(rows, parts[k]))
}

/** Writes the sum of the scores that count, each times its factor in whole numbers, four of them in one pass. */
function sumScores(
  scores: readonly Float64Array[],
  factors: Float64Array,
  counting: readonly number[],
  start: number,
  end: number,
  composite: Float64Array,
): void {
  composite.fill(0)
  for (let next = 0; next < counting.length; next += 4) {
    // Where fewer than four are left, the first one stands in for the others with a factor of 0.
    const own = counting[next]
    const own4 = [0, 0, 0, 0] as [number, number, number, number]
    const four = [scores[own], scores[own], scores[own], scores[own]] as [Float64Array, Float64Array, Float64Array, Float64Array]
    for (let k = 0; k < 4 && next + k < counting.length; k++) {
      const j = counting[next + k]
      own4[k] = factors[j]
      four[k] = scores[j]
    }
    addFour(composite, start, end, four[0], own4[0], four[1], own4[1], four[2], own4[2], four[3], own4[3])
  }
}

function addFour(
  composite: Float64Array,
  start: number,
  end: number,
  a: Float64Array,
  factorOfA: number,
  b: Float64Array,
  factorOfB: number,
  c: Float64Array,
  factorOfC: number,
  d: Float64Array,
  factorOfD: number,
): void {
  for (let i = start, at = 0; i < end; i++, at++) {
    const first = roundHalfEven(factorOfA * a[i]) + roundHalfEven(factorOfB * b[i])
    composite[at] = composite[at] + first + roundHalfEven(factorOfC * c[i]) + roundHalfEven(factorOfD * d[i])
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
    const code = codes[i]
    if (code < 0) continue
    const group = groupOf[code]
    const value = composite[at]
    sums[group] += value
    squares[group] += value * value
  }
}

/** The same of one column, from the sums of those scores and of their squares by group. */
export function reliabilityOf(
  rows: Float64Array,
  { sums, squares }: { readonly sums: Float64Array; readonly squares: Float64Array },
): number {
  let fitted = 0
  let left = 0
  for (let group = 0; group < rows.length; group++) {
    const count = rows[group]
    if (count < 2) continue
    const square = sums[group] * sums[group]
    fitted += square / count
    left += (square - squares[group]) / (count - 1)
  }
  return fitted > 0 ? Math.min(1, Math.max(0, left / fitted)) : 1
}
