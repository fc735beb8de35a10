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

/**
 * The columns that those before them explain as a sum, up to what rounding may leave (modified Gram-Schmidt). A column for which `accept` says
 * no counts as one of its own, unless nothing is left of it. The search ends with the first that it says yes to.
 */
export function firstTie(columns: readonly LinearColumn[], accept: (tie: LinearTie) => boolean): LinearTie | null {
  const lengths = new Float64Array(columns.length)
  const basis: { readonly position: number; readonly unit: Float64Array; readonly inColumns: Float64Array }[] = []
  for (const [position, column] of columns.entries()) {
    const rest = centred(column.cells)
    const length = norm(rest)
    lengths[position] = length
    if (length === 0) continue
    const factors = new Float64Array(columns.length)
    // Twice, since the first pass leaves errors of its own where columns are nearly parallel.
    for (let pass = 0; pass < 2; pass++) {
      for (const { unit, inColumns } of basis) {
        const along = dot(rest, unit)
        for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] as number) - along * (unit[i] as number)
        for (let c = 0; c < factors.length; c++) factors[c] = (factors[c] as number) + along * (inColumns[c] as number)
      }
    }
    const left = norm(rest)
    let noise = column.noise
    let largest = length
    for (let c = 0; c < factors.length; c++) {
      const size = Math.abs(factors[c] as number)
      noise += size * (columns[c] as LinearColumn).noise
      largest = Math.max(largest, size * (lengths[c] as number))
    }
    const isTied =
      basis.length > 0 && left <= Math.max(exact * largest, Math.min(2 * noise * Math.sqrt(rest.length), mostRounding * largest))
    const tie = { column: position, factors, unfelt: (standardErrors * left) / rest.length }
    if (isTied && accept(tie)) return tie
    if (left <= singular * length) continue
    const inColumns = factors.map((factor, c) => ((c === position ? 1 : 0) - factor) / left)
    basis.push({ position, unit: rest.map((value) => value / left), inColumns })
  }
  return null
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
