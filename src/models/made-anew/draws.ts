import { mix } from '../../random/permutation.js'

/** Draws that the seed, a stream and the number of an entity name: the same ones in any thread, and for every column of that stream. */
export interface Draws {
  /** A whole number from 0 up to, not including, n. */
  below(n: number): number
}

export function createDraws(seed: number, stream: number, entity: number): Draws {
  let draws = 0
  return { below: (n) => mix(entity, mix(seed, stream, Math.floor(entity / 2 ** 32)), draws++) % n }
}

/** The place in a list of weights that the draw falls on. `upTo` holds the sums of the weights, in whole numbers. */
export function pickWeighted(upTo: readonly number[], { below }: Draws): number {
  const drawn = below(upTo.at(-1) ?? 1)
  let at = 0
  while (drawn >= upTo[at]) at++
  return at
}

const precision = 1e6

/** Running sums of weights as whole numbers. */
export function runningWeights(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const exact = weights.every(Number.isSafeInteger) && total < 2 ** 31
  let sum = 0
  return weights.map((weight) => {
    sum += exact ? weight : Math.max(1, Math.round((weight / total) * precision))
    return sum
  })
}
