/** A column of a linear system, centred or not: its cells in the rows that are looked at, and the error that rounding has put into each. */
export interface LinearColumn {
  readonly cells: Float64Array
  readonly noise: number
}

export interface LinearTie {
  /** Position of the column that the ones before it explain, up to rounding. */
  readonly column: number
  /** Its factors, by position; 0 for those that play no part. */
  readonly factors: Float64Array
  /** By how much a part of the sum may vary, in standard deviations, that only fits what rounding has left: standard errors of a factor, with room. */
  readonly unfelt: number
}

/** A column of which less than this is left has nothing of its own. */
const singular = 1e-9
/** Floating-point arithmetic leaves this of what is explained exactly, and rounding at most that, as shares of the largest part. */
const exact = 1e-7
const mostRounding = 0.04
/** A factor this many standard errors from 0 is one: of a hundred columns by chance none is. */
const standardErrors = 5
/** What a term adds beside the others, in what rounding may be: less of it only fits what rounding has left. */
const leastOfRounding = 2

interface Direction {
  readonly position: number
  readonly unit: Float64Array
  /** The unit as a sum of columns. */
  readonly inColumns: Float64Array
}

/** What directions explain of a column. */
interface Explained {
  /** By column. */
  readonly factors: Float64Array
  readonly rest: Float64Array
  /** Length of the column, and of what is left of it. */
  readonly length: number
  readonly left: number
  /** What rounding can be in the sum, and the longest part of it. */
  readonly noise: number
  readonly largest: number
}

/**
 * The columns that those before them explain as a sum, up to what rounding may leave, or exactly (modified Gram-Schmidt), without terms that they do as well without. A
 * column for which `accept` says no counts as one of its own, unless nothing is left of it. The search ends with the first that it says yes to; `onNear` hears of each that is explained up to rounding at least.
 */
export function firstTie(
  columns: readonly LinearColumn[],
  isExact: boolean,
  accept: (tie: LinearTie) => boolean,
  onNear?: () => void,
): LinearTie | null {
  const basis: Direction[] = []
  for (const position of columns.keys()) {
    const own = explained(columns, position, basis)
    if (own.length === 0) continue
    if (onNear && isTied(own, false)) onNear()
    if (isTied(own, isExact)) {
      const lean = withoutIdle(columns, position, basis, own, isExact)
      const tie = lean && { column: position, factors: lean.factors, unfelt: (standardErrors * lean.left) / lean.rest.length }
      if (tie && accept(tie)) return tie
    }
    if (own.left > singular * own.length) basis.push(directionOf(own, position))
  }
  return null
}

function directionOf({ factors, rest, left }: Explained, position: number): Direction {
  return {
    position,
    unit: rest.map((value) => value / left),
    inColumns: factors.map((factor, c) => ((c === position ? 1 : 0) - factor) / left),
  }
}

function explained(columns: readonly LinearColumn[], position: number, basis: readonly Direction[]): Explained {
  const column = columns[position] as LinearColumn
  const rest = centred(column.cells)
  const length = norm(rest)
  const factors = new Float64Array(columns.length)
  // Twice, since the first pass leaves errors of its own where columns are nearly parallel.
  for (let pass = 0; pass < 2; pass++) {
    for (const { unit, inColumns } of basis) {
      const along = dot(rest, unit)
      for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] as number) - along * (unit[i] as number)
      for (let c = 0; c < factors.length; c++) factors[c] = (factors[c] as number) + along * (inColumns[c] as number)
    }
  }
  let noise = column.noise
  let largest = length
  for (const { position: c } of basis) {
    const size = Math.abs(factors[c] as number)
    noise += size * (columns[c] as LinearColumn).noise
    largest = Math.max(largest, size * lengthOf((columns[c] as LinearColumn).cells))
  }
  return { factors, rest, length, left: norm(rest), noise, largest }
}

/** Lengths of columns, which each later column asks for. */
const lengths = new WeakMap<Float64Array, number>()

function lengthOf(cells: Float64Array): number {
  const length = lengths.get(cells) ?? norm(centred(cells))
  lengths.set(cells, length)
  return length
}

function isTied({ factors, rest, left, noise, largest }: Explained, isExact: boolean): boolean {
  const most = isExact ? 0 : Math.min(2 * noise * Math.sqrt(rest.length), mostRounding * largest)
  return factors.some((factor) => factor !== 0) && left <= Math.max(exact * largest, most)
}

/**
 * The tie without terms that it holds as well without, least first; null where it holds only up to rounding, and a term adds no more to what the others say than
 * rounding may be.
 */
function withoutIdle(
  columns: readonly LinearColumn[],
  position: number,
  basis: readonly Direction[],
  full: Explained,
  isExact: boolean,
): Explained | null {
  let used = basis.map((direction) => direction.position)
  let own = full
  let directions = basis
  for (;;) {
    const parts = used.map((c) => ({ c, adds: Math.abs(own.factors[c] as number) * ownLength(directions, c) }))
    const least = parts.reduce((a, b) => (b.adds < a.adds ? b : a))
    const fewer = used.filter((c) => c !== least.c)
    const shorter = basisOf(columns, fewer)
    const without = explained(columns, position, shorter)
    if (!isTied(without, isExact)) {
      const isFelt = least.adds > leastOfRounding * own.noise * Math.sqrt(own.rest.length)
      return isExact || isFelt || own.left <= exact * own.largest ? own : null
    }
    used = fewer
    own = without
    directions = shorter
  }
}

function basisOf(columns: readonly LinearColumn[], positions: readonly number[]): Direction[] {
  const basis: Direction[] = []
  for (const position of positions) {
    const own = explained(columns, position, basis)
    if (own.left > singular * own.length) basis.push(directionOf(own, position))
  }
  return basis
}

/** The length of what the other columns of the basis leave of a column: 1 over the root of the diagonal of the inverse of their products. */
function ownLength(basis: readonly Direction[], column: number): number {
  return 1 / Math.sqrt(basis.reduce((sum, { inColumns }) => sum + (inColumns[column] as number) ** 2, 0))
}

function centred(cells: Float64Array): Float64Array {
  let sum = 0
  for (let i = 0; i < cells.length; i++) sum += cells[i] as number
  const mean = sum / cells.length
  return cells.map((value) => value - mean)
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

function norm(values: Float64Array): number {
  return Math.sqrt(dot(values, values))
}
