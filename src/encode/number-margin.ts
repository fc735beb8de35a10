import { lowerBound, upperBound } from '../stats/order/sorted.js'
import { type DistinctValues, distinctValues } from './distinct-values.js'
import { type Grid, gridOf, type Precision, roundToGrid } from './grid.js'

/**
 * The distribution of one number or datetime column: a distribution function in rows, which jumps at atoms (values that
 * repeat) and runs straight between the other points. Plain data.
 */
export interface NumberMargin {
  readonly kind: 'number'
  readonly present: number
  readonly missing: number
  /** Ascending. The first and the last one stand for the least and the greatest value; the others are atoms, or lie between two values. */
  readonly values: Float64Array
  /** Rows below each value, and rows up to and including it. They differ at atoms. */
  readonly below: Uint32Array
  readonly upTo: Uint32Array
  /** What values are rounded to; null for numbers of any precision. */
  readonly grid: Grid | null
}

/** A value is an atom if it repeats in more rows than this, whatever their share ... */
const atomRows = 20
/** ... or in a larger share of the rows than this, and in at least `fewestAtomRows`. */
const atomShare = 0.005
const fewestAtomRows = 3

/**
 * The margin of a column. Atoms keep their exact shares. Every other value spreads over its surroundings, half-way to its
 * neighbours on both sides, so that values in between come up and no value but the extremes is certain to; a column with a grid
 * spreads its extremes by half a step, which rounding undoes. At most `knots` points between atoms, closer to each other in
 * the tails, and at most `knots` atoms.
 */
export function fitNumberMargin(values: Float64Array, precision: Precision, knots: number): NumberMargin {
  return marginOfDistinct(distinctValues(values, precision), precision, knots)
}

/** What is known of a column: its values ascending, each once, and their rows. */
export interface CountedNumbers extends Pick<DistinctValues, 'distinct' | 'present' | 'missing'> {
  readonly counts: ArrayLike<number>
  /** 1 where a count is that of a stretch of values that ends here, and so of no single one. */
  readonly spread?: Uint8Array
}

/** The margin of a column whose values are known already. */
export function marginOfDistinct(
  { distinct, counts: given, present, missing, spread: stretches }: CountedNumbers,
  precision: Precision,
  knots: number,
): NumberMargin {
  const grid = gridOf(distinct, precision)
  // A stretch counts as so many values of a row each, which are no atoms.
  const counts = stretches ? Float64Array.from(stretches, (isStretch, i) => (isStretch ? 0 : given[i])) : given
  const atoms = atomTest(counts, present, knots)
  const isAtom = (i: number): boolean => atoms(counts[i])
  const points = new Points()
  const pad = grid ? grid.step / grid.scale / 2 : 0
  let rest = 0
  for (let i = 0; i < given.length; i++) if (!isAtom(i)) rest += given[i]
  let rows = 0
  let spread = 0
  let lastKnot = 0
  for (let i = 0; i < distinct.length; i++) {
    const value = distinct[i]
    const count = given[i]
    if (isAtom(i)) {
      points.push(value, rows, rows + count)
    } else {
      const startsRun = i === 0 || isAtom(i - 1)
      if (startsRun) points.push(i === 0 ? value - pad : middle(distinct[i - 1], value), rows, rows)
      spread += count
      const knot = knotOf(spread / rest, knots)
      const endsRun = i + 1 === distinct.length || isAtom(i + 1)
      if (endsRun || knot > lastKnot) {
        points.push(i + 1 === distinct.length ? value + pad : middle(value, distinct[i + 1]), rows + count, rows + count)
        lastKnot = knot
      }
    }
    rows += count
  }
  return { kind: 'number', present, missing, ...points.finish(), grid }
}

/** Tells from a value's count whether it is an atom, such that there are no more than `limit`. */
function atomTest(counts: ArrayLike<number>, present: number, limit: number): (count: number) => boolean {
  let least = Math.min(atomRows + 1, Math.max(fewestAtomRows, Math.floor(present * atomShare) + 1))
  const candidates = Float64Array.from(counts).filter((count) => count >= least)
  if (candidates.length > limit) least = candidates.sort()[candidates.length - limit - 1] + 1
  return (count) => count >= least
}

/** The number, 0 to `knots`, of the knot that the share `p` has reached; knots lie closer in the tails, as squares do. */
function knotOf(p: number, knots: number): number {
  return Math.floor(knots * (p < 0.5 ? Math.sqrt(p / 2) : 1 - Math.sqrt((1 - p) / 2)))
}

/** Half-way between two numbers; half of each, since their sum might overflow. */
function middle(a: number, b: number): number {
  return a / 2 + b / 2
}

class Points {
  readonly #values: number[] = []
  readonly #below: number[] = []
  readonly #upTo: number[] = []

  push(value: number, below: number, upTo: number): void {
    this.#values.push(value)
    this.#below.push(below)
    this.#upTo.push(upTo)
  }

  finish(): Pick<NumberMargin, 'values' | 'below' | 'upTo'> {
    return { values: Float64Array.from(this.#values), below: Uint32Array.from(this.#below), upTo: Uint32Array.from(this.#upTo) }
  }
}

/** Share of the present rows below `x`. */
export function shareBelow(margin: NumberMargin, x: number): number {
  return rowsBelow(margin, x, lowerBound(margin.values, x)) / margin.present
}

/** Share of the present rows up to and including `x`. */
export function shareUpTo(margin: NumberMargin, x: number): number {
  return rowsBelow(margin, x, upperBound(margin.values, x)) / margin.present
}

/** Rows below `x`, where `next` is the number of points that count as below it. */
function rowsBelow({ values, below, upTo }: NumberMargin, x: number, next: number): number {
  if (next === 0) return 0
  const before = upTo[next - 1]
  if (next === values.length) return before
  const left = values[next - 1]
  const right = values[next]
  // Halves, since the difference might overflow.
  const share = (x / 2 - left / 2) / (right / 2 - left / 2)
  return before + share * (below[next] - before)
}

/**
 * The shares of the present rows below a value and up to it: the interval that its atom or its step of the grid takes up. Empty
 * (low = high) for a value between the atoms of a column without a grid, and where no row can be.
 */
export function numberInterval(margin: NumberMargin, value: number): readonly [low: number, high: number] {
  const { grid } = margin
  if (margin.present === 0) return [0, 0]
  const low = shareBelow(margin, value)
  const high = shareUpTo(margin, value)
  if (high > low || !grid) return [low, high]
  if (Math.abs(roundToGrid(value, grid) - value) > 1e-9 * (1 + Math.abs(value))) return [0, 0]
  const half = grid.step / grid.scale / 2
  return [shareUpTo(margin, value - half), shareBelow(margin, value + half)]
}

/** Density, per unit of the column, of the present rows at a value outside the atoms; 0 beyond the extremes. */
export function numberDensity({ values, below, upTo, present }: NumberMargin, value: number): number {
  const last = values.length - 1
  if (last < 1 || value < values[0] || value > values[last]) return 0
  const right = Math.min(upperBound(values, value), last)
  const width = values[right] - values[right - 1]
  return (below[right] - upTo[right - 1]) / present / width
}
