import { columnOf, missingColumn } from '../../../encode/column-of.js'
import type { Margin } from '../../../encode/margin.js'
import { normalScale } from '../../../encode/normal-scale.js'
import { levelQuantiles, numberQuantiles, type Quantiles } from '../../../encode/quantile.js'
import type { Rng } from '../../../random/rng.js'
import type { Column } from '../../../table/column.js'
import type { Schema } from '../../../table/schema.js'
import { Table } from '../../../table/table.js'
import { type CopulaState, correlationMatrix, type LatentLayout, latentLayout } from '../state.js'
import { boxesDraw, type Draw, freeDraw } from './draw.js'
import { type Gap, gapThreshold } from './gaps.js'

/** What is worked out once for all blocks of rows. */
interface Machine {
  readonly layout: LatentLayout
  readonly draw: Draw
  /** Per column; null for one without values. */
  readonly quantiles: readonly (Quantiles<Float64Array | Int32Array> | null)[]
  /** The latent variables of the block at hand: one after the other has the same use for the same memory. */
  places: Float64Array
}

const machines = new WeakMap<CopulaState, Machine>()

function machineOf(state: CopulaState): Machine {
  const known = machines.get(state)
  if (known) return known
  const layout = latentLayout(state.margins, state.gaps)
  const correlations = correlationMatrix(state, layout.size)
  const draw = state.given ? boxesDraw(correlations, layout.size, state.given) : freeDraw(correlations, layout.size)
  const machine = { layout, draw, quantiles: state.margins.map(quantilesOf), places: new Float64Array() }
  machines.set(state, machine)
  return machine
}

export function quantilesOf(margin: Margin): Quantiles<Float64Array | Int32Array> | null {
  if (margin.present === 0) return null
  const quantiles = margin.kind === 'number' ? numberQuantiles(margin, normalScale) : levelQuantiles(margin, normalScale)
  return quantiles as Quantiles<Float64Array | Int32Array>
}

/** `count` rows. */
export function sampleCopula(state: CopulaState, schema: Schema, count: number, rng: Rng): Table {
  const machine = machineOf(state)
  const { layout, draw, quantiles } = machine
  if (machine.places.length !== layout.size * count) machine.places = new Float64Array(layout.size * count)
  const { places } = machine
  const boxOf = draw(places, count, rng)
  const of = (variable: number) => places.subarray(variable * count, (variable + 1) * count)
  const missing = missingCells(state.gaps, layout, count, of)
  const columns = schema.columns.map((column, i): Column => {
    const fill = quantiles[i]
    if (!fill) return missingColumn(column, count)
    const isNumber = state.margins[i]?.kind === 'number'
    const values = isNumber ? new Float64Array(count) : new Int32Array(count)
    const variable = layout.ofColumn[i]
    // A column of one value has no variable: any place will do.
    fill(variable < 0 ? new Float64Array(count) : of(variable), values)
    if (boxOf && state.given) putKnownValues(values as Float64Array, i, state.given, boxOf)
    const gap = layout.gapOf[i]
    if (gap >= 0) blank(values, missing[gap], isNumber ? Number.NaN : -1)
    return columnOf(column, values)
  })
  return new Table(columns, count)
}

/** For each gap, 1 where it is open. Gaps come after those that entail them. */
function missingCells(gaps: readonly Gap[], layout: LatentLayout, count: number, of: (variable: number) => Float64Array): Uint8Array[] {
  const missing: Uint8Array[] = []
  gaps.forEach((gap, i) => {
    const cells = new Uint8Array(count)
    for (const other of gap.entailedBy) blank(cells, missing[other], 1)
    const variable = layout.ofGap[i]
    if (variable >= 0) {
      markFrom(of(variable), gapThreshold(gap.missing, gap.rows), cells)
    }
    missing.push(cells)
  })
  return missing
}

function markFrom(places: Float64Array, threshold: number, cells: Uint8Array): void {
  for (let row = 0; row < places.length; row++) if (places[row] >= threshold) cells[row] = 1
}

function blank(values: Float64Array | Int32Array | Uint8Array, missing: Uint8Array, by: number): void {
  for (let row = 0; row < missing.length; row++) if (missing[row]) values[row] = by
}

/** Values known to a point go out as they were given, not as their place reads. */
function putKnownValues(values: Float64Array, column: number, boxes: NonNullable<CopulaState['given']>, boxOf: Uint16Array): void {
  const known = boxes.map(({ points }) => points.find((point) => point.column === column)?.value)
  if (known.every((value) => value === undefined)) return
  for (let row = 0; row < values.length; row++) {
    const value = known[boxOf[row]]
    if (value !== undefined) values[row] = value
  }
}
