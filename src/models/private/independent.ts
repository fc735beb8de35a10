import * as z from 'zod/mini'
import { approximately, exactly, times } from '../../dp/accounting/rational.js'
import { cellCount } from '../../dp/domain/cells.js'
import type { PrivateRows } from '../../dp/domain/coded-rows.js'
import { publicDomain } from '../../dp/domain/public-domain.js'
import { releasedMargin } from '../../dp/domain/released-column.js'
import type { Gate } from '../../dp/gate.js'
import { measureOneWays } from '../../dp/one-way-marginals.js'
import type { Margin } from '../../encode/margin.js'
import type { Schema } from '../../table/schema.js'
import type { PrivateFit } from '../synthesizer.js'
import { marginShape } from './network-state.js'
import { refuseOptions } from './refusals.js'
import { releaseCells } from './released-columns.js'

/** Keeps rounding from ever asking for more than there is. */
const within = 1 - 1e-9
/** Share of the budget for finding out where numbers are. */
const cellsShare = 0.2

/** The margins of all columns, and the number of rows, for `share` of the budget. */
export async function releaseMargins(
  gate: Gate<PrivateRows>,
  schema: Schema,
  share: number,
): Promise<{ readonly margins: Margin[]; readonly rows: number }> {
  const domain = publicDomain(schema)
  const part = gate.portion(times(gate.rho, exactly(share)))
  const { cells, gate: coded } = await releaseCells(part, domain, cellsShare * approximately(part.rho))
  const names = schema.columns.map(({ name }) => name)
  const { counts, total } = await measureOneWays(coded, names, cells.map(cellCount), approximately(part.left) * within)
  const margins = cells.map((own, i) => releasedMargin(domain[i], own, counts[i]))
  return { margins, rows: total }
}

/** Independent columns with differential privacy: a noisy histogram of each, on public or paid cells. */
export function privateIndependent(options: z.ZodMiniType): PrivateFit<unknown, { readonly margins: readonly Margin[] }> {
  return {
    state: z.strictObject({ margins: z.array(marginShape) }) as z.ZodMiniType<{ readonly margins: readonly Margin[] }>,
    async fit(gate, schema, given) {
      refuseOptions('independent', options, given, ['knots'])
      const { margins, rows } = await releaseMargins(gate, schema, 1)
      return { state: { margins }, rows }
    },
  }
}
