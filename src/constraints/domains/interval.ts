/** Numbers between two bounds; an open end is not among them. */
export interface Interval {
  readonly min: number
  readonly max: number
  readonly minOpen: boolean
  readonly maxOpen: boolean
}

/** A set of numbers as disjoint intervals in order, no two of which touch. */
export type NumberSet = readonly Interval[]

export const emptySet: NumberSet = []
export const everything: NumberSet = [{ min: Number.NEGATIVE_INFINITY, max: Number.POSITIVE_INFINITY, minOpen: true, maxOpen: true }]

export function point(value: number): NumberSet {
  return [{ min: value, max: value, minOpen: false, maxOpen: false }]
}

export function below(max: number, maxOpen: boolean): NumberSet {
  return [{ min: Number.NEGATIVE_INFINITY, max, minOpen: true, maxOpen }]
}

export function above(min: number, minOpen: boolean): NumberSet {
  return [{ min, max: Number.POSITIVE_INFINITY, minOpen, maxOpen: true }]
}

export function isPoint(interval: Interval): boolean {
  return interval.min === interval.max
}

export function complement(set: NumberSet): NumberSet {
  const gaps: Interval[] = []
  let min = Number.NEGATIVE_INFINITY
  let minOpen = true
  for (const interval of set) {
    gaps.push({ min, max: interval.min, minOpen, maxOpen: !interval.minOpen })
    min = interval.max
    minOpen = !interval.maxOpen
  }
  gaps.push({ min, max: Number.POSITIVE_INFINITY, minOpen, maxOpen: true })
  return gaps.filter(isInhabited)
}

export function intersection(a: NumberSet, b: NumberSet): NumberSet {
  const common: Interval[] = []
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [x, y] = [a[i], b[j]]
    const lower = x.min > y.min || (x.min === y.min && x.minOpen) ? x : y
    const xEndsFirst = x.max < y.max || (x.max === y.max && x.maxOpen)
    const upper = xEndsFirst ? x : y
    const interval = { min: lower.min, minOpen: lower.minOpen, max: upper.max, maxOpen: upper.maxOpen }
    if (isInhabited(interval)) common.push(interval)
    if (xEndsFirst) i++
    else j++
  }
  return common
}

export function union(a: NumberSet, b: NumberSet): NumberSet {
  return complement(intersection(complement(a), complement(b)))
}

/** The same set among numbers of that many digits after the point: bounds move inwards to the nearest such number and are closed. */
export function onGrid(set: NumberSet, decimals: number): NumberSet {
  const scale = Number(`1e${decimals}`)
  const closed: Interval[] = []
  for (const interval of set) {
    const min = innerBound(interval.min, interval.minOpen, scale)
    const max = -innerBound(-interval.max, interval.maxOpen, scale)
    if (min > max) continue
    const previous = closed.at(-1)
    const touches = previous !== undefined && Math.round(previous.max * scale) + 1 === Math.round(min * scale)
    if (touches) closed.pop()
    const open = { minOpen: min === Number.NEGATIVE_INFINITY, maxOpen: max === Number.POSITIVE_INFINITY }
    closed.push({ min: touches ? previous.min : min, max, ...open, ...(touches ? { minOpen: previous.minOpen } : {}) })
  }
  return closed
}

/** The least number of the grid that is not below the bound, or above it where the bound is open. */
function innerBound(bound: number, open: boolean, scale: number): number {
  const scaled = bound * scale
  // Beyond 2^52 neighbours on the grid are not told apart; the bound stays.
  if (!(Math.abs(scaled) < 4503599627370496)) return bound
  const nearest = Math.round(scaled)
  const isOnGrid = nearest / scale === bound
  const step = isOnGrid ? (open ? nearest + 1 : nearest) : Math.ceil(scaled)
  return step / scale
}

function isInhabited({ min, max, minOpen, maxOpen }: Interval): boolean {
  return min < max || (min === max && !minOpen && !maxOpen)
}
