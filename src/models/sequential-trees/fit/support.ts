import { type Grid, gridOf, roundToGrid } from '../../../encode/grid.js'
import type { Rng } from '../../../random/rng.js'
import { sorted } from '../../../stats/order/sorted.js'
import type { ColumnSchema } from '../../../table/schema.js'
import type { TreesSettings } from '../settings.js'

/** The values that a number column can take, and how far each one spreads. Plain data. */
export interface Support {
  /** Distinct values, ascending. */
  readonly values: Float64Array
  /** From where to where each value spreads over its surroundings, both ascending; both the value itself for an atom, which stays what it is. */
  readonly lows: Float64Array
  readonly highs: Float64Array
  readonly grid: Grid | null
  /** How often per row the least and the greatest value are put in, so that a table as long as the training one has them; 0 for never. */
  readonly endRate: number
}

/** Distinct values, ascending, and how many rows have each; NaN is left out. */
export interface Counted {
  readonly values: Float64Array
  readonly counts: Int32Array
}

/** A value in this many rows or fewer, or in this share of the rows or less, is rare. */
const rareRows = 3
const rareShare = 0.0005
/** Unless extremes are published, a column ends at values that this many rows reach, or this share of the rows. */
const endRows = 5
const endShare = 0.01
/** Ends are put in so often per training row: a table as long as the training one has each with a probability of about 98 %. */
const endsPerRow = 4

/**
 * A value that spreads widely reaches over so many rows on either side, less half of its own, as far as there is no atom: five, or this
 * share of the square root of all rows, so that how often a single value occurs tells nothing of how often it was learned: what is left of
 * that in a column shrinks with the rows on either side, and what can be told of it with the root of all rows. But no further than the second share.
 */
const sideRows = 5
const sideShare = 0.6
const mostSide = 1 / 50
/**
 * Among values that spread widely an atom is one that so many rows have, or so many deviations of a Poisson count more than its neighbours:
 * fewer may be chance, and chance is what tells training rows from others.
 */
const atomRows = 10
const atomDeviations = 4
const atomNeighbours = 3
/** Nor does a value spread beyond a step so many times as wide as the mean of the steps next to it, on either side. */
const gapRatio = 8

export function countDistinct(cells: Float64Array): Counted {
  const ascending = sorted(cells)
  const values = new Float64Array(ascending.length)
  const counts = new Int32Array(ascending.length)
  let size = 0
  for (let i = 0; i < ascending.length; i++) {
    // Adding 0 turns -0 into 0.
    const value = ascending[i] + 0
    if (size === 0 || values[size - 1] !== value) values[size++] = value
    counts[size - 1] = counts[size - 1] + 1
  }
  return { values: values.slice(0, size), counts: counts.slice(0, size) }
}

/** The support of these values, and for each of them where it stands there. */
export function supportOf(
  { values, counts }: Counted,
  rows: number,
  schema: ColumnSchema,
  { smoothing, extremes, blend }: TreesSettings,
): { readonly support: Support; readonly place: Int32Array } {
  const reach = extremes ? 1 : Math.max(1, Math.min(endRows, Math.floor(endShare * rows)))
  const first = firstReached(counts, reach)
  const last = Math.max(first, counts.length - 1 - firstReached(counts.slice().reverse(), reach))
  const rare = Math.max(rareRows, rareShare * rows)
  const isAtom = Uint8Array.from(counts, (count, i) =>
    smoothing && (count <= rare || (blend && !standsOut(counts, i))) && !(extremes && (i === first || i === last)) ? 0 : 1,
  ).slice(first, last + 1)
  const kept = { values: values.slice(first, last + 1), counts: counts.slice(first, last + 1) }
  const grid = gridOf(values, { decimals: schema.kind === 'numeric' ? schema.decimals : 0 })
  return {
    support: {
      values: kept.values,
      ...reaches(kept, isAtom, blend ? Math.max(sideRows, Math.min(mostSide * rows, sideShare * Math.sqrt(rows))) : 0),
      grid,
      endRate: extremes ? endsPerRow / rows : 0,
    },
    place: Int32Array.from(values.keys(), (i) => Math.min(last, Math.max(first, i)) - first),
  }
}

/** Position of the first value up to which there are so many rows. */
function firstReached(counts: Int32Array, rows: number): number {
  let below = 0
  const at = counts.findIndex((count) => {
    below += count
    return below >= rows
  })
  return Math.max(0, at)
}

/** Makes the least of the numbers the least value of the support, and the greatest its greatest, as often as its rate says. */
export function putInEnds({ values, endRate }: Support, numbers: Float64Array, rng: Rng): void {
  const chance = endRate * numbers.length
  if (chance === 0) return
  let least = -1
  let greatest = -1
  for (let row = 0; row < numbers.length; row++) {
    const value = numbers[row]
    if (Number.isNaN(value)) continue
    if (least < 0 || value < numbers[least]) least = row
    if (greatest < 0 || value > numbers[greatest]) greatest = row
  }
  if (least < 0) return
  if (rng.uniform() < chance) numbers[least] = values[0]
  if (rng.uniform() < chance) numbers[greatest] = values[values.length - 1]
}

/** Whether far more rows have the value than its neighbours. */
function standsOut(counts: Int32Array, i: number): boolean {
  const around = [...counts.subarray(Math.max(0, i - atomNeighbours), i), ...counts.subarray(i + 1, i + 1 + atomNeighbours)]
  const median = around.sort((a, b) => a - b)[around.length >> 1] ?? 0
  return counts[i] >= Math.min(atomRows, median + atomDeviations * Math.sqrt(median + 1))
}

/** How far each value spreads: half-way to its neighbours, and on until `side` rows are within reach on that side, but not beyond an atom. */
function reaches({ values, counts }: Counted, isAtom: Uint8Array, side: number): Pick<Support, 'lows' | 'highs'> {
  const [lows, highs] = [values.slice(), values.slice()]
  const { isGap, usual } = stepsAmong(values)
  for (let i = 0; i < values.length; i++) {
    if (isAtom[i] === 1) continue
    const wanted = side - counts[i] / 2
    const [from, to] = [furthest(counts, isAtom, isGap, i, -1, wanted), furthest(counts, isAtom, isGap, i, 1, wanted)]
    lows[i] = middleOf(values, from, -1)
    highs[i] = middleOf(values, to, 1)
    if (side === 0) continue
    // What spreads widely must not reach into a gap as if it were wide itself.
    if (from > 0 && isGap[from - 1] === 1) lows[i] = values[from] - usual[from - 1] / 2
    if (to < values.length - 1 && isGap[to] === 1) highs[i] = values[to] + usual[to] / 2
  }
  return { lows, highs }
}

/** By value, the mean step next to the one that follows it, and 1 where that one is so wide that nothing lies there, rather than little. */
function stepsAmong(values: Float64Array): { readonly isGap: Uint8Array; readonly usual: Float64Array } {
  const meanStep = (from: number, to: number): number => (to > from ? (values[to] - values[from]) / (to - from) : 0)
  const last = values.length - 1
  const usual = Float64Array.from(values, (_, i) =>
    Math.max(meanStep(Math.max(0, i - atomNeighbours), i), i < last ? meanStep(i + 1, Math.min(last, i + 1 + atomNeighbours)) : 0),
  )
  const isGap = Uint8Array.from(values, (value, i) => (i === last || values[i + 1] - value > gapRatio * usual[i] ? 1 : 0))
  return { isGap, usual }
}

/** The furthest value in this direction that is needed to reach so many rows. */
function furthest(counts: Int32Array, isAtom: Uint8Array, isGap: Uint8Array, from: number, direction: 1 | -1, wanted: number): number {
  let at = from
  for (let rows = 0; rows < wanted; rows += counts[at]) {
    if (isAtom[at + direction] !== 0 || isGap[direction === 1 ? at : at - 1] === 1) break
    at += direction
  }
  return at
}

/** Half-way from the value at `at` to the next in this direction; the value itself where there is none. */
function middleOf(values: Float64Array, at: number, direction: 1 | -1): number {
  const next = values[at + direction]
  return next === undefined ? values[at] : values[at] / 2 + next / 2
}

/** From where to where the value at `index` spreads. */
export function reachOf({ lows, highs }: Support, index: number): [number, number] {
  return [lows[index], highs[index]]
}

/** A value for the donor at `index`: itself, or, if it is rare, one from its surroundings, at the column's precision. `u` lies in [0, 1). */
export function drawNear(support: Support, index: number, u: number): number {
  const { values, grid } = support
  const [low, high] = reachOf(support, index)
  if (low === high) return values[index]
  const drawn = low + u * (high - low)
  return grid ? roundToGrid(drawn, grid) : drawn
}
