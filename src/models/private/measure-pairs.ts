import { varianceFor } from '../../dp/budget.js'
import { type CodedRows, countRows } from '../../dp/domain/coded-rows.js'
import type { Gate } from '../../dp/gate.js'
import type { Measurement } from '../../dp/pgm/estimate.js'
import { approximately } from '../../dp/rational.js'
import type { ChosenPair } from '../../dp/select/choose-pairs.js'

/** Keeps rounding from ever asking for more than there is. */
const within = 1 - 1e-9

/** The noisy counts of each pair, for `rho` in all, each at its share; or for all that is left, where that is less. */
export function measurePairs(
  gate: Gate<CodedRows>,
  chosen: readonly ChosenPair[],
  { names, sizes, rho }: { readonly names: readonly string[]; readonly sizes: readonly number[]; readonly rho: number },
): Measurement[] {
  const spent = Math.min(rho, approximately(gate.ledger.left)) * within
  return chosen.map(({ pair, share }) => {
    const [a, b] = pair
    const variance = varianceFor(spent * share, 1, gate.rowsPerUnit)
    const of = (rows: CodedRows): Float64Array => countRows(rows, pair, sizes)
    const query = {
      name: `counts of ${names[a]} and ${names[b]}`,
      length: (sizes[a] as number) * (sizes[b] as number),
      squaredSensitivity: 1,
      of,
    }
    return { scope: pair, counts: gate.measure(query, variance).value, variance: approximately(variance) }
  })
}
