import type { Rng } from '../../random/rng.js'
import { shuffle } from '../../random/shuffle.js'

/**
 * Positions of `count` rows, each drawn with an expectation of count × its weight, so that the means of the features among those drawn are near their
 * weighted means: systematic draws along an order in which rows with like features stand together. In random order; a weight above
 * 1 / count repeats its row.
 *
 * @see Madow, 1949, On the theory of systematic sampling, II
 */
export function balancedDraws(weights: Float64Array, count: number, features: readonly Float64Array[], rng: Rng): Int32Array {
  const order = alikeTogether(features, weights)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const drawn = new Int32Array(count)
  const start = rng.uniform()
  let found = 0
  let reached = 0
  for (const row of order) {
    reached += weights[row] / total
    while (found < count && found + start < reached * count) drawn[found++] = row
  }
  // Rounding may leave the last draw just above the sum of all weights.
  for (; found < count; found++) drawn[found] = order.at(-1) as number
  return shuffle(drawn, rng)
}

/** Rows that are put in order no further. */
const fewest = 32

/** Rows with a weight, halved again and again at the median of the feature that varies most among them. */
function alikeTogether(features: readonly Float64Array[], weights: Float64Array): Int32Array {
  const order = Int32Array.from(weights.keys()).filter((row) => weights[row] > 0)
  const scales = features.map((feature) => 1 / (variance(feature, order) || Number.POSITIVE_INFINITY))
  const waiting: [number, number][] = [[0, order.length]]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const [from, to] = next
    if (to - from <= fewest) continue
    const part = order.subarray(from, to)
    const feature = mostVaried(features, scales, part)
    if (!feature) continue
    part.sort((a, b) => feature[a] - feature[b] || a - b)
    const cut = from + cutOf(feature, part)
    waiting.push([cut, to], [from, cut])
  }
  return order
}

function mostVaried(features: readonly Float64Array[], scales: readonly number[], rows: Int32Array): Float64Array | null {
  let best: Float64Array | null = null
  let most = 0
  features.forEach((feature, k) => {
    const own = variance(feature, rows) * scales[k]
    if (own > most) [best, most] = [feature, own]
  })
  return best
}

function variance(values: Float64Array, rows: Int32Array): number {
  let [sum, squares] = [0, 0]
  const first = values[rows[0]]
  for (const row of rows) {
    const value = values[row] - first
    sum += value
    squares += value * value
  }
  return Math.max(0, squares / rows.length - (sum / rows.length) ** 2)
}

/** The place nearest to the middle where the value changes. */
function cutOf(feature: Float64Array, rows: Int32Array): number {
  const middle = rows.length >> 1
  const differs = (at: number): boolean => at > 0 && at < rows.length && feature[rows[at - 1]] !== feature[rows[at]]
  for (let step = 0; step <= middle; step++) {
    if (differs(middle - step)) return middle - step
    if (differs(middle + step)) return middle + step
  }
  return middle
}
