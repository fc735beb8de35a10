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
/** Rows of each group that are looked at first: over all rows its range is at least as wide. */
const rowsLooked = 32

interface Grouping extends CodeColumn {
  /** Some rows of each group that has enough of them. */
  readonly looked: readonly Int32Array[]
}

/** The column of groups by which each column of numbers has its scale. */
export function findScales(table: Table, schema: Schema): Map<string, string> {
  const groupings = table.columns.flatMap((column) => (!isNumberColumn(column) && isGrouping(column, schema) ? [groupingOf(column)] : []))
  const found = new Map<string, string>()
  if (groupings.length === 0) return found
  for (const column of table.columns) {
    const own = schema.columns.find(({ name }) => name === column.name)
    if (!isNumberColumn(column) || (own?.kind !== 'numeric' && own?.kind !== 'integer') || own.role !== 'feature') continue
    const [least, greatest] = rangeOf(column.values)
    const share = coverage(column.values)
    const candidates = groupings.flatMap((groups) => {
      if (areAlike(column.values, groups, greatest - least)) return []
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

function groupingOf(column: CodeColumn): Grouping {
  const counts = new Int32Array(column.levels.length)
  for (const code of column.values) if (code >= 0) counts[code] = (counts[code] as number) + 1
  const seen = new Int32Array(counts.length)
  const looked = Array.from(counts, (count) => new Int32Array(count < fewestRows ? 0 : Math.min(count, rowsLooked)))
  let open = looked.reduce((sum, { length }) => sum + length, 0)
  const { length } = column.values
  const step = strideOf(length)
  // From all over the column, as rows that stand together are alike, until there are enough of each group.
  for (let i = 0, row = 0; i < length && open > 0; i++, row = (row + step) % length) {
    const code = column.values[row] as number
    const rows = looked[code]
    if (!rows || (seen[code] as number) === rows.length) continue
    rows[seen[code] as number] = row
    seen[code] = (seen[code] as number) + 1
    open--
  }
  return { ...column, looked: looked.filter(({ length }) => length > 0) }
}

/** A step through so many rows that visits all of them, neighbours long after each other. */
function strideOf(rows: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b))
  let step = Math.max(1, Math.floor(rows * goldenShare))
  while (divisor(step, rows) > 1) step++
  return step
}

const goldenShare = 0.618

function rangeOf(values: Float64Array): [least: number, greatest: number] {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return [least, greatest]
}

/** Whether some rows of each group say already that no range, of a column as wide as this, is so many times as wide as another. */
function areAlike(values: Float64Array, { looked }: Grouping, width: number): boolean {
  return looked.every((rows) => {
    let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (let i = 0; i < rows.length; i++) {
      const value = values[rows[i] as number] as number
      if (value < least) least = value
      if (value > greatest) greatest = value
    }
    return greatest > least && width < widths * (greatest - least)
  })
}

/** The share of the values from one up to another; they are put in order when it is asked for. */
function coverage(values: Float64Array): (from: number, to: number) => number {
  let ascending: Float64Array | undefined
  return (from, to) => {
    ascending ??= values.filter((value) => !Number.isNaN(value)).sort()
    return (countBelow(ascending, to, true) - countBelow(ascending, from, false)) / ascending.length
  }
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
