import { type CodeColumn, type Column, isNumberColumn } from '../column.js'
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
/** Rows of each group, and rows altogether, that are looked at first: over all rows its range is at least as wide. */
const rowsLooked = 32
const mostLooked = 2048
/**
 * Groups that cover so much of a column by the rows looked at cover more than `mostCovered` of it: so many rows tell shares to .12 but in one of 10^6 columns.
 * @see Massart 1990, The tight constant in the Dvoretzky-Kiefer-Wolfowitz inequality
 */
const surelyCovered = mostCovered + 0.12

interface Grouping extends CodeColumn {
  /** Some rows of each group that has enough of them, and how many it has. */
  readonly looked: readonly { readonly rows: Int32Array; readonly count: number }[]
}

/** The column of groups by which each column of numbers has its scale. */
export function findScales(table: Table, schema: Schema): Map<string, string> {
  const some = someRows(table.rows)
  const groupings = table.columns.flatMap((column) =>
    !isNumberColumn(column) && isGrouping(column, schema) ? [groupingOf(column, some)] : [],
  )
  const found = new Map<string, string>()
  if (groupings.length === 0) return found
  for (const column of table.columns) {
    const own = schema.columns.find(({ name }) => name === column.name)
    if (!isNumberColumn(column) || (own?.kind !== 'numeric' && own?.kind !== 'integer') || own.role !== 'feature') continue
    const width = (own.max ?? Number.POSITIVE_INFINITY) - (own.min ?? Number.NEGATIVE_INFINITY)
    const share = coverage(() => column.values)
    const shareLooked = coverage(() => valuesAt(column.values, some))
    const candidates = groupings.flatMap((groups) => {
      if (areAlike(column.values, groups, width) || (!own.nullable && coverMost(column.values, groups, shareLooked))) return []
      const covered = coveredBy(column.values, groups, share)
      return covered === null || covered > mostCovered ? [] : [{ name: groups.name, covered, levels: groups.levels.length }]
    })
    const [best] = candidates.sort((a, b) => a.covered - b.covered || a.levels - b.levels)
    if (best) found.set(column.name, best.name)
  }
  return found
}

function isGrouping(column: Column, { columns, dependencies }: Schema): boolean {
  const own = columns.find(({ name }) => name === column.name)
  const isLevels = own?.kind === 'categorical' || own?.kind === 'ordinal' || own?.kind === 'boolean'
  const isFree = !dependencies.some(({ to }) => to === column.name) && !own?.role.endsWith('key')
  return isLevels && isFree && own.levels.length > 1 && own.levels.length <= mostGroups
}

function groupingOf(column: CodeColumn, some: Int32Array): Grouping {
  const counts = new Int32Array(column.levels.length)
  for (let row = 0; row < column.values.length; row++) {
    const code = column.values[row] as number
    if (code >= 0) counts[code] = (counts[code] as number) + 1
  }
  const rows = Array.from(counts, (count): number[] | null => (count < fewestRows ? null : []))
  for (let i = 0; i < some.length; i++) {
    const row = some[i] as number
    const own = rows[column.values[row] as number]
    if (own && own.length < rowsLooked) own.push(row)
  }
  const looked = rows.flatMap((own, code) => (own ? [{ rows: Int32Array.from(own), count: counts[code] as number }] : []))
  return { ...column, looked }
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

/** Whether some rows of each group say already that no range, of a column as wide as this, is so many times as wide as another. */
function areAlike(values: Float64Array, { looked }: Grouping, width: number): boolean {
  return looked.every(({ rows }) => {
    const [least, greatest] = rangeAt(values, rows)
    return greatest > least && width < widths * (greatest - least)
  })
}

/** Whether some rows of each group say already that the groups cover too much of the column. */
function coverMost(values: Float64Array, { looked }: Grouping, share: (from: number, to: number) => number): boolean {
  let [covered, all] = [0, 0]
  for (const { rows, count } of looked) {
    const [least, greatest] = rangeAt(values, rows)
    if (least <= greatest) covered += count * share(least, greatest)
    all += count
  }
  return covered > surelyCovered * all
}

function rangeAt(values: Float64Array, rows: Int32Array): [least: number, greatest: number] {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let i = 0; i < rows.length; i++) {
    const value = values[rows[i] as number] as number
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return [least, greatest]
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

function valuesAt(values: Float64Array, rows: Int32Array): Float64Array {
  const some = new Float64Array(rows.length)
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

/** The mean share of the column that groups cover; null where their widths are alike. */
function coveredBy(
  values: Float64Array,
  { values: codes, levels }: CodeColumn,
  share: (from: number, to: number) => number,
): number | null {
  const least = new Float64Array(levels.length).fill(Number.POSITIVE_INFINITY)
  const greatest = new Float64Array(levels.length).fill(Number.NEGATIVE_INFINITY)
  const counts = new Float64Array(levels.length)
  for (let row = 0; row < values.length; row++) {
    const [code, value] = [codes[row] as number, values[row] as number]
    if (code < 0 || Number.isNaN(value)) continue
    counts[code] = (counts[code] as number) + 1
    if (value < (least[code] as number)) least[code] = value
    if (value > (greatest[code] as number)) greatest[code] = value
  }
  const telling = Array.from(counts.keys()).filter((code) => (counts[code] as number) >= fewestRows)
  const ranges = telling.map((code) => (greatest[code] as number) - (least[code] as number)).filter((range) => range > 0)
  if (ranges.length < 2 || Math.max(...ranges) < widths * Math.min(...ranges)) return null
  let [covered, rows] = [0, 0]
  for (const code of telling) {
    covered += (counts[code] as number) * share(least[code] as number, greatest[code] as number)
    rows += counts[code] as number
  }
  return covered / rows
}
