import { logDensities } from '../learn/pcc/density.js'
import { leaveOneOut } from '../learn/pcc/leave-one-out.js'
import type { Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { cellsOf, type ScoredCells } from './cells.js'
import type { Coding } from './coding.js'
import type { Surrogate } from './fit.js'

/**
 * Log density of each row, in nats: of its cells in the columns that are named (all, if none are), the others being summed out.
 * -Infinity for a row that the surrogate never gives.
 */
export function rowLogDensities(surrogate: Surrogate, schema: Schema, table: Table, columns?: readonly string[]): Float64Array {
  const cells = cellsOfTable(surrogate, schema, table).map((cells, i) => {
    return columns?.includes(schema.columns[i]?.name as string) === false ? null : cells
  })
  const logs = logDensities(surrogate.model, cells, table.rows)
  for (const column of cells) {
    if (!column) continue
    for (let row = 0; row < logs.length; row++) logs[row] = (logs[row] as number) + (column.logFactors[row] as number)
  }
  return logs
}

/**
 * Log density of each cell given the other cells of its row, in nats, column by column in the schema's order. Posterior samples count
 * by how well they explain those others, so that a row's density is that of one cell times that of the others.
 */
export function cellLogDensities(surrogate: Surrogate, schema: Schema, table: Table): Float64Array[] {
  const cells = cellsOfTable(surrogate, schema, table)
  return leaveOneOut(surrogate.model, cells, table.rows).map((logs, i) => {
    const { logFactors } = cells[i] as ScoredCells
    return logs.map((log, row) => log + (logFactors[row] as number))
  })
}

/** How well a surrogate foresees rows that it wasn't fitted to. */
export interface HeldOutScore {
  /** Mean log density of a row, in nats, and its standard error; null where no row has one. */
  readonly mean: number | null
  readonly error: number | null
  /** Rows that the surrogate never gives, which are left out of the mean. */
  readonly impossible: number
}

/** How well the surrogate foresees these rows. */
export function heldOutScore(surrogate: Surrogate, schema: Schema, table: Table): HeldOutScore {
  const logs = rowLogDensities(surrogate, schema, table).filter((log) => log > Number.NEGATIVE_INFINITY)
  const impossible = table.rows - logs.length
  if (logs.length === 0) return { mean: null, error: null, impossible }
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length
  const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0)
  const error = logs.length > 1 ? Math.sqrt(squares / (logs.length - 1) / logs.length) : null
  return { mean, error, impossible }
}

function cellsOfTable({ codings }: Surrogate, schema: Schema, table: Table): ScoredCells[] {
  return schema.columns.map(({ name }, i) => cellsOf(table.column(name), codings[i] as Coding))
}
