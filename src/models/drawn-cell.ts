import type { Rng } from '../random/rng.js'

/** A cell, each as often as its weight has it. */
export function drawnCell(weights: readonly number[], rng: Rng): number {
  let left = rng.uniform() * weights.reduce((sum, weight) => sum + weight, 0)
  const found = weights.findIndex((weight) => {
    left -= weight
    return left < 0
  })
  return found < 0 ? weights.findLastIndex((weight) => weight > 0) : found
}
