import ln from '@stdlib/math-base-special-ln'
import { type Column, isNumberColumn } from '../column.js'
import type { ColumnSchema, Dependency } from '../schema.js'
import type { TypedColumns } from '../typing/typed-columns.js'

/**
 * When a column is believed to follow from another one, `from`: every value of `from` (missing is one) comes with one value of
 * `to` in all rows, and
 *  - `from` comes back: `rowsPerValue` rows per value on average, and at least two values in several rows;
 *  - it is no accident. Were the cells of `to` shuffled, they would follow from `from` in at most v^u of the n!/(m1! m2! ...)
 *    orders (u values of `from`, v of `to`, with m rows each): that share is below `accident`, divided by the pairs looked at.
 */
const rowsPerValue = 5
const accident = 1e-6
/** Most distinct values of a number column that is looked at: measured numbers follow from nothing. */
export const mostNumbers = (rows: number): number => Math.min(10_000, rows / rowsPerValue)

interface Coded {
  readonly name: string
  readonly codes: Int32Array
  readonly distinct: number
  readonly counts: readonly number[]
  readonly isNumber: boolean
  readonly isTarget: boolean
  readonly position: number
}

/**
 * Columns that follow exactly from another one. Each `to` is there once. `from` follows from no other column where that can be had;
 * of columns that follow from each other the first with levels stays, or else the first. `leastRows` is how often a value of `from` comes back on average.
 */
export function findDependencies(table: TypedColumns, columns: readonly ColumnSchema[], leastRows = rowsPerValue): Dependency[] {
  const candidates = columns.filter(({ role }) => role !== 'key' && role !== 'order')
  const pairs = candidates.length * (candidates.length - 1)
  const isTied = tiedInSomeRows(candidates.map(({ name }) => table.some(name)))
  const coded = candidates.flatMap(({ name, role }, i): Coded[] => {
    const column = isTied[i] ? table.column(name) : null
    const codes = column && codesOf(column)
    if (!codes || codes.distinct < 2) return []
    return [{ ...codes, name, isNumber: isNumberColumn(column), isTarget: role === 'target', position: i }]
  })
  const follows = (from: Coded, to: Coded): boolean =>
    to.distinct <= from.distinct &&
    comesBack(from, table.rows, leastRows) &&
    isFunction(from, to) &&
    !isAccident(from, to, table.rows, pairs)
  // Bijective columns are tied in distinct values; there the one to keep goes first.
  const byPreference = [...coded].sort(
    (a, b) =>
      b.distinct - a.distinct ||
      Number(a.isTarget) - Number(b.isTarget) ||
      Number(a.isNumber) - Number(b.isNumber) ||
      a.position - b.position,
  )
  const sources: Coded[] = []
  const found: { from: Coded; to: Coded }[] = []
  for (const to of byPreference) {
    const from = sources.find((source) => follows(source, to)) ?? found.map((known) => known.to).find((known) => follows(known, to))
    if (from) found.push({ from, to })
    else {
      sources.push(to)
      // Levels before numbers, which a model may make anew, and few values before many: the nearest cause says most about `to`.
      sources.sort((a, b) => Number(a.isNumber) - Number(b.isNumber) || a.distinct - b.distinct || a.position - b.position)
    }
  }
  return found.sort((a, b) => a.to.position - b.to.position).map(({ from, to }) => ({ from: from.name, to: to.name }))
}

/** Whether each column follows from another one, or another one from it, as far as some rows can tell: nearly no column does by accident. */
function tiedInSomeRows(columns: readonly Column[]): boolean[] {
  const looked = columns.map((column) => codesOf(column, column.values.length) as Codes)
  const tied = columns.map(() => false)
  const partner = new Int32Array(looked.reduce((most, { distinct }) => Math.max(most, distinct), 0))
  for (let i = 0; i < looked.length; i++) {
    const from = looked[i] as Codes
    for (let j = 0; j < looked.length; j++) {
      const to = looked[j] as Codes
      if (i === j || (tied[i] && tied[j]) || to.distinct > from.distinct || !isFunction(from, to, partner)) continue
      tied[i] = true
      tied[j] = true
    }
  }
  return tied
}

/** Codes 0, 1, 2 ... in order of appearance, missing cells being a value; null where there are too many numbers. */
function codesOf(column: Column, most = mostNumbers(column.values.length)): Codes | null {
  return isNumberColumn(column) ? codedNumbers(column.values, most) : codedLevels(column.values, column.levels.length)
}

type Codes = Pick<Coded, 'codes' | 'counts' | 'distinct'>

function codedNumbers(values: Float64Array, most: number): Codes | null {
  const known = new Map<number, number>()
  const codes = new Int32Array(values.length)
  const counts: number[] = []
  for (let i = 0; i < codes.length; i++) {
    const value = values[i] as number
    let code = known.get(value)
    if (code === undefined) {
      code = counts.push(0) - 1
      if (code >= most) return null
      known.set(value, code)
    }
    codes[i] = code
    counts[code] = (counts[code] as number) + 1
  }
  return { codes, counts, distinct: counts.length }
}

function codedLevels(values: Int32Array, levels: number): Codes {
  const known = new Int32Array(levels + 1).fill(-1)
  const codes = new Int32Array(values.length)
  const counts: number[] = []
  for (let i = 0; i < codes.length; i++) {
    const level = (values[i] as number) + 1
    let code = known[level] as number
    if (code < 0) {
      code = counts.push(0) - 1
      known[level] = code
    }
    codes[i] = code
    counts[code] = (counts[code] as number) + 1
  }
  return { codes, counts, distinct: counts.length }
}

function comesBack({ distinct, counts }: Coded, rows: number, leastRows: number): boolean {
  if (rows < leastRows * distinct) return false
  let repeated = 0
  for (let i = 0; i < counts.length; i++) if ((counts[i] as number) > 1) repeated++
  return repeated >= 2
}

/** Whether each code of `from` comes with one code of `to`. Most pairs fail within a few rows. */
function isFunction(from: Codes, to: Codes, partner = new Int32Array(from.distinct)): boolean {
  for (let code = 0; code < from.distinct; code++) partner[code] = -1
  const [a, b] = [from.codes, to.codes]
  for (let i = 0; i < a.length; i++) {
    const code = a[i] as number
    const known = partner[code] as number
    if (known < 0) partner[code] = b[i] as number
    else if (known !== b[i]) return false
  }
  return true
}

/** Whether a shuffled `to` would follow from `from` too often to believe it. */
function isAccident(from: Coded, to: Coded, rows: number, pairs: number): boolean {
  let logShare = from.distinct * ln(to.distinct) - logFactorial(rows)
  for (let i = 0; i < to.counts.length; i++) logShare += logFactorial(to.counts[i] as number)
  return logShare > ln(accident / pairs)
}

const halfLnTwoPi = 0.9189385332046728

/**
 * ln n! of a whole number from 0 up, to about 1e-15 of itself: a product up to 20, then Stirling's series.
 * @see NIST Digital Library of Mathematical Functions, https://dlmf.nist.gov/5.11.E1
 */
export function logFactorial(n: number): number {
  if (n <= 20) {
    let product = 1
    for (let factor = 2; factor <= n; factor++) product *= factor
    return ln(product)
  }
  const square = 1 / (n * n)
  const series = (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680))) / n
  return (n + 0.5) * ln(n) - n + halfLnTwoPi + series
}
