import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'

/** The values that each hyper-parameter may take, all equally likely beforehand. */
export interface Grids {
  /** Concentration of the partition of the columns into views. */
  readonly columnConcentration: Float64Array
  /** Concentration of the partition of the rows into categories, in each view. */
  readonly rowConcentration: Float64Array
  readonly concentration: Float64Array
  readonly location: Float64Array
  readonly meanRows: Float64Array
  readonly varianceRows: Float64Array
  readonly variance: Float64Array
}

/** Grids wide enough for columns whose rest varies about 0 by about 1, as normal scores do. */
export function defaultGrids(rows: number, columns: number): Grids {
  return {
    columnConcentration: logGrid(1 / Math.max(2, columns), Math.max(2, columns), 15),
    // At most 5, lest columns that tell nothing of each other fall into hundreds of categories: they would do no harm but take time.
    rowConcentration: logGrid(1 / Math.max(2, rows), 5, 31),
    concentration: logGrid(0.02, 200, 15),
    location: Float64Array.from({ length: 17 }, (_, i) => (i - 8) / 4),
    meanRows: logGrid(0.001, 10, 15),
    // More than 2, so that the variance of a category of any size has an expectation.
    varianceRows: Float64Array.of(3, 4, 6, 8, 12, 16, 24, 32, 64),
    variance: logGrid(0.0005, 2, 19),
  }
}

/** `count` numbers from `least` to `greatest` in equal ratios. */
function logGrid(least: number, greatest: number, count: number): Float64Array {
  const [from, to] = [ln(least), ln(greatest)]
  return Float64Array.from({ length: count }, (_, i) => exp(from + ((to - from) * i) / (count - 1)))
}

/** The value in the middle of a grid. */
export function middleOf(grid: Float64Array): number {
  return grid[grid.length >> 1]
}
