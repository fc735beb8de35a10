import type { RankCodes } from './coded.js'
import { countCells } from './joint.js'

/**
 * Correlation of two rankings over the rows in which both are present, in [-1, 1]: Spearman's where nothing is missing.
 * NaN where one of them doesn't vary there. `weights`: rows that each entry stands for.
 */
export function rankCorrelation(x: Float64Array, y: Float64Array, weights?: Float64Array): number {
  if (!weights) {
    const [a, b] = [sumsOf(x), sumsOf(y)]
    if (a && b) return correlationOf({ n: x.length, sumX: a.sum, sumY: b.sum, xx: a.squares, yy: b.squares, xy: productSum(x, y) })
  }
  let n = 0
  let sumX = 0
  let sumY = 0
  let xx = 0
  let yy = 0
  let xy = 0
  // Ranks are halves of whole numbers, so these sums are exact in any order of rows, up to 10^5 of them.
  for (let i = 0; i < x.length; i++) {
    const a = x[i]
    const b = y[i]
    const product = a * b
    if (Number.isNaN(product)) continue
    const weight = weights ? weights[i] : 1
    n += weight
    sumX += weight * a
    sumY += weight * b
    xx += weight * a * a
    yy += weight * b * b
    xy += weight * product
  }
  return correlationOf({ n, sumX, sumY, xx, yy, xy })
}

/** Number of rows, and sums of both rankings, of their squares and of their products. */
type Sums = Readonly<Record<'n' | 'sumX' | 'sumY' | 'xx' | 'yy' | 'xy', number>>

function correlationOf({ n, sumX, sumY, xx, yy, xy }: Sums): number {
  const varianceX = n * xx - sumX * sumX
  const varianceY = n * yy - sumY * sumY
  if (!(varianceX > 0 && varianceY > 0)) return Number.NaN
  return Math.max(-1, Math.min(1, (n * xy - sumX * sumY) / (Math.sqrt(varianceX) * Math.sqrt(varianceY))))
}

function productSum(x: Float64Array, y: Float64Array): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) sum += x[i] * y[i]
  return sum
}

/** Sums of rankings and of their squares, which many pairs ask for; null where a rank is missing. */
const knownSums = new WeakMap<Float64Array, { readonly sum: number; readonly squares: number } | null>()

function sumsOf(ranks: Float64Array): { readonly sum: number; readonly squares: number } | null {
  const known = knownSums.get(ranks)
  if (known !== undefined) return known
  let sum = 0
  let squares = 0
  for (let i = 0; i < ranks.length; i++) {
    sum += ranks[i]
    squares += ranks[i] * ranks[i]
  }
  const sums = Number.isNaN(sum) ? null : { sum, squares }
  knownSums.set(ranks, sums)
  return sums
}

/**
 * How much of the ranks' variation lies between levels, in [0, 1]: the correlation ratio, from Kelley's epsilon squared, which is
 * about 0 for independent columns however many levels there are. Over the rows in which both are present; NaN where one doesn't
 * vary or every level has one row only.
 * @see Kelley, 1935, An unbiased correlation ratio measure
 */
export function correlationRatio(levels: RankCodes, ranks: Float64Array): number {
  const counts = new Float64Array(levels.count)
  const sums = new Float64Array(levels.count)
  const all = levels.weights ? null : sumsOf(ranks)
  if (all && addByLevel(levels.codes, ranks, counts, sums)) return ratioOf(counts, sums, { n: ranks.length, ...all })
  counts.fill(0)
  sums.fill(0)
  let n = 0
  let sum = 0
  let squares = 0
  for (let i = 0; i < ranks.length; i++) {
    const level = levels.codes[i]
    const rank = ranks[i]
    if (level < 0 || Number.isNaN(rank)) continue
    const weight = levels.weights ? levels.weights[i] : 1
    counts[level] += weight
    sums[level] += weight * rank
    n += weight
    sum += weight * rank
    squares += weight * rank * rank
  }
  return ratioOf(counts, sums, { n, sum, squares })
}

/** Adds up rows and ranks of each level; false where a level is missing. */
function addByLevel(codes: Int32Array, ranks: Float64Array, counts: Float64Array, sums: Float64Array): boolean {
  for (let i = 0; i < ranks.length; i++) {
    const level = codes[i]
    if (level < 0) return false
    counts[level] += 1
    sums[level] += ranks[i]
  }
  return true
}

function ratioOf(
  counts: Float64Array,
  sums: Float64Array,
  { n, sum, squares }: { readonly n: number; readonly sum: number; readonly squares: number },
): number {
  let used = 0
  let between = 0
  for (let level = 0; level < counts.length; level++) {
    const count = counts[level]
    if (count === 0) continue
    used++
    between += (sums[level] * sums[level]) / count
  }
  const total = squares - (sum * sum) / n
  if (!(total > 0) || used < 2 || used >= n) return Number.NaN
  const unexplained = (squares - between) / total
  return Math.sqrt(Math.max(0, Math.min(1, 1 - (unexplained * (n - 1)) / (n - used))))
}

/**
 * Cramér's V with the correction for bias, in [0, 1]: about 0 for independent columns however many levels there are. Over the
 * rows in which both are present; NaN where one doesn't vary there.
 * @see Bergsma, 2013, A bias-correction for Cramér's V and Tschuprow's T
 */
export function cramersV(x: RankCodes, y: RankCodes): number {
  const { rows, columns, total, forEach } = countCells(x, y)
  const usedRows = countUsed(rows)
  const usedColumns = countUsed(columns)
  if (usedRows < 2 || usedColumns < 2) return Number.NaN
  // Chi squared over n, plus 1.
  let sum = 0
  forEach((row, column, count) => {
    sum += (count / rows[row]) * (count / columns[column])
  })
  const excess = Math.max(0, sum - 1 - ((usedRows - 1) * (usedColumns - 1)) / (total - 1))
  const least = Math.min(usedRows - (usedRows - 1) ** 2 / (total - 1), usedColumns - (usedColumns - 1) ** 2 / (total - 1)) - 1
  return least > 0 ? Math.min(1, Math.sqrt(excess / least)) : Number.NaN
}

function countUsed(counts: Float64Array): number {
  let used = 0
  for (let i = 0; i < counts.length; i++) if (counts[i] > 0) used++
  return used
}
