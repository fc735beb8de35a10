import ln from '@stdlib/math-base-special-ln'
import { type Column, isNumberColumn } from '../column.js'
import type { Dependency, Schema } from '../schema.js'
import type { Table } from '../table.js'

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
  readonly counts: Int32Array
  readonly isNumber: boolean
  readonly isTarget: boolean
  readonly position: number
}

/**
 * Columns that follow exactly from another one. Each `to` is there once. `from` follows from no other column where that can be had;
 * of columns that follow from each other the first with levels stays, or else the first. `leastRows` is how often a value of `from` comes back on average.
 */
export function findDependencies(table: Table, schema: Schema, leastRows = rowsPerValue): Dependency[] {
  const roles = new Map(schema.columns.map(({ name, role }) => [name, role]))
  const eligible = table.columns.map((column, position) => ({ column, position, role: roles.get(column.name) ?? 'feature' }))
  const candidates = eligible.filter(({ role }) => role !== 'key' && role !== 'order')
  const pairs = candidates.length * (candidates.length - 1)
  const isTied = tiedInFewRows(
    candidates.map(({ column }) => column),
    table.rows,
  )
  const coded = candidates.flatMap(({ column, position, role }, i) => {
    const result = isTied[i] ? codedColumn(column, position, role === 'target', table.rows) : null
    return result && result.distinct > 1 ? [result] : []
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

/** Rows that are looked at first, from all over the table. */
const rowsLooked = 500

/** Whether each column follows from another one, or another one from it, as far as some rows can tell: nearly no column does by accident. */
function tiedInFewRows(columns: readonly Column[], rows: number): boolean[] {
  const step = Math.max(1, Math.floor(rows / rowsLooked))
  const looked = columns.map(({ values }) => {
    const codes = new Map<number, number>()
    const cells = new Int32Array(Math.ceil(rows / step))
    for (let i = 0; i < cells.length; i++) {
      const value = values[i * step] as number
      let code = codes.get(value)
      if (code === undefined) {
        code = codes.size
        codes.set(value, code)
      }
      cells[i] = code
    }
    return { codes: cells, distinct: codes.size }
  })
  const tied = columns.map(() => false)
  for (const [i, from] of looked.entries()) {
    for (const [j, to] of looked.entries()) {
      if (i === j || (tied[i] && tied[j]) || to.distinct > from.distinct || !isFunction(from, to)) continue
      tied[i] = true
      tied[j] = true
    }
  }
  return tied
}

/** Codes 0, 1, 2 ... in order of appearance, missing cells being a value; null where there are too many values. */
function codedColumn(column: Column, position: number, isTarget: boolean, rows: number): Coded | null {
  const isNumber = isNumberColumn(column)
  const coded = isNumber ? codedNumbers(column.values, mostNumbers(rows)) : codedLevels(column.values, column.levels.length)
  if (!coded) return null
  const counts = new Int32Array(coded.distinct)
  for (let i = 0; i < rows; i++) counts[coded.codes[i] as number] = (counts[coded.codes[i] as number] as number) + 1
  return { ...coded, name: column.name, counts, isNumber, isTarget, position }
}

function codedNumbers(values: Float64Array, most: number): { codes: Int32Array; distinct: number } | null {
  const known = new Map<number, number>()
  const codes = new Int32Array(values.length)
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number
    let code = known.get(value)
    if (code === undefined) {
      code = known.size
      if (code >= most) return null
      known.set(value, code)
    }
    codes[i] = code
  }
  return { codes, distinct: known.size }
}

function codedLevels(values: Int32Array, levels: number): { codes: Int32Array; distinct: number } {
  const known = new Int32Array(levels + 1).fill(-1)
  const codes = new Int32Array(values.length)
  let distinct = 0
  for (let i = 0; i < values.length; i++) {
    const level = (values[i] as number) + 1
    if ((known[level] as number) < 0) known[level] = distinct++
    codes[i] = known[level] as number
  }
  return { codes, distinct }
}

function comesBack({ distinct, counts }: Coded, rows: number, leastRows: number): boolean {
  if (rows < leastRows * distinct) return false
  let repeated = 0
  for (let i = 0; i < counts.length; i++) if ((counts[i] as number) > 1) repeated++
  return repeated >= 2
}

/** Whether each code of `from` comes with one code of `to`. Most pairs fail within a few rows. */
function isFunction(from: Pick<Coded, 'codes' | 'distinct'>, to: Pick<Coded, 'codes'>): boolean {
  const partner = new Int32Array(from.distinct).fill(-1)
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
