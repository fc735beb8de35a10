import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import type { Work } from '../../learn/turn.js'
import type { Rng } from '../../random/rng.js'
import { type Bandwidth, type KernelColumn, type KernelTables, kernelTables } from './kernel.js'
import type { KdeOptions, KernelName } from './options.js'
import { PairProducts } from './pair-products.js'

/** Standard deviation of a place on the scale of ranks, which run evenly from 0 to 1. */
const rankDeviation = Math.sqrt(1 / 12)
/** Scott's factor, and what makes an Epanechnikov kernel as wide as a Gaussian one. */
const scott = 1.06
const canonical = { gaussian: 1, epanechnikov: 2.214 } as const
/** Rows among which bandwidths are compared: as many pairs as fit in the time and memory of a small fit, whatever the table. */
const comparedRows = 700
/** Bandwidths that are tried lie apart by this factor. */
const stepFactor = Math.SQRT2
const sweeps = 3
const leastAlong = 1e-3
const leastAcross = 1e-4
const mostAcross = 0.95

/** A bandwidth for each column, chosen as the options say. */
export function* chooseBandwidths(
  columns: readonly KernelColumn[],
  codes: readonly Uint16Array[],
  { bandwidth, kernel }: Pick<KdeOptions, 'bandwidth' | 'kernel'>,
  rng: Rng,
): Work<Bandwidth[]> {
  const rows = codes[0]?.length ?? 0
  if (typeof bandwidth === 'number') return columns.map((column) => usable(column, { along: bandwidth, across: bandwidth }))
  const compared = Math.min(rows, comparedRows)
  if (bandwidth === 'rule-of-thumb' || compared < 3) return rulesOfThumb(columns, rows, kernel)
  const positions = Array.from({ length: compared }, (_, i) => Math.floor(((i + rng.uniform()) * rows) / compared))
  const some = codes.map((all) => Uint16Array.from(positions, (position) => all[position]))
  const best = yield* climb(columns, some, kernel, rulesOfThumb(columns, compared, kernel))
  // What suits few rows is too wide for many: bandwidths shrink with the rate of the rules of thumb.
  const { along, across } = rates(columns, rows / compared)
  return best.map((found, i) => usable(columns[i], { along: found.along * along, across: found.across * across }))
}

/** Scott's rule on the scale of ranks, and the rates of Li and Racine (2003) for levels. */
function rulesOfThumb(columns: readonly KernelColumn[], rows: number, kernel: KernelName): Bandwidth[] {
  const { along, across } = rates(columns, Math.max(1, rows))
  return columns.map((column) =>
    usable(column, { along: column.numeric ? scott * canonical[kernel] * rankDeviation * along : across, across: Math.min(0.5, across) }),
  )
}

/** How bandwidths shrink where there are `more` times as many rows. */
function rates(columns: readonly KernelColumn[], more: number): Bandwidth {
  const numbers = columns.reduce((sum, { numeric }) => sum + (numeric ? 1 : 0), 0)
  const along = exp(-ln(more) / (4 + numbers))
  return { along, across: along * along }
}

/** Within bounds; nothing moves across where there is only a line, nor along where there is none. */
function usable({ line, shares }: KernelColumn, { along, across }: Bandwidth): Bandwidth {
  return {
    along: line.length > 1 ? Math.min(1, Math.max(leastAlong, along)) : 0,
    across: line.length < shares.length && shares.length > 1 ? Math.min(mostAcross, Math.max(leastAcross, across)) : 0,
  }
}

/** Bandwidths of greatest likelihood, each row judged by the others, found one after the other in steps up or down. */
function* climb(
  columns: readonly KernelColumn[],
  codes: readonly Uint16Array[],
  kernel: KernelName,
  start: readonly Bandwidth[],
): Work<Bandwidth[]> {
  const best = [...start]
  const products = new PairProducts(codes)
  const tables = columns.map((column) => kernelTables(column, kernel))
  for (const i of columns.keys()) {
    products.replace(i, tables[i](best[i]))
    yield
  }
  let changes = 0
  // Where a column didn't move, and nothing else has since, it won't now.
  const settledAt = columns.map(() => -1)
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const [i, column] of columns.entries()) {
      if (settledAt[i] === changes) continue
      yield
      const table = tables[i]
      const found = climbColumn(products, i, column, best[i], table)
      if (found === best[i]) {
        settledAt[i] = changes
        continue
      }
      best[i] = found
      changes++
      products.replace(i, table(found))
    }
  }
  return best
}

/** The bandwidth of one column that is reached by steps up or down, first along and then across, all other columns as they are. */
function climbColumn(products: PairProducts, position: number, column: KernelColumn, start: Bandwidth, table: KernelTables): Bandwidth {
  if (start.along === 0 && start.across === 0) return start
  const likelihoodOf = products.likelihoods(position)
  let best = start
  let { likelihood } = products
  for (const part of ['along', 'across'] as const) {
    const from = best
    for (const factor of [stepFactor, 1 / stepFactor]) {
      for (;;) {
        const next = usable(column, { ...best, [part]: best[part] * factor })
        if (next[part] === best[part]) break
        const reached = likelihoodOf(table(next))
        if (!(reached > likelihood)) break
        likelihood = reached
        best = next
      }
      if (best !== from) break
    }
  }
  return best
}
