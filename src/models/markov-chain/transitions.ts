import { levelsOf, type Schema, schemaColumn } from '../../table/schema.js'
import type { ChainState } from './state.js'
import { stateInWords, statesOf } from './states.js'

/** How the main state of a chain goes on, as first-order probabilities. */
export interface Transitions {
  /** Columns that make the state. */
  readonly columns: readonly string[]
  readonly states: readonly string[]
  /** Row by row, the probability of each state after each state, while the sequence goes on. */
  readonly matrix: Float64Array
  /** The share of time that a sequence without an end spends in each state. */
  readonly stationary: Float64Array
}

/** A row of the matrix counts as if so many events more had followed, spread over all states, so that every state can be reached. */
const pseudoEvents = 0.5

/** The transition matrix and stationary distribution of the main state; null where no column changes within a sequence. */
export function chainTransitions({ space, facts }: ChainState, schema: Schema): Transitions | null {
  if (!space) return null
  const count = statesOf(space)
  const matrix = new Float64Array(count * count)
  for (let from = 0; from < count; from++) {
    const row = facts.transitions.subarray(from * count, (from + 1) * count)
    const total = row.reduce((sum, pairs) => sum + pairs, 0)
    for (let to = 0; to < count; to++) matrix[from * count + to] = (row[to] + pseudoEvents / count) / (total + pseudoEvents)
  }
  const levels = (name: string): readonly string[] => levelsOf(schemaColumn(schema, name))
  return {
    columns: space.members.map(({ name }) => name),
    states: Array.from({ length: count }, (_, state) => stateInWords(space, state, levels)),
    matrix,
    stationary: stationaryDistribution(matrix, count),
  }
}

/**
 * The distribution that the chain with these transition probabilities (row by row, all above 0) settles in, by elimination of state
 * after state, without a subtraction that could cancel. Time grows with the cube of the number of states.
 *
 * @see Grassmann, Taksar and Heyman, 1985, Regenerative analysis and steady state distributions for Markov chains
 */
export function stationaryDistribution(transitions: Float64Array, states: number): Float64Array {
  const p = transitions.slice()
  const at = (i: number, j: number): number => p[i * states + j]
  for (let k = states - 1; k > 0; k--) {
    let leaving = 0
    for (let j = 0; j < k; j++) leaving += at(k, j)
    for (let i = 0; i < k; i++) p[i * states + k] = at(i, k) / leaving
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) p[i * states + j] = at(i, j) + at(i, k) * at(k, j)
  }
  const weights = new Float64Array(states)
  if (states > 0) weights[0] = 1
  let total = 1
  for (let k = 1; k < states; k++) {
    let weight = 0
    for (let i = 0; i < k; i++) weight += weights[i] * at(i, k)
    weights[k] = weight
    total += weight
  }
  return weights.map((weight) => weight / total)
}
