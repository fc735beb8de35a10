import { varianceFor } from '../../dp/budget.js'
import { type CodedRows, countRows } from '../../dp/domain/coded-rows.js'
import type { Gate } from '../../dp/gate.js'
import type { Measurement } from '../../dp/pgm/estimate.js'
import { cellsOf, type Scope } from '../../dp/pgm/scope.js'
import { approximately } from '../../dp/rational.js'

/** Keeps rounding from ever asking for more than there is. */
const within = 1 - 1e-9

/** A table to be counted, and its share of what is spent on all of them. */
export interface SharedTable {
  readonly scope: Scope
  readonly share: number
}

export interface TableNames {
  readonly names: readonly string[]
  readonly sizes: readonly number[]
}

/** The noisy counts of each table, for `rho` in all, or for all that is left where that is less. */
export function measureTables(
  gate: Gate<CodedRows>,
  tables: readonly SharedTable[],
  { names, sizes }: TableNames,
  rho = Number.POSITIVE_INFINITY,
): Measurement[] {
  const spent = Math.min(rho, approximately(gate.left)) * within
  return tables.map(({ scope, share }) => {
    const variance = varianceFor(spent * share, 1, gate.rowsPerUnit)
    const of = (rows: CodedRows): Float64Array => countRows(rows, scope, sizes)
    const name = `counts of ${scope.map((variable) => names[variable]).join(' and ')}`
    const { value } = gate.measure({ name, length: cellsOf(scope, sizes), squaredSensitivity: 1, of }, variance)
    return { scope, counts: value, variance: approximately(variance) }
  })
}
