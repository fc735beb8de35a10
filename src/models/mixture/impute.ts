import { cellStates, completeRows, type PartialCells } from '../../learn/pcc/query/complete.js'
import type { SimulatedColumn } from '../../learn/pcc/query/simulate.js'
import type { Rng } from '../../random/rng.js'
import { cellsOf } from '../../surrogate/cells.js'
import type { Coding } from '../../surrogate/coding.js'
import type { Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { openCells, withFilled } from '../shell/open-cells.js'
import { decodeColumn } from './decode.js'
import type { MixtureState } from './state.js'

/** The table with its open cells drawn given the others, exactly. */
export function imputeMixture({ model, codings }: MixtureState, schema: Schema, table: Table, fill: ReadonlySet<string>, rng: Rng): Table {
  const columns = schema.columns.map(({ name }) => table.column(name))
  const open = columns.map((column, i) => (hasValues(codings[i] as Coding) ? openCells(column, fill) : new Uint8Array(table.rows)))
  const cells = columns.map((column, i): PartialCells => {
    const coding = codings[i] as Coding
    const scored = cellsOf(column, coding)
    const states = Uint8Array.from(open[i] as Uint8Array, (isOpen, row) => {
      if (isOpen) return cellStates.open
      return (scored.codes[row] as number) < 0 && Number.isNaN(scored.low[row]) ? cellStates.unknown : cellStates.known
    })
    return { ...scored, states, missing: coding.missing }
  })
  const drawn = completeRows(model, cells, table.rows, rng)
  const filled = columns.map((column, i) => {
    const own = open[i] as Uint8Array
    if (!own.includes(1)) return column
    const schemaColumn = schema.columns[i] as Schema['columns'][number]
    const { values } = decodeColumn(schemaColumn, codings[i] as Coding, drawn[i] as SimulatedColumn, null, rng)
    return withFilled(column, own, values)
  })
  return new Table(filled, table.rows)
}

function hasValues({ outcomes, missing }: Coding): boolean {
  return outcomes > (missing >= 0 ? 1 : 0)
}
