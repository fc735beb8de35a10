import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import { varianceFor } from '../../dp/accounting/budget.js'
import { approximately } from '../../dp/accounting/rational.js'
import { bringCounts, type CodedRows, countRows } from '../../dp/domain/coded-rows.js'
import type { Gate } from '../../dp/gate.js'
import type { Measurement } from '../../dp/pgm/factor-tables.js'
import { type Scope, scopeSize } from '../../dp/pgm/scope.js'

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
export async function measureTables(
  gate: Gate<CodedRows>,
  tables: readonly SharedTable[],
  { names, sizes }: TableNames,
  rho = Number.POSITIVE_INFINITY,
): Promise<Measurement[]> {
  await gate.bring((rows) =>
    bringCounts(
      rows,
      tables.map(({ scope }) => scope),
    ),
  )
  const spent = Math.min(rho, approximately(gate.left)) * within
  return tables.map(({ scope, share }) => {
    const variance = varianceFor(spent * share, 1, gate.rowsPerUnit)
    const of = (rows: CodedRows): Float64Array => countRows(rows, scope, sizes)
    const name = `counts of ${scope.map((variable) => names[variable]).join(' and ')}`
    const { value } = gate.measure({ name, length: scopeSize(scope, sizes), squaredSensitivity: 1, of }, variance)
    return { scope, counts: value, variance: approximately(variance) }
  })
}

/** Shares of the budget in which all noise together is least: as the cells to the power of 2 / 3. */
export function sharedTables(scopes: readonly Scope[], sizes: ArrayLike<number>): SharedTable[] {
  const weights = scopes.map((scope) => exp((2 / 3) * ln(scopeSize(scope, sizes))))
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return scopes.map((scope, i) => ({ scope, share: weights[i] / sum }))
}

/**
 * What a nat of divergence from independent columns costs a private model, per row. Noise looks like dependence: with a little pull
 * towards none, models of noisy pairs come nearer to the truth than those that fit the noise best. Ten times as much is a shade better
 * where columns depend little on each other (Adult) and far worse where they depend much (the bills of credit-default).
 */
export const shrinkage = 0.003
