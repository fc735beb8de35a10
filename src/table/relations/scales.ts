import { type Column, isNumberColumn } from '../column.js'
import type { Schema } from '../schema.js'
import type { Table } from '../table.js'

/**
 * When a column of numbers has a scale of its own per group, as in tables of indicators and values: the ranges of two groups are that many times as
 * wide, and a group covers at most that share of the column, by rank, on average. Groups of few rows say nothing.
 */
const widths = 20
const mostCovered = 0.6
const fewestRows = 20
const mostGroups = 500
/** Rows that are looked at first: over all rows the range of a group is at least as wide. */
const mostLooked = 1024
/**
 * Groups that cover so much of a column by the rows looked at cover more than `mostCovered` of it: so many rows tell shares to .12 but in one of 10^6 columns.
 * @see Massart 1990, The tight constant in the Dvoretzky-Kiefer-Wolfowitz inequality
 */
const surelyCovered = mostCovered + 0.12

/** The column of groups by which each column of numbers has its scale. */
export function findScales(table: Table, schema: Schema): Map<string, string> {
  const some = someRows(table.rows)
  const groupings = table.columns.flatMap((column) =>
    !isNumberColumn(column) && isGrouping(column, schema) ? [{ ...column, looked: valuesAt(column.values, some) }] : [],
  )
  const found = new Map<string, string>()
  if (groupings.length === 0) return found
  const followers = new Set(schema.dependencies.map(({ to }) => to))
  for (const column of table.columns) {
    const own = schema.columns.find(({ name }) => name === column.name)
    if (!isNumberColumn(column) || (own?.kind !== 'numeric' && own?.kind !== 'integer') || own.role !== 'feature') continue
    // What follows from another column has no scale to find.
    if (followers.has(column.name)) continue
    const width = (own.max ?? Number.POSITIVE_INFINITY) - (own.min ?? Number.NEGATIVE_INFINITY)
    const unit = groupings.find(({ name }) => hasOwnDigits(name, column.name, schema))
    if (unit) {
      found.set(column.name, unit.name)
      continue
    }
    const share = coverage(() => column.values)
    const looked = valuesAt(column.values, some)
    const shareLooked = coverage(() => looked)
    const candidates = groupings.flatMap((groups) => {
      const seen = rangesIn(looked, groups.looked, groups.levels.length)
      if (areAlike(seen, width) || coveredBy(seen, 1, shareLooked) > surelyCovered) return []
      const ranges = rangesIn(column.values, groups.values, groups.levels.length)
      // The rows looked at tell whether all are worth to be put in order.
      const isLikely = differ(ranges) && coveredBy(ranges, fewestRows, shareLooked) <= surelyCovered
      const covered = isLikely ? coveredBy(ranges, fewestRows, share) : 1
      return covered > mostCovered ? [] : [{ name: groups.name, covered, levels: groups.levels.length }]
    })
    const [best] = candidates.sort((a, b) => a.covered - b.covered || a.levels - b.levels)
    if (best) found.set(column.name, best.name)
  }
  return found
}

/** Whether a column says in which of several forms, of unlike digits, the numbers of another are written: `2.4 B` and `21 KB`. */
function hasOwnDigits(name: string, numbers: string, { columns }: Schema): boolean {
  const own = columns.find((column) => column.name === name)
  if (own?.kind !== 'categorical' || own.beside !== numbers || !own.digits) return false
  return new Set(own.digits.filter((count) => count !== null)).size > 1
}

function isGrouping(column: Column, { columns, dependencies }: Schema): boolean {
  const own = columns.find(({ name }) => name === column.name)
  const isLevels = own?.kind === 'categorical' || own?.kind === 'ordinal' || own?.kind === 'boolean'
  const isFree = !dependencies.some(({ to }) => to === column.name) && !own?.role.endsWith('key')
  return isLevels && isFree && own.levels.length > 1 && own.levels.length <= mostGroups
}

/** Rows from all over a table, as rows that stand together are alike. */
function someRows(rows: number): Int32Array {
  const some = new Int32Array(Math.min(rows, mostLooked))
  const step = strideOf(rows)
  for (let i = 0, row = 0; i < some.length; i++, row = (row + step) % rows) some[i] = row
  return some.sort()
}

/** A step through so many rows that visits all of them, neighbours long after each other. */
function strideOf(rows: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))
  let step = Math.max(1, Math.floor(rows * goldenShare))
  while (divisor(step, rows) > 1) step++
  return step
}

const goldenShare = 0.618

/** Ranges of a column by group, and in how many rows each has a value. */
interface Ranges {
  readonly least: Float64Array
  readonly greatest: Float64Array
  readonly counts: Float64Array
}

function rangesIn(values: Float64Array, codes: Int32Array, groups: number): Ranges {
  const least = new Float64Array(groups).fill(Number.POSITIVE_INFINITY)
  const greatest = new Float64Array(groups).fill(Number.NEGATIVE_INFINITY)
  const counts = new Float64Array(groups)
  for (let row = 0; row < values.length; row++) {
    const code = codes[row] as number
    const value = values[row] as number
    if (code < 0 || Number.isNaN(value)) continue
    counts[code] = (counts[code] as number) + 1
    if (value < (least[code] as number)) least[code] = value
    if (value > (greatest[code] as number)) greatest[code] = value
  }
  return { least, greatest, counts }
}

/** Whether some rows of every group say already that no range, of a column as wide as this, is so many times as wide as another. */
function areAlike({ least, greatest }: Ranges, width: number): boolean {
  for (let code = 0; code < least.length; code++) {
    const range = (greatest[code] as number) - (least[code] as number)
    if (!(range > 0 && width < widths * range)) return false
  }
  return true
}

/** Whether the range of one group is so many times as wide as that of another. */
function differ({ least, greatest, counts }: Ranges): boolean {
  let narrowest = Number.POSITIVE_INFINITY
  let widest = 0
  for (let code = 0; code < counts.length; code++) {
    const range = (greatest[code] as number) - (least[code] as number)
    if ((counts[code] as number) < fewestRows || range <= 0) continue
    if (range < narrowest) narrowest = range
    if (range > widest) widest = range
  }
  return widest >= widths * narrowest
}

/** The share of values from one up to another; they are put in order when it is asked for. */
function coverage(valuesOf: () => Float64Array): (from: number, to: number) => number {
  let ascending: Float64Array | undefined
  return (from, to) => {
    if (ascending === undefined) {
      const values = valuesOf()
      ascending = (values.includes(Number.NaN) ? values.filter((value) => !Number.isNaN(value)) : values.slice()).sort()
    }
    return (countBelow(ascending, to, true) - countBelow(ascending, from, false)) / ascending.length
  }
}

function valuesAt<Values extends Float64Array | Int32Array>(values: Values, rows: Int32Array): Values {
  const some = (values instanceof Int32Array ? new Int32Array(rows.length) : new Float64Array(rows.length)) as Values
  for (let i = 0; i < rows.length; i++) some[i] = values[rows[i] as number] as number
  return some
}

function countBelow(ascending: Float64Array, bound: number, included: boolean): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const value = ascending[middle] as number
    if (included ? value <= bound : value < bound) low = middle + 1
    else high = middle
  }
  return low
}

/** The mean share of the column that groups of so many rows cover. */
function coveredBy({ least, greatest, counts }: Ranges, fewest: number, share: (from: number, to: number) => number): number {
  let covered = 0
  let rows = 0
  for (let code = 0; code < counts.length; code++) {
    const count = counts[code] as number
    if (count < fewest) continue
    covered += count * share(least[code] as number, greatest[code] as number)
    rows += count
  }
  return covered / rows
}
