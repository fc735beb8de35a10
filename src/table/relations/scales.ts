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

/** The column of groups by which each column of numbers has its scale. */
export function findScales(table: Table, schema: Schema): Map<string, string> {
  const groupings = table.columns.filter((column): column is CodeColumn => !isNumberColumn(column) && isGrouping(column, schema))
  const found = new Map<string, string>()
  if (groupings.length === 0) return found
  for (const column of table.columns) {
    const own = schema.columns.find(({ name }) => name === column.name)
    if (!isNumberColumn(column) || (own?.kind !== 'numeric' && own?.kind !== 'integer') || own.role !== 'feature') continue
    const candidates = groupings.flatMap((groups) => {
      const covered = coveredBy(column.values, groups)
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

/** The share of the values from one up to another. */
function coverage(values: Float64Array): (from: number, to: number) => number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const count = (counts: (value: number) => boolean): number => {
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if (counts(sorted[middle] as number)) low = middle + 1
      else high = middle
    }
    return low
  }
  return (from, to) => (count((value) => value <= to) - count((value) => value < from)) / sorted.length
}

/** The mean share of the column that groups cover; null where their widths are alike. */
function coveredBy(values: Float64Array, { values: codes, levels }: CodeColumn): number | null {
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
  const share = coverage(values)
  let [covered, rows] = [0, 0]
  for (const code of telling) {
    covered += (counts[code] as number) * share(least[code] as number, greatest[code] as number)
    rows += counts[code] as number
  }
  return covered / rows
}
