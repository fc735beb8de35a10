/** Cells of the table; it is to stay in the first caches. */
const fewestCells = 1024
const mostCells = 8192

/**
 * A function that tells how many of the ascending `thresholds` are at most x. A table of places between `low` and `high`, where
 * most x are expected, makes it take about one step.
 */
export function createLocator(thresholds: Float64Array, low: number, high: number): (x: number) => number {
  const cells = Math.min(mostCells, Math.max(fewestCells, 4 * thresholds.length))
  const perUnit = cells / (high - low)
  const guide = new Uint32Array(cells)
  for (let cell = 1, passed = 0; cell < cells; cell++) {
    // A hair to the left, lest rounding puts an x into a cell whose count it hasn't reached.
    const edge = low + (cell - 1e-6) / perUnit
    while (passed < thresholds.length && thresholds[passed] <= edge) passed++
    guide[cell] = passed
  }
  return (x) => {
    const cell = (x - low) * perUnit
    let passed = cell < 1 ? 0 : guide[cell < cells ? Math.floor(cell) : cells - 1]
    while (passed < thresholds.length && thresholds[passed] <= x) passed++
    return passed
  }
}
