import * as z from 'zod/mini'
import { approximately, exactly, times } from '../../dp/accounting/rational.js'
import { type ColumnCells, cellCount } from '../../dp/domain/cells.js'
import type { PrivateRows } from '../../dp/domain/coded-rows.js'
import { type PublicColumn, publicDomain } from '../../dp/domain/public-domain.js'
import { releasedMargin, wholeCells } from '../../dp/domain/released-column.js'
import type { Gate } from '../../dp/gate.js'
import { measureOneWays } from '../../dp/one-way-marginals.js'
import type { Margin } from '../../encode/margin.js'
import { type IndependentOptions, independentDefaults } from '../independent-settings.js'
import type { PrivateFit } from '../synthesizer.js'
import { marginShape } from './network-state.js'
import { refuseOptions } from './refusals.js'
import { releaseCells } from './released-columns.js'

/** Keeps rounding from ever asking for more than there is. */
const within = 1 - 1e-9
/** Share of the budget for finding out where numbers are. */
const cellsShare = 0.2

/** What is released of columns by themselves. */
interface ReleasedMargins {
  readonly margins: Margin[]
  /** By column, its cells, and rows in each of them as far as these are known. */
  readonly cells: readonly ColumnCells[]
  readonly counts: readonly Uint32Array[]
  readonly rows: number
}

/** The margins of all columns, and the number of rows, for `share` of the budget. */
export async function releaseMargins(gate: Gate<PrivateRows>, domain: readonly PublicColumn[], share: number): Promise<ReleasedMargins> {
  const part = gate.portion(times(gate.rho, exactly(share)))
  const { cells, gate: coded } = await releaseCells(part, domain, cellsShare * approximately(part.rho))
  const names = domain.map(({ name }) => name)
  const { counts, total } = await measureOneWays(coded, names, cells.map(cellCount), approximately(part.left) * within)
  const whole = counts.map(wholeCells)
  return { margins: cells.map((own, i) => releasedMargin(domain[i], own, whole[i])), cells, counts: whole, rows: total }
}

/** Independent columns with differential privacy: a noisy histogram of each, on public or paid cells. */
export const privateIndependent: PrivateFit<IndependentOptions, { readonly margins: readonly Margin[] }> = {
  state: z.strictObject({ margins: z.array(marginShape) }) as z.ZodMiniType<{ readonly margins: readonly Margin[] }>,
  async fit(gate, schema, given) {
    refuseOptions('independent', independentDefaults, given, ['knots'])
    const { margins, rows } = await releaseMargins(gate, publicDomain(schema), 1)
    return { state: { margins }, rows }
  },
}
