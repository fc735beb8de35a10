import type { Feature } from './bins.js'
import { type Response, SplitSearch } from './split.js'

/**
 * Positions, ascending, of the `most` features whose best single split lessens the impurity of the response most. Among hundreds of
 * predictors most are noise that costs time.
 */
export function strongestFeatures(features: readonly Feature[], response: Response, rows: Int32Array, most: number): Int32Array {
  const search = new SplitSearch(features, response, rows.slice(), Math.max(1, Math.floor(rows.length / 100)))
  const gains = features.map((_, f) => (search.find(0, rows.length, 0, Int32Array.of(f)) ? search.best.gain : 0))
  const order = [...features.keys()].sort((a, b) => (gains[b] as number) - (gains[a] as number) || a - b)
  return Int32Array.from(order.slice(0, most)).sort()
}
