import ln from '@stdlib/math-base-special-ln'
import { levelIntervals } from '../../../encode/level-margin.js'
import { clampShare, type Margin } from '../../../encode/margin.js'
import { type NumberMargin, numberDensity, numberInterval } from '../../../encode/number-margin.js'
import { normalQuantile } from '../../../stats/normal/normal.js'
import { type Column, isMissing } from '../../../table/column.js'
import type { Schema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import type { CopulaState, LatentLayout } from '../state.js'
import { gapThreshold } from './gaps.js'

/** What the cells of a table say of one latent variable, row by row. */
export interface CellBounds {
  /** NaN where they say nothing; equal where the variable is known to a point; `low > high` where no row can have that cell. */
  readonly low: Float64Array
  readonly high: Float64Array
  /** Log of the factor from the variable's density to the value's, where it is known to a point. */
  readonly logFactor: Float64Array
}

/** The bounds of every latent variable, and 1 for each row that the model can't make for want of a gap or a value. */
export function cellBounds(
  state: CopulaState,
  schema: Schema,
  table: Table,
  layout: LatentLayout,
): { bounds: CellBounds[]; impossible: Uint8Array } {
  const { rows } = table
  const impossible = new Uint8Array(rows)
  const columns = schema.columns.map(({ name }) => table.column(name))
  const bounds: CellBounds[] = Array.from({ length: layout.size }, () => emptyBounds(rows))
  columns.forEach((column, i) => {
    const margin = state.margins[i]
    const variable = layout.ofColumn[i]
    const target = variable < 0 ? emptyBounds(rows) : bounds[variable]
    const boundCell = cellBounder(margin, column)
    for (let row = 0; row < rows; row++) {
      if (boundCell(row, target)) {
        if (layout.gapOf[i] < 0 && margin.present > 0) impossible[row] = 1
      } else if (!(target.low[row] <= target.high[row])) impossible[row] = 1
    }
  })
  boundGaps(state, columns, layout, bounds, impossible)
  return { bounds, impossible }
}

function emptyBounds(rows: number): CellBounds {
  return { low: new Float64Array(rows).fill(Number.NaN), high: new Float64Array(rows).fill(Number.NaN), logFactor: new Float64Array(rows) }
}

/** A function that writes the bounds of a cell's variable and returns true, writing nothing, if the cell is missing. */
function cellBounder(margin: Margin, column: Column): (row: number, target: CellBounds) => boolean {
  if (margin.kind === 'number') {
    return (row, target) => {
      const value = column.values[row]
      if (Number.isNaN(value)) return true
      boundNumber(margin, value, row, target)
      return false
    }
  }
  const { low, high } = levelIntervals(margin)
  const lows = low.map(normalQuantile)
  const highs = high.map(normalQuantile)
  return (row, target) => {
    const code = column.values[row]
    if (code < 0) return true
    const isPossible = (margin.counts[code] ?? 0) > 0
    target.low[row] = isPossible ? lows[code] : 1
    target.high[row] = isPossible ? highs[code] : 0
    return false
  }
}

function boundNumber(margin: NumberMargin, value: number, row: number, target: CellBounds): void {
  const [low, high] = numberInterval(margin, value)
  const density = high > low || margin.grid ? 0 : numberDensity(margin, value)
  if (high > low) {
    target.low[row] = normalQuantile(low)
    target.high[row] = normalQuantile(high)
  } else if (density > 0) {
    const place = normalQuantile(clampShare(low, margin.present))
    target.low[row] = place
    target.high[row] = place
    target.logFactor[row] = ln(density) + 0.5 * place * place + 0.9189385332046727
  } else {
    target.low[row] = 1
    target.high[row] = 0
  }
}

function boundGaps(
  state: CopulaState,
  columns: readonly Column[],
  layout: LatentLayout,
  bounds: CellBounds[],
  impossible: Uint8Array,
): void {
  const open = state.gaps.map(({ columns: positions }) =>
    gapCells(
      positions.map((i) => columns[i]),
      impossible,
    ),
  )
  state.gaps.forEach(({ entailedBy, missing, rows }, gap) => {
    const variable = layout.ofGap[gap]
    const cells = open[gap]
    const threshold = gapThreshold(missing, rows)
    for (let row = 0; row < cells.length; row++) {
      const isEntailed = entailedBy.some((other) => open[other]?.[row])
      if (isEntailed ? !cells[row] : variable < 0 && cells[row]) impossible[row] = 1
      if (isEntailed || variable < 0) continue
      const target = bounds[variable]
      target.low[row] = cells[row] ? threshold : Number.NEGATIVE_INFINITY
      target.high[row] = cells[row] ? Number.POSITIVE_INFINITY : threshold
    }
  })
}

/** 1 where all columns of a gap are missing; rows in which only some are can't come up. */
function gapCells(columns: readonly Column[], impossible: Uint8Array): Uint8Array {
  const cells = new Uint8Array(impossible.length)
  for (let row = 0; row < cells.length; row++) {
    const missing = columns.filter((column) => isMissing(column, row)).length
    if (missing === columns.length) cells[row] = 1
    else if (missing > 0) impossible[row] = 1
  }
  return cells
}
