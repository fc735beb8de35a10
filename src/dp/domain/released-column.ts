import type { BinnedColumn, Bins } from '../../encode/bins.js'
import type { LevelMargin } from '../../encode/level-margin.js'
import type { Margin } from '../../encode/margin.js'
import type { NumberMargin } from '../../encode/number-margin.js'
import { type ColumnCells, runOf, valueCells } from './cells.js'
import type { CoarseCells } from './coarsen.js'
import type { Lattice } from './lattice.js'
import type { PublicColumn } from './public-domain.js'

/**
 * The margin of a column as its released counts tell it, and its cut into the groups: what models that know nothing of privacy draw
 * values from. Counts are not negative; they are rounded, and a group of values without any gets one row, so that it can be drawn from.
 */
export function releasedColumn(column: PublicColumn, cells: ColumnCells, { size, of }: CoarseCells, counts: Float64Array): BinnedColumn {
  const values = valueCells(cells)
  const whole = wholeCounts(counts, of, values)
  const order = cellsInOrder(of.subarray(0, values))
  const margin = marginOf(column, cells, whole, order)
  return { margin, bins: binsOf(order, of, whole, { present: margin.present, states: size, missing: cells.missing ? size - 1 : -1 }) }
}

/** Released counts of a column's cells as whole numbers. Where they tell of no row at all, every cell is as likely. */
export function wholeCells(counts: Float64Array): Uint32Array {
  const whole = Uint32Array.from(counts, Math.round)
  return whole.every((count) => count === 0) ? whole.fill(1) : whole
}

/** The margin of a column as whole counts of its cells tell it. */
export function releasedMargin(column: PublicColumn, cells: ColumnCells, whole: Uint32Array): Margin {
  return marginOf(
    column,
    cells,
    whole,
    Uint32Array.from({ length: valueCells(cells) }, (_, cell) => cell),
  )
}

function marginOf({ lattice }: PublicColumn, cells: ColumnCells, counts: Uint32Array, order: Uint32Array): Margin {
  const values = valueCells(cells)
  const missing = cells.missing ? counts[values] : 0
  const present = order.reduce((sum, cell) => sum + counts[cell], 0)
  const own = counts.subarray(0, values)
  if (cells.kind === 'level' || !lattice) return levelMargin(own, order, present, missing)
  return numberMargin(own, cells.starts, lattice, present, missing)
}

function wholeCounts(counts: Float64Array, of: Int32Array, values: number): Uint32Array {
  const whole = Uint32Array.from(counts, Math.round)
  const full = new Set<number>()
  for (let cell = 0; cell < values; cell++) if (whole[cell] > 0) full.add(of[cell])
  for (let cell = 0; cell < values; cell++) {
    if (full.has(of[cell])) continue
    whole[cell] = 1
    full.add(of[cell])
  }
  return whole
}

/** Group after group, and within one as they come. */
function cellsInOrder(of: Int32Array): Uint32Array {
  return Uint32Array.from(of.keys()).sort((a, b) => of[a] - of[b] || a - b)
}

function levelMargin(counts: Uint32Array, order: Uint32Array, present: number, missing: number): LevelMargin {
  const inOrder = order.every((level, position) => level === position)
  return { kind: 'level', present, missing, counts, ...(inOrder ? {} : { order }) }
}

/** Single points are atoms; longer runs are spread evenly from half a step before their first point to half a step behind the last. */
function numberMargin(counts: Uint32Array, starts: Float64Array, lattice: Lattice, present: number, missing: number): NumberMargin {
  const { grid, low, high, points } = lattice
  const values: number[] = []
  const below: number[] = []
  const upTo: number[] = []
  const push = (value: number, from: number, to: number): void => {
    if (from === to && values.at(-1) === value && upTo.at(-1) === from) return
    values.push(value)
    below.push(from)
    upTo.push(to)
  }
  const edge = (point: number): number => {
    if (grid) return (grid.origin + (point - 0.5) * grid.step) / grid.scale
    return low * (1 - point / points) + high * (point / points)
  }
  let rows = 0
  for (let cell = 0; cell < counts.length; cell++) {
    const count = counts[cell]
    const [from, to] = runOf(starts, cell, lattice)
    if (count === 0) continue
    if (to - from === 1 && (grid || points === 1)) push(grid ? (grid.origin + from * grid.step) / grid.scale : low, rows, rows + count)
    else {
      push(edge(from), rows, rows)
      push(edge(to), rows + count, rows + count)
    }
    rows += count
  }
  const arrays = { values: Float64Array.from(values), below: Uint32Array.from(below), upTo: Uint32Array.from(upTo) }
  return { kind: 'number', present, missing, ...arrays, grid: grid ? { scale: grid.scale, step: grid.step, origin: grid.origin } : null }
}

function binsOf(
  order: Uint32Array,
  of: Int32Array,
  counts: Uint32Array,
  { present, states, missing }: { readonly present: number; readonly states: number; readonly missing: number },
): Bins {
  const from: number[] = []
  const to: number[] = []
  const state: number[] = []
  let rows = 0
  for (const cell of order) {
    const group = of[cell]
    const count = counts[cell]
    if (state.at(-1) !== group) {
      from.push(rows / present)
      to.push(rows / present)
      state.push(group)
    }
    rows += count
    to[to.length - 1] = rows / present
  }
  return { states, missing, from: Float64Array.from(from), to: Float64Array.from(to), state: Uint16Array.from(state) }
}
