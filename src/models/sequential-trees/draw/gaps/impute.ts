import type { Rng } from '../../../../random/rng.js'
import { type Schema, schemaColumn } from '../../../../table/schema.js'
import { Table } from '../../../../table/table.js'
import { openCells, withFilled } from '../../../shell/cells.js'
import { conditionalDensity } from '../../density/conditional-density.js'
import type { TreeStep, TreesState, VisitOrder } from '../../state.js'
import { type OpenRows, proposeRows } from './propose.js'

/** Candidates per row, at first, and for rows of which few candidates carry the weight. */
const candidates = [64, 512]
/** Equally weighted candidates that are enough. */
const enoughWorth = 4
/** Candidates that are drawn in one go. */
const batch = 1 << 15

/**
 * The table with its open cells drawn given the others, by importance resampling: each row has candidates drawn column after column, known
 * cells being what they are; one is kept by how likely these are given the candidate. Exact but for the number of candidates where
 * cells that were drawn early have many values that later columns rule out.
 */
export function imputeTrees({ ways }: TreesState, schema: Schema, table: Table, fill: ReadonlySet<string>, rng: Rng): Table {
  const columns = schema.columns.map(({ name }) => table.column(name))
  const open = new Map(columns.map((column) => [column.name, openCells(column, fillable(ways[0], schema, fill))]))
  const values = new Map(columns.map((column) => [column.name, column.values.slice()]))
  const rows = Int32Array.from({ length: table.rows }, (_, row) => row).filter((row) =>
    [...open.values()].some((cells) => cells[row] === 1),
  )
  ways.forEach((way, i) => {
    const own = rows.filter((_, position) => position % ways.length === i)
    let left: Int32Array = own
    candidates.forEach((count, turn) => {
      const isLast = turn === candidates.length - 1
      left = fillRows({ way, schema, values, open, rows: left, candidates: count }, isLast ? 0 : enoughWorth, rng.split(i, turn))
    })
  })
  return new Table(
    columns.map((column) => withFilled(column, open.get(column.name) as Uint8Array, values.get(column.name) as Float64Array)),
    table.rows,
  )
}

/** Columns of which the trees know a value. */
function fillable({ steps }: VisitOrder, schema: Schema, fill: ReadonlySet<string>): ReadonlySet<string> {
  const hasValues = (step: TreeStep): boolean => step.values !== null && conditionalDensity(step, schemaColumn(schema, step.name)).hasValues
  return new Set(steps.filter((step) => fill.has(step.name) && (step.identity || hasValues(step))).map(({ name }) => name))
}

/** Fills the rows, batch by batch; returns those of which fewer candidates than `enough` carry the weight, which are left as they were. */
function fillRows(asked: OpenRows, enough: number, rng: Rng): Int32Array {
  const { values, open, candidates: count } = asked
  const left: number[] = []
  const size = Math.max(1, Math.floor(batch / count))
  for (let from = 0; from < asked.rows.length; from += size) {
    const rows = asked.rows.subarray(from, from + size)
    const stream = rng.split(from)
    const { values: proposed, weights } = proposeRows({ ...asked, rows }, stream)
    const choice = stream.split(-1)
    rows.forEach((row, i) => {
      const own = weights.subarray(i * count, (i + 1) * count)
      const { chosen, worth } = choose(own, choice)
      if (worth < enough) left.push(row)
      else
        for (const [name, cells] of open)
          if (cells[row]) (values.get(name) as Float64Array)[row] = (proposed.get(name) as Float64Array)[i * count + chosen]
    })
  }
  return Int32Array.from(left)
}

/** A position by weight, and how many equally weighted ones all are worth. */
function choose(weights: Float64Array, rng: Rng): { chosen: number; worth: number } {
  let sum = 0
  let squares = 0
  for (const weight of weights) {
    sum += weight
    squares += weight * weight
  }
  let left = rng.uniform() * sum
  let chosen = 0
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]
    if (weight === 0) continue
    chosen = i
    left -= weight
    if (left < 0) break
  }
  return { chosen, worth: sum > 0 ? (sum * sum) / squares : 0 }
}
