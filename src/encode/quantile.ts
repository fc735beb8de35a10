import { roundToGrid } from './grid.js'
import type { LevelMargin } from './level-margin.js'
import type { NumberMargin } from './number-margin.js'

/** A scale on which a place in a distribution is given. */
export interface QuantileScale {
  readonly fromShare: (share: number) => number
  readonly toShare: (place: number) => number
  /** Most places lie between these. */
  readonly low: number
  readonly high: number
}

/** Places as shares of the rows, 0 to 1. */
export const shareScale: QuantileScale = { fromShare: (share) => share, toShare: (place) => place, low: 0, high: 1 }

/** Writes the values that stand at the given places of a distribution into `target`. */
export type Quantiles<Values> = (places: Float64Array, target: Values) => void

/** The quantiles of a margin that has at least one present row. */
export function numberQuantiles(margin: NumberMargin, scale: QuantileScale): Quantiles<Float64Array> {
  const { values, below, upTo, present, grid } = margin
  const points = values.length
  const thresholds = new Float64Array(2 * points)
  for (let k = 0; k < points; k++) {
    thresholds[2 * k] = scale.fromShare(below[k] / present)
    thresholds[2 * k + 1] = scale.fromShare(upTo[k] / present)
  }
  const locate = createLocator(thresholds, scale.low, scale.high)
  const [least, greatest] = extremes(margin)
  return (places, target) => {
    for (let i = 0; i < places.length; i++) {
      const place = places[i]
      const passed = locate(place)
      const point = passed >>> 1
      let value: number
      if (passed & 1 || point === 0 || point === points) {
        value = values[Math.min(point, points - 1)]
      } else {
        const from = upTo[point - 1]
        const share = (scale.toShare(place) * present - from) / (below[point] - from)
        const inside = Math.min(1, Math.max(0, share))
        value = values[point - 1] * (1 - inside) + values[point] * inside
        if (grid) value = roundToGrid(value, grid)
      }
      target[i] = Math.min(greatest, Math.max(least, value))
    }
  }
}

/** The least and the greatest value: the outer points, without the half step by which a grid spreads them. */
export function extremes({ values, grid }: NumberMargin): readonly [number, number] {
  const first = values[0]
  const last = values[values.length - 1]
  if (!grid) return [first, last]
  const quarter = grid.step / grid.scale / 4
  return [roundToGrid(first + quarter, grid), roundToGrid(last - quarter, grid)]
}

/** Writes the levels that stand at the given places. */
export function levelQuantiles({ counts, present, order }: LevelMargin, scale: QuantileScale): Quantiles<Int32Array> {
  // The last level needs no threshold: everything beyond the others is its own.
  const thresholds = new Float64Array(Math.max(0, counts.length - 1))
  const levelAt = Int32Array.from(counts, (_, position) => (order ? order[position] : position))
  let rows = 0
  for (let position = 0; position < thresholds.length; position++) {
    rows += counts[levelAt[position]]
    thresholds[position] = scale.fromShare(rows / present)
  }
  const locate = createLocator(thresholds, scale.low, scale.high)
  return (places, target) => {
    for (let i = 0; i < places.length; i++) target[i] = levelAt[locate(places[i])]
  }
}

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
