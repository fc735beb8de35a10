import ln from '@stdlib/math-base-special-ln'
import type { Candidate } from './candidates.js'
import type { OrderRelation } from './relation.js'
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

/** A candidate, and its values in order, which are wanted of few. */
interface Sorted extends Candidate {
  readonly least: number
  readonly greatest: number
  ascending(): Float64Array
}

/** The orders of a table, each with the columns just below; `taken` are columns that are computed from others. */
export function findOrders(candidates: readonly Candidate[], taken: ReadonlySet<string>): OrderRelation[] {
  const kept = candidates.filter(({ name }) => !taken.has(name)).slice(0, mostColumns)
  const pairs = kept.length * (kept.length - 1)
  const sorted = kept.map(sortedCandidate)
  const below = new Map<string, Set<string>>()
  for (const high of sorted) {
    if (high.schema.role === 'order') continue
    const least = sorted.filter((low) => low !== high && low.isTime === high.isTime && sameUnit(low, high) && isOrdered(low, high, pairs))
    below.set(high.name, new Set(least.map(({ name }) => name)))
  }
  return sorted.flatMap((high): OrderRelation[] => {
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
          sorted.filter(({ name }) => nearest.includes(name)),
        ),
      },
    ]
  })
}

function sameUnit(a: Candidate, b: Candidate): boolean {
  return a.schema.kind !== 'datetime' || b.schema.kind !== 'datetime' || a.schema.unit === b.schema.unit
}

function sortedCandidate(own: Candidate): Sorted {
  let ascending: Float64Array | undefined
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of own.cells) {
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  return {
    ...own,
    least,
    greatest,
    ascending: () => {
      ascending ??= own.cells.filter((value) => !Number.isNaN(value)).sort()
      return ascending
    },
  }
}

function isOrdered(low: Sorted, high: Sorted, pairs: number): boolean {
  // Everything above everything: nothing to learn from.
  if (low.greatest <= high.least) return false
  let both = 0
  let equal = 0
  for (let row = 0; row < low.cells.length; row++) {
    const [x, y] = [low.cells[row] as number, high.cells[row] as number]
    if (x > y) return false
    if (x <= y) both++
    if (x === y) equal++
  }
  if (both < fewestRows || equal === both) return false
  const [a, b] = [low.ascending(), high.ascending()]
  const complete = both === a.length && both === b.length
  const rows = complete ? null : low.cells.map((x, row) => (Number.isNaN(x) || Number.isNaN(high.cells[row]) ? 0 : 1))
  const [x, y] = rows ? [paired(low.cells, rows), paired(high.cells, rows)] : [a, b]
  return shareBroken(x, y) >= leastBroken && logShareInOrder(x, y) < ln(accident / pairs)
}

function paired(cells: Float64Array, rows: ArrayLike<number>): Float64Array {
  return cells.filter((_, row) => rows[row] === 1).sort()
}

/** Share of all pairs of one of a and one of b, both ascending, in which the one of a is above. */
export function shareBroken(a: Float64Array, b: Float64Array): number {
  let below = 0
  let pairs = 0
  for (const value of a) {
    while (below < b.length && (b[below] as number) < value) below++
    pairs += below
  }
  return pairs / (a.length * b.length)
}

/**
 * Log of the share of all ways to pair ascending a with ascending b in which no a is above its b: the greatest a can go with as many b as reach
 * it, the next with as many less the one that is gone, and so on.
 */
export function logShareInOrder(a: Float64Array, b: Float64Array): number {
  const n = a.length
  let reach = 0
  let log = 0
  for (let i = 0; i < n; i++) {
    while (reach < n && (b[n - 1 - reach] as number) >= (a[n - 1 - i] as number)) reach++
    log += ln((reach - i) / (n - i))
  }
  return log
}

/** The grid of a column that is coarser than that of what lies below. */
function gridOf(high: Candidate, least: readonly Candidate[]): Pick<OrderRelation, 'step' | 'origin'> {
  const step = commonStep(high)
  if (!(step > 1.5 * high.unit) || least.every((low) => commonStep(low) >= step)) return {}
  return { step, origin: 0 }
}
