import * as z from 'zod/mini'
import type { BinnedColumn } from '../../../encode/bins.js'
import { binnedShape } from '../../private/network-state.js'

/**
 * A variable that is drawn for each row. Variables are, in this order: the place in the sequence; for each column its group in the row
 * before, with one more that says that there is no such row; for each column its group in this row.
 */
export interface ChainNode {
  readonly variable: number
  /** Ascending. */
  readonly parents: readonly number[]
  /** For each combination of the parents' states, the probability of each of its own. */
  readonly probabilities: Float64Array
}

/** Sequences as a network that is gone through row by row, learned with differential privacy. Plain data. */
export interface PrivateChainState {
  readonly kind: 'private'
  /** As in `Plan`: the last one says whether a row is the last of its sequence. */
  readonly columns: readonly BinnedColumn[]
  /** In the order in which they are drawn. */
  readonly nodes: readonly ChainNode[]
  /** The first place of each group of places in a sequence, from 0. */
  readonly places: Int32Array
  /** Most rows of a sequence. */
  readonly longest: number
}

export const privateChainSchema: z.ZodMiniType<PrivateChainState> = z.strictObject({
  kind: z.literal('private'),
  columns: z.array(binnedShape),
  nodes: z.array(
    z.strictObject({
      variable: z.int().check(z.gte(1)),
      parents: z.array(z.int().check(z.gte(0))),
      probabilities: z.instanceof(Float64Array),
    }),
  ),
  places: z.instanceof(Int32Array),
  longest: z.int().check(z.gte(1)),
}) as z.ZodMiniType<PrivateChainState>

/** Sizes of all variables. */
export function variableSizes(columns: readonly BinnedColumn[], places: Int32Array): number[] {
  const own = columns.map(({ bins }) => bins.states)
  return [places.length, ...own.map((size) => size + 1), ...own]
}

/** The first places of groups that grow with the place: 0, 1, 2, 3, 4, 6, 8, 12, 16, 24 ... */
export function placeGroups(longest: number): Int32Array {
  const places = [0, 1, 2, 3]
  for (let size = 4; size < longest; size *= 2) places.push(size, size + size / 2)
  return Int32Array.from(places.filter((place) => place < longest))
}

export function groupOfPlace(places: Int32Array, place: number): number {
  let group = 0
  while (group + 1 < places.length && places[group + 1] <= place) group++
  return group
}
