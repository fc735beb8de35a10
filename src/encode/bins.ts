import { type Column, isNumberColumn, isNumberKind } from '../table/column.js'
import { type ColumnSchema, levelsOf } from '../table/schema.js'
import { roundToGrid } from './grid.js'
import { type LevelMargin, levelIntervals } from './level-margin.js'
import { fitMargin, type Margin } from './margin.js'
import { type NumberMargin, numberInterval } from './number-margin.js'
import type { CellCoding, ValueCounts } from './statistics.js'

/** A margin cut into a few states, so that rows can be counted. Plain data. */
export interface Bins {
  /** Number of states, the missing one included. */
  readonly states: number
  /** The state of a missing value, the last one; -1 where no value is missing. Without any row, everything is. */
  readonly missing: number
  /** Stretches of the margin, ascending and apart, as shares of the present rows ... */
  readonly from: Float64Array
  readonly to: Float64Array
  /** ... and the state to which each belongs. */
  readonly state: Uint16Array
}

export interface BinnedColumn {
  readonly margin: Margin
  readonly bins: Bins
}

/**
 * The margin of a column, and its cut into about `most` states. Numbers and ordered levels: equally frequent stretches, except that
 * a value as frequent as a stretch has one of its own. Other levels: each its own state; the rarest share one where they are too many.
 */
export function fitBins(column: Column, schema: ColumnSchema, knots: number, most: number): BinnedColumn {
  return binsOf(fitMargin(column, schema, knots), schema, most)
}

/** The cut of a margin that is known already. */
export function binsOf(margin: Margin, schema: ColumnSchema, most: number): BinnedColumn {
  // Fewer rows can't tell that many states apart.
  const limit = Math.max(2, Math.min(most, Math.floor(Math.sqrt(margin.present))))
  if (margin.kind === 'number') return { margin, bins: toBins(margin, groupUnits(numberUnits(margin), limit, margin.present)) }
  const used = margin.counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
  if (used <= most) return { margin, bins: toBins(margin, levelUnits(margin)) }
  if (schema.kind === 'ordinal') return { margin, bins: toBins(margin, groupUnits(levelUnits(margin), limit, margin.present)) }
  const byFrequency = Uint32Array.from(margin.counts.keys()).sort((a, b) => margin.counts[b] - margin.counts[a] || a - b)
  const ordered = { ...margin, order: byFrequency }
  const units = levelUnits(ordered)
  const frequent = units.slice(0, most - 1)
  const rest = { from: frequent[frequent.length - 1]?.to ?? 0, to: margin.present, whole: false }
  return { margin: ordered, bins: toBins(ordered, [...frequent, rest]) }
}

/** A margin of numbers cut into at most about `most` states, equally frequent but for its atoms. */
export function cutNumbers(margin: NumberMargin, most: number): BinnedColumn {
  return { margin, bins: toBins(margin, groupUnits(numberUnits(margin), most, margin.present)) }
}

/** Rows `from` to `to` of the present ones, in the margin's order. */
interface Unit {
  readonly from: number
  readonly to: number
  /** One single value. */
  readonly whole: boolean
}

function levelUnits({ counts, order }: LevelMargin): Unit[] {
  const units: Unit[] = []
  let rows = 0
  for (let position = 0; position < counts.length; position++) {
    const count = counts[order ? order[position] : position]
    if (count > 0) units.push({ from: rows, to: rows + count, whole: true })
    rows += count
  }
  return units
}

/** Atoms, and what lies between two points; a point on the grid that is no atom doesn't end a unit, since it would cut a value in two. */
function numberUnits({ values, below, upTo, grid }: NumberMargin): Unit[] {
  const units: Unit[] = []
  let from = 0
  for (let k = 0; k < values.length; k++) {
    const [start, end] = [below[k], upTo[k]]
    const value = values[k]
    const cuts = end > start || !grid || k === values.length - 1 || roundToGrid(value, grid) !== value
    if (!cuts) continue
    if (start > from) units.push({ from, to: start, whole: false })
    if (end > start) units.push({ from: start, to: end, whole: true })
    from = end
  }
  return units
}

/** Neighbouring units together, so that each group has about the same number of rows; a single value with that many stays by itself. */
function groupUnits(units: readonly Unit[], limit: number, rows: number): Unit[] {
  if (units.length <= limit) return [...units]
  const isHeavy = (unit: Unit): boolean => unit.whole && unit.to - unit.from >= rows / limit
  const heavy = units.filter(isHeavy)
  const rest = heavy.reduce((sum, unit) => sum - (unit.to - unit.from), rows)
  const full = rest / Math.max(1, limit - heavy.length)
  const groups: Unit[] = []
  let start = 0
  units.forEach((unit, i) => {
    const next = units[i + 1]
    const ends = !next || isHeavy(unit) || isHeavy(next) || unit.to - start >= full
    if (!ends) return
    groups.push({ from: start, to: unit.to, whole: unit.whole && unit.from === start })
    start = unit.to
  })
  return groups
}

function toBins({ present, missing }: Margin, units: readonly Unit[]): Bins {
  const hasMissing = missing > 0 || present === 0
  return {
    states: units.length + (hasMissing ? 1 : 0),
    missing: hasMissing ? units.length : -1,
    from: Float64Array.from(units, (unit) => unit.from / present),
    to: Float64Array.from(units, (unit) => unit.to / present),
    state: Uint16Array.from(units.keys()),
  }
}

/** The state of each cell; -1 for a value that belongs to none. */
export function binCodes({ margin, bins }: BinnedColumn, column: Column): Int16Array {
  const codes = new Int16Array(column.values.length)
  const stateOf = margin.kind === 'level' ? cellState({ margin, bins }) : remembering(cellState({ margin, bins }))
  for (let row = 0; row < codes.length; row++) codes[row] = stateOf(column.values[row])
  if (!isNumberColumn(column)) for (let row = 0; row < codes.length; row++) if (column.values[row] < 0) codes[row] = bins.missing
  return codes
}

/** Distinct values that are remembered, so that a column of integers is looked up once per value. */
const rememberedValues = 1 << 16

/** Tells the state of a value, or of the code of a level; -1 for one that belongs to none. */
function cellState({ margin, bins }: BinnedColumn): (value: number) => number {
  if (margin.kind === 'level') {
    const { low, high } = levelIntervals(margin)
    const table = Int16Array.from(low, (from, level) => (high[level] > from ? stateAt(bins, (from + high[level]) / 2) : -1))
    return (level) => table[level] ?? -1
  }
  return (value) => {
    if (Number.isNaN(value)) return bins.missing
    const [low, high] = numberInterval(margin, value)
    return value < margin.values[0] || value > margin.values[margin.values.length - 1] ? -1 : stateAt(bins, (low + high) / 2)
  }
}

/** The same, remembering what was asked for. */
function remembering(stateOf: (value: number) => number): (value: number) => number {
  const known = new Map<number, number>()
  return (value) => {
    let state = known.get(value)
    if (state === undefined) {
      state = stateOf(value)
      if (known.size < rememberedValues) known.set(value, state)
    }
    return state
  }
}

/** The state whose stretch holds this place; -1 in none. */
function stateAt({ from, to, state }: Bins, place: number): number {
  let low = 0
  let high = from.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (from[middle] <= place) low = middle + 1
    else high = middle
  }
  return low > 0 && place <= to[low - 1] ? state[low - 1] : -1
}

/** The coding that gives each cell the state of its column's bins. */
export function stateCoding(binned: BinnedColumn, schema: ColumnSchema, { values }: Pick<ValueCounts, 'values'>): CellCoding {
  const stateOf = cellState(binned)
  const { missing } = binned.bins
  if (!isNumberKind(schema.kind)) {
    const levels = levelsOf(schema)
    // Levels without rows have no state, and no cell.
    return { column: schema.name, levels, codes: Uint16Array.from(levels, (_, code) => Math.max(0, stateOf(code))), missing }
  }
  const distinct = values as Float64Array
  const codes = new Uint16Array(distinct.length)
  for (let i = 0; i < codes.length; i++) codes[i] = stateOf(distinct[i])
  return { column: schema.name, ...boundsOf(distinct, codes), missing }
}

/** Ascending values with their codes as the last value of each run of one code. */
function boundsOf(values: Float64Array, codes: Uint16Array): { readonly upTo: Float64Array; readonly codes: Uint16Array } {
  const ends: number[] = []
  for (let i = 0; i < values.length; i++) if (i + 1 === values.length || codes[i] !== codes[i + 1]) ends.push(i)
  return { upTo: Float64Array.from(ends, (i) => values[i]), codes: Uint16Array.from(ends, (i) => codes[i]) }
}
