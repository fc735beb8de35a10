import ln from '@stdlib/math-base-special-ln'
import type { OrderRelation } from '../schema.js'
import type { CandidateColumn } from './candidates.js'
import { commonStep } from './sums.js'

/**
 * When an order between two columns is believed: it holds in all rows in which both have a value, and it is no accident. Were the cells of one of
 * the two shuffled over these rows, it would hold in all of them with a probability below `accident`, divided by the pairs looked at. So columns of
 * which one lies above the other anyway (age and weight in grams) are not in order, whatever the number of rows. And it is worth keeping: cells that
 * are paired at random break it in this share of rows at least. An order costs something, too: conditions on its upper column are met by drawing
 * again.
 */
const accident = 1e-6
const leastBroken = 0.05
const fewestRows = 30
/** Most columns that are looked at: pairs of them grow with the square. */
const mostColumns = 300

/** The orders of a table, each with the columns just below; `taken` are columns that are computed from others. */
export function findOrders(candidates: readonly CandidateColumn[], taken: ReadonlySet<string>): OrderRelation[] {
  const kept = candidates.filter(({ name }) => !taken.has(name)).slice(0, mostColumns)
  const pairs = kept.length * (kept.length - 1)
  const below = new Map<string, Set<string>>()
  for (const high of kept) {
    if (high.schema.role === 'order') continue
    const least = kept.filter((low) => low !== high && low.isTime === high.isTime && sameUnit(low, high) && isOrdered(low, high, pairs))
    below.set(high.name, new Set(least.map(({ name }) => name)))
  }
  return kept.flatMap((high): OrderRelation[] => {
    const least = [...(below.get(high.name) ?? [])]
    // What is below another one of them need not be said.
    const nearest = least.filter((name) => !least.some((other) => below.get(other)?.has(name)))
    if (nearest.length === 0) return []
    return [
      {
        kind: 'order',
        column: high.name,
        least: nearest,
        ...gridOf(
          high,
          kept.filter(({ name }) => nearest.includes(name)),
        ),
      },
    ]
  })
}

function sameUnit(a: CandidateColumn, b: CandidateColumn): boolean {
  return a.schema.kind !== 'datetime' || b.schema.kind !== 'datetime' || a.schema.unit === b.schema.unit
}

function isOrdered(low: CandidateColumn, high: CandidateColumn, pairs: number): boolean {
  // Everything above everything: nothing to learn from.
  if (low.greatest <= high.least) return false
  const [xs, ys] = [low.cells, high.cells]
  let [both, equal, lowsLeft, highsLeft] = [0, 0, 0, 0]
  for (let row = 0; row < xs.length; row++) {
    const x = xs[row] as number
    const y = ys[row] as number
    if (x > y) return false
    if (x <= y) {
      both++
      if (x === y) equal++
      if (x > high.least) lowsLeft++
      if (y < low.greatest) highsLeft++
    }
  }
  if (both < fewestRows || equal === both) return false
  // A bound from below: each low that is not below all goes at least with the highs that are above all, less those that are gone.
  const most = ln(accident / pairs)
  const fewest = both - lowsLeft - highsLeft
  if (fewest > 0 && lowsLeft * ln(fewest / (both - lowsLeft)) > most) return false
  const lows = xs.filter((x, row) => x > high.least && !Number.isNaN(ys[row])).sort()
  const highs = ys.filter((y, row) => y < low.greatest && !Number.isNaN(xs[row])).sort()
  return shareBroken(lows, highs, both) >= leastBroken && logShareInOrder(lows, highs, both) < most
}

/**
 * Share of all pairs of one of a and one of b, both ascending, in which the one of a is above. Of `rows` values each, those may be left out that are
 * in order with all.
 */
export function shareBroken(a: Float64Array, b: Float64Array, rows = a.length): number {
  let below = 0
  let pairs = 0
  for (const value of a) {
    while (below < b.length && (b[below] as number) < value) below++
    pairs += below
  }
  return pairs / rows ** 2
}

/**
 * Log of the share of all ways to pair ascending a with ascending b in which no a is above its b: the greatest a can go with as many b as reach
 * it, the next with as many less the one that is gone, and so on. Of the n pairs, those of a that go with every b may be left out, and those of b that go
 * with every a: columns that hardly overlap cost little.
 */
export function logShareInOrder(a: Float64Array, b: Float64Array, n = a.length): number {
  let reach = n - b.length
  let log = 0
  for (let i = 0; i < a.length; i++) {
    while (reach < n && (b[n - 1 - reach] as number) >= (a[a.length - 1 - i] as number)) reach++
    log += ln((reach - i) / (n - i))
  }
  return log
}

/** The grid of a column that is coarser than that of what lies below. */
function gridOf(high: CandidateColumn, least: readonly CandidateColumn[]): Pick<OrderRelation, 'step' | 'origin'> {
  const step = commonStep(high)
  if (!(step > 1.5 * high.unit) || least.every((low) => commonStep(low) >= step)) return {}
  return { step, origin: 0 }
}
