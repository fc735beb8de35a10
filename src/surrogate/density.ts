import type { PccModel } from '../learn/pcc/mixture.js'
import type { QueriedColumn } from '../learn/pcc/query/cell-scorer.js'
import { presenceCells, presenceModel } from '../learn/pcc/query/conditional.js'
import { logDensities, marginalLogDensities } from '../learn/pcc/query/density.js'
import { leaveOneOut } from '../learn/pcc/query/leave-one-out.js'
import { isMissing } from '../table/column.js'
import type { Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { type ScoredCells, scoredCells } from './cells.js'
import type { Surrogate } from './fit.js'

/**
 * Log density of each row, in nats: of its cells in the columns that are named (all, if none are), the others being summed out.
 * -Infinity for a row that the surrogate never gives.
 */
export function rowLogDensities(surrogate: Surrogate, schema: Schema, table: Table, columns?: readonly string[]): Float64Array {
  const cells = cellsOfTable(surrogate, schema, table).map((cells, i) => {
    return columns?.includes(schema.columns[i]?.name) === false ? null : cells
  })
  const logs = logDensities(surrogate.model, cells, table.rows)
  for (const column of cells) {
    if (!column) continue
    for (let row = 0; row < logs.length; row++) logs[row] += column.logFactors[row]
  }
  return logs
}

/**
 * Log density of each cell given the other cells of its row, in nats, column by column in the schema's order. Posterior samples count
 * by how well they explain those others, so that a row's density is that of one cell times that of the others.
 */
export function cellLogDensities(surrogate: Surrogate, schema: Schema, table: Table): Float64Array[] {
  const cells = cellsOfTable(surrogate, schema, table)
  return withFactors(leaveOneOut(surrogate.model, cells, table.rows), cells)
}

/** Log density of each cell by itself, whatever the others of its row are, in nats, column by column in the schema's order. */
export function marginalCellLogDensities(surrogate: Surrogate, schema: Schema, table: Table): Float64Array[] {
  const cells = cellsOfTable(surrogate, schema, table)
  return withFactors(marginalLogDensities(surrogate.model, cells, table.rows), cells)
}

/** Log probability of each row's pattern, in nats: which of its cells are missing and which are not, all values being summed out. */
export function patternLogProbabilities(surrogate: Surrogate, schema: Schema, table: Table): Float64Array {
  return logDensities(presenceOf(surrogate), presenceOfTable(schema, table), table.rows)
}

/** Log probability that each cell is missing, if it is, or else that it isn't, given the other cells of its row, column by column. */
export function presenceLogProbabilities(surrogate: Surrogate, schema: Schema, table: Table): Float64Array[] {
  const asked = { model: presenceOf(surrogate), cells: presenceOfTable(schema, table) }
  return leaveOneOut(surrogate.model, cellsOfTable(surrogate, schema, table), table.rows, asked)
}

function presenceOf({ model, codings }: Surrogate): PccModel {
  return presenceModel(
    model,
    codings.map(({ missing }) => missing),
  )
}

function presenceOfTable({ columns }: Schema, table: Table): QueriedColumn[] {
  return columns.map(({ name }) => {
    const column = table.column(name)
    return presenceCells(table.rows, (row) => isMissing(column, row))
  })
}

function withFactors(logs: readonly Float64Array[], cells: readonly ScoredCells[]): Float64Array[] {
  return logs.map((ofColumn, i) => {
    const { logFactors } = cells[i]
    return ofColumn.map((log, row) => log + logFactors[row])
  })
}

function cellsOfTable({ codings }: Surrogate, schema: Schema, table: Table): ScoredCells[] {
  return schema.columns.map(({ name }, i) => scoredCells(table.column(name), codings[i]))
}
