import ln from '@stdlib/math-base-special-ln'
import { varianceFor } from '../../dp/accounting/budget.js'
import { approximately } from '../../dp/accounting/rational.js'
import { adaptiveCells, wideColumns } from '../../dp/domain/adaptive-cells.js'
import { type ColumnCells, cellCount } from '../../dp/domain/cells.js'
import { type CoarseCells, groupCounts, mergeCells } from '../../dp/domain/coarsen.js'
import { type CodedRows, codeRows, type PrivateRows, recodeRows } from '../../dp/domain/coded-rows.js'
import { type PublicColumn, publicDomain } from '../../dp/domain/public-domain.js'
import { releasedColumn } from '../../dp/domain/released-column.js'
import type { Gate } from '../../dp/gate.js'
import { measureEnough, type OneWays } from '../../dp/one-way-marginals.js'
import type { Measurement } from '../../dp/pgm/factor-tables.js'
import type { BinnedColumn } from '../../encode/bins.js'
import type { Schema } from '../../table/schema.js'

/** Share of the budget that finds out where the numbers of columns with long lattices are, for those that have any. */
const cellsShare = 0.05
/** Groups that tables are made of hold so many standard deviations of a single count at least. */
const clearly = 4

/** The columns as far as they are known before any two of them are looked at together. */
export interface ReleasedColumns {
  /** The rows, by group: columns in the order of the schema. */
  readonly gate: Gate<CodedRows>
  /** What makes rows of groups out of a table. */
  readonly code: (table: PrivateRows) => CodedRows
  readonly names: readonly string[]
  /** Groups of each column. */
  readonly sizes: readonly number[]
  readonly columns: readonly BinnedColumn[]
  /** Counts of the groups, and the logs of the factors that they make by themselves: the model of independent columns. */
  readonly measurements: readonly Measurement[]
  readonly prior: readonly Float64Array[]
  readonly total: number
}

/**
 * Columns cut into groups, for the given share of the budget or a little more: cells first, where they have to be paid for, then their
 * counts, for up to `most` where noise drowns them otherwise. Groups hold rows enough to be told from noise, here and in tables that are
 * measured with `tableShare` in all.
 */
export async function releaseColumns(
  gate: Gate<PrivateRows>,
  schema: Schema,
  { share, most = share, tableShare }: { readonly share: number; readonly most?: number; readonly tableShare: number },
): Promise<ReleasedColumns> {
  const domain = publicDomain(schema)
  const rho = approximately(gate.rho)
  const { cells, gate: coded } = await releaseCells(gate, domain, cellsShare * rho)
  const names = schema.columns.map(({ name }) => name)
  const oneWays = await measureEnough(coded, names, cells.map(cellCount), { rho: share * rho, most: most * rho })
  const spread = Math.max(
    spreadOf(oneWays),
    Math.sqrt(approximately(varianceFor((tableShare * rho) / Math.max(1, names.length - 1), 1, gate.rowsPerUnit))),
  )
  const coarse = cells.map((own, i) => {
    const kind = schema.columns[i]?.kind
    const ordered = own.kind === 'number' || kind === 'ordinal'
    return mergeCells(own, ordered, oneWays.counts[i], clearly * spread)
  })
  const measurements = coarse.map((own, i) => groupMeasurement(own, oneWays.measurements[i]))
  const groups = coarse.map(({ of }) => of)
  return {
    gate: coded.through((rows) => recodeRows(rows, groups)),
    code: (table) => recodeRows(codeRows(table, domain, cells), groups),
    names,
    sizes: coarse.map(({ size }) => size),
    columns: cells.map((own, i) => releasedColumn(domain[i], own, coarse[i], oneWays.counts[i])),
    measurements,
    prior: measurements.map(({ counts, variance }) => logsOf(counts, Math.sqrt(variance))),
    total: oneWays.total,
  }
}

/** The cells of each column, and the rows as their numbers. Costs nothing where every column can be counted value by value. */
export async function releaseCells(
  gate: Gate<PrivateRows>,
  domain: readonly PublicColumn[],
  rho: number,
): Promise<{ readonly cells: ColumnCells[]; readonly gate: Gate<CodedRows> }> {
  const cells = await adaptiveCells(gate, domain, wideColumns(domain).length > 0 ? rho : 0)
  return { cells, gate: gate.through((table) => codeRows(table, domain, cells)) }
}

function spreadOf({ measurements }: OneWays): number {
  return Math.sqrt(measurements[0]?.variance ?? 0)
}

function groupMeasurement(coarse: CoarseCells, { scope, counts, variance }: Measurement): Measurement {
  const sums = groupCounts(coarse, new Float64Array(counts.length).fill(1))
  return { scope, counts: groupCounts(coarse, counts), variance, sums }
}

/** Logs of counts, the greatest 0; what noise makes too small counts as a tenth of its standard deviation. */
function logsOf(counts: Float64Array, spread: number): Float64Array {
  const logs = counts.map((count) => ln(Math.max(count, spread / 10)))
  const most = logs.reduce((greatest, own) => Math.max(greatest, own), Number.NEGATIVE_INFINITY)
  return logs.map((own) => own - most)
}
