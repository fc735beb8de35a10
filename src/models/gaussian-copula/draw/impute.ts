import type { Rng } from '../../../random/rng.js'
import { isMissing } from '../../../table/column.js'
import type { Schema } from '../../../table/schema.js'
import { Table } from '../../../table/table.js'
import { openCells, withFilled } from '../../shell/cells.js'
import { type CopulaState, correlationMatrix, type LatentLayout, latentLayout } from '../state.js'
import { type CellBounds, cellBounds } from './cells.js'
import { boxesDraw } from './draw.js'
import { gapThreshold } from './gaps.js'
import { quantilesOf } from './sample.js'

/**
 * The table with its open cells drawn given the others, exactly: the latent variables of each row from the normal distribution within the
 * bounds that its cells set. A cell that the copula never makes sets none.
 */
export function imputeCopula(state: CopulaState, schema: Schema, table: Table, fill: ReadonlySet<string>, rng: Rng): Table {
  const layout = latentLayout(state.margins, state.gaps)
  const columns = schema.columns.map(({ name }) => table.column(name))
  const open = columns.map((column, i) => (state.margins[i]?.present ? openCells(column, fill) : new Uint8Array(table.rows)))
  const { bounds } = cellBounds(state, schema, table, layout)
  closeGaps(state, layout, columns, open, bounds)
  const correlations = correlationMatrix(state, layout.size)
  const places = open.map(() => new Float64Array(table.rows))
  const drawn = new Float64Array(layout.size)
  const box = { lower: new Float64Array(layout.size), upper: new Float64Array(layout.size), points: [], logWeight: 0 }
  for (let row = 0; row < table.rows; row++) {
    if (!open.some((cells, i) => cells[row] === 1 && layout.ofColumn[i] >= 0)) continue
    bounds.forEach(({ low, high }, variable) => {
      const isBounded = low[row] <= high[row]
      box.lower[variable] = isBounded ? low[row] : Number.NEGATIVE_INFINITY
      box.upper[variable] = isBounded ? high[row] : Number.POSITIVE_INFINITY
    })
    boxesDraw(correlations, layout.size, [box])(drawn, 1, rng)
    layout.ofColumn.forEach((variable, i) => {
      if (variable >= 0) (places[i] as Float64Array)[row] = drawn[variable]
    })
  }
  const filled = columns.map((column, i) => {
    const own = open[i]
    if (!own.includes(1)) return column
    const values = column.values.slice()
    quantilesOf(state.margins[i])?.(places[i] as Float64Array, values)
    return withFilled(column, own, values)
  })
  return new Table(filled, table.rows)
}

/** A gap of which every missing cell is to be filled is closed; of one that is filled in part nothing is known. */
function closeGaps(
  state: CopulaState,
  layout: LatentLayout,
  columns: Table['columns'],
  open: readonly Uint8Array[],
  bounds: CellBounds[],
): void {
  state.gaps.forEach(({ columns: positions, missing, rows }, gap) => {
    const variable = layout.ofGap[gap]
    if (variable < 0) return
    const { low, high } = bounds[variable]
    const threshold = gapThreshold(missing, rows)
    for (let row = 0; row < low.length; row++) {
      if (!positions.some((i) => open[i]?.[row] === 1)) continue
      const isClosed = positions.every((i) => open[i]?.[row] === 1 || !isMissing(columns[i], row))
      low[row] = isClosed ? Number.NEGATIVE_INFINITY : Number.NaN
      high[row] = isClosed ? threshold : Number.NaN
    }
  })
}
