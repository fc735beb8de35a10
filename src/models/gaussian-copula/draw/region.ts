import { satisfies } from '../../../constraints/domains/condition.js'
import { type LevelMargin, levelIntervals } from '../../../encode/level-margin.js'
import type { Margin } from '../../../encode/margin.js'
import { type NumberMargin, numberDensity, numberInterval, shareBelow, shareUpTo } from '../../../encode/number-margin.js'
import { ConstraintError } from '../../../errors.js'
import { type ColumnSchema, levelsOf } from '../../../table/schema.js'
import type { Condition } from '../../synthesizer.js'

/** What conditions leave of one column. */
export interface LatentRegion {
  readonly missing: boolean
  /** Shares of the present rows, ascending and apart. */
  readonly intervals: readonly Interval[]
  /** Single values without any share of their own; only if there are no intervals. */
  readonly points: readonly number[]
}

type Interval = readonly [low: number, high: number]

/** The region of one column in which all conditions hold. */
export function regionOf(schema: ColumnSchema, margin: Margin, conditions: readonly Condition[]): LatentRegion {
  let intervals: Interval[] = [[0, 1]]
  for (const condition of conditions) intervals = intersect(intervals, intervalsOf(schema, margin, condition))
  const missing = conditions.every((condition) => satisfies(condition, null))
  const points = intervals.length === 0 && margin.kind === 'number' ? pointsOf(margin, conditions) : []
  return { missing, intervals, points }
}

function intervalsOf(schema: ColumnSchema, margin: Margin, { oneOf, range, not }: Condition): Interval[] {
  let intervals: Interval[] = [[0, 1]]
  if (oneOf) intervals = union(oneOf.flatMap((value) => (value === null ? [] : [cellOf(schema, margin, value)])))
  if (range) {
    if (margin.kind === 'level') throw new ConstraintError(schema.name, 'has levels, not numbers; name the levels instead of a range')
    intervals = intersect(intervals, [rangeInterval(margin, range)])
  }
  return not ? complement(intervals) : intervals
}

function cellOf(schema: ColumnSchema, margin: Margin, value: number | string): Interval {
  if (margin.kind === 'number') {
    if (typeof value === 'number') return numberInterval(margin, value)
    throw new ConstraintError(schema.name, `holds numbers (got '${value}'); give a number`)
  }
  return levelInterval(schema, margin, value)
}

function levelInterval(schema: ColumnSchema, margin: LevelMargin, value: number | string): Interval {
  const names = levelsOf(schema)
  const level = names.indexOf(String(value))
  if (level < 0) {
    const some = names.slice(0, 20).join(', ')
    throw new ConstraintError(schema.name, `has no level '${value}'; it has ${some}${names.length > 20 ? ', ...' : ''}`)
  }
  const { low, high } = levelIntervals(margin)
  return [low[level], high[level]]
}

/** The shares between two numbers; on a grid, those of the steps whose values lie between them. */
function rangeInterval(margin: NumberMargin, { min, max, minOpen, maxOpen }: NonNullable<Condition['range']>): Interval {
  const { grid } = margin
  if (margin.present === 0) return [0, 0]
  if (!grid) {
    return [
      min === Number.NEGATIVE_INFINITY ? 0 : (minOpen ? shareUpTo : shareBelow)(margin, min),
      max === Number.POSITIVE_INFINITY ? 1 : (maxOpen ? shareBelow : shareUpTo)(margin, max),
    ]
  }
  const steps = (value: number) => (value * grid.scale - grid.origin) / grid.step
  const valueAt = (step: number) => (grid.origin + step * grid.step) / grid.scale
  // Bounds that miss a step by rounding alone are meant to be on it.
  const slack = 1e-9
  const first = minOpen ? Math.floor(steps(min) + slack) + 1 : Math.ceil(steps(min) - slack)
  const last = maxOpen ? Math.ceil(steps(max) - slack) - 1 : Math.floor(steps(max) + slack)
  return [
    Number.isFinite(first) ? numberInterval(margin, valueAt(first))[0] : 0,
    Number.isFinite(last) ? numberInterval(margin, valueAt(last))[1] : 1,
  ]
}

/** Values of a column without a grid that conditions name and all allow. */
function pointsOf(margin: NumberMargin, conditions: readonly Condition[]): number[] {
  const named = conditions.flatMap(({ oneOf, not }) => (oneOf && !not ? oneOf : []))
  const numbers = [...new Set(named.filter((value) => typeof value === 'number'))]
  return numbers.filter(
    (value) => !margin.grid && numberDensity(margin, value) > 0 && conditions.every((condition) => satisfies(condition, value)),
  )
}

/** Intervals in order, those that touch made one, and empty ones left out. */
function union(intervals: readonly Interval[]): Interval[] {
  const result: [number, number][] = []
  for (const [low, high] of [...intervals].sort((a, b) => a[0] - b[0])) {
    if (!(high > low)) continue
    const last = result[result.length - 1]
    if (last && low <= last[1]) last[1] = Math.max(last[1], high)
    else result.push([low, high])
  }
  return result
}

function intersect(a: readonly Interval[], b: readonly Interval[]): Interval[] {
  return union(a.flatMap(([low, high]) => b.map(([from, to]): Interval => [Math.max(low, from), Math.min(high, to)])))
}

function complement(intervals: readonly Interval[]): Interval[] {
  const edges = [0, ...intervals.flat(), 1]
  return union(edges.flatMap((edge, i): Interval[] => (i % 2 === 0 ? [[edge, edges[i + 1]]] : [])))
}
