import { createBinValues, stateMasses } from '../../encode/bin-values.js'
import { binCodes } from '../../encode/bins.js'
import type { Rng } from '../../random/rng.js'
import type { Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { openCells, withFilled } from '../shell/cells.js'
import { chancesOf } from './compiled.js'
import { GroupSums, groupRows, type RowGroups } from './row-groups.js'
import type { DensityColumn, DensityState } from './state.js'

/**
 * The table with its open cells drawn given the others, exactly: a training row by how likely its kernels lead to what is known of the
 * row, and from there each open cell by its own kernel. Takes time with rows × training rows.
 */
export function imputeDensity(state: DensityState, schema: Schema, table: Table, fill: ReadonlySet<string>, rng: Rng): Table {
  const cells = schema.columns.map(({ name }) => table.column(name))
  if (state.rows === 0) return table.select(cells.map(({ name }) => name))
  const open = cells.map((column, i) => {
    const { bins } = state.columns[i].binned
    return bins.from.length > 0 ? openCells(column, fill) : new Uint8Array(table.rows)
  })
  const codes = state.columns.map(({ binned }, i) => binCodes(binned, cells[i]))
  const kernels = state.columns.map((column) => kernelsOf(column, state))
  const groups = groupsOf(state)
  const sums = new GroupSums(groups)
  const known: Float64Array[] = []
  for (let row = 0; row < table.rows; row++) {
    if (!open.some((column) => column[row] === 1)) continue
    for (let i = 0; i < kernels.length; i++) {
      const { from, present, anything } = kernels[i]
      const code = codes[i]?.[row]
      known[i] = open[i]?.[row] ? present : code < 0 ? anything : from[code]
    }
    const drawn = sums.draw(known, rng.uniform()) ?? anyRow(groups, rng)
    for (let i = 0; i < kernels.length; i++) {
      if (!open[i]?.[row]) continue
      const source = codeAt(groups, i, drawn)
      codes[i][row] = drawState(kernels[i], source, rng)
    }
  }
  const columns = cells.map((column, i) => {
    const own = open[i]
    const positions = Float64Array.from(own, (isOpen) => (isOpen ? rng.uniform() : 0))
    return own.includes(1) ? withFilled(column, own, createBinValues(state.columns[i].binned)(codes[i], positions)) : column
  })
  return new Table(columns, table.rows)
}

/** A column's kernel as sums over training rows need it: by the state of the training row. */
interface ColumnKernels {
  /** For each state of a cell, its chance from every state of a training row. */
  readonly from: readonly Float64Array[]
  /** The chance that there is a value. */
  readonly present: Float64Array
  readonly anything: Float64Array
  /** From each state to each state that is a value, as sums up to and including it. */
  readonly upTo: readonly Float64Array[]
}

function kernelsOf(column: DensityColumn, { kernel }: DensityState): ColumnKernels {
  const { values, targets: states } = chancesOf({ ...column, restriction: null }, kernel)
  const { bins } = column.binned
  const masses = stateMasses(bins)
  const from = Array.from({ length: states }, (_, to) => Float64Array.from({ length: states }, (_, i) => values[i * states + to]))
  const upTo = Array.from({ length: states }, (_, source) => {
    const ofValues = values.subarray(source * states, (source + 1) * states).map((chance, to) => (to === bins.missing ? 0 : chance))
    // A training row that always leads to a gap leads anywhere, if it is asked for a value.
    return cumulated(ofValues.some((chance) => chance > 0) ? ofValues : masses)
  })
  const present = bins.missing < 0 ? new Float64Array(states).fill(1) : (from[bins.missing] as Float64Array).map((gap) => 1 - gap)
  return { from, present, anything: new Float64Array(states).fill(1), upTo }
}

function cumulated(weights: Float64Array): Float64Array {
  let sum = 0
  return weights.map((weight) => {
    sum += weight
    return sum
  })
}

function drawState({ upTo }: ColumnKernels, source: number, rng: Rng): number {
  const sums = upTo[source]
  const place = rng.uniform() * sums[sums.length - 1]
  const state = sums.findIndex((sum) => sum > place)
  return Math.max(0, state)
}

/** The training rows, in groups that share the columns with fewest states among them. */
function groupsOf(state: DensityState): RowGroups {
  const codes = state.columns.map((column) => column.codes)
  const states = state.columns.map(({ kernel }) => kernel.shares.length)
  const order = [...codes.keys()].sort((a, b) => states[a] - states[b] || a - b)
  return groupRows(codes, states, state.weights ?? new Float64Array(state.rows).fill(1 / state.rows), order)
}

function anyRow({ starts, weights }: RowGroups, rng: Rng): { group: number; row: number } {
  const row = rng.integer(weights.length)
  let group = 0
  while (starts[group + 1] <= row) group++
  return { group, row }
}

function codeAt({ shared, sharedCodes, own, ownCodes }: RowGroups, column: number, { group, row }: { group: number; row: number }): number {
  const at = shared.indexOf(column)
  return at >= 0 ? sharedCodes[at]?.[group] : ownCodes[own.indexOf(column)]?.[row]
}
