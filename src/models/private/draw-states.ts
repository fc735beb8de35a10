import type { Rng } from '../../random/rng.js'
import { shuffle } from '../../random/shuffle.js'

/**
 * A state for each row by controlled rounding: among the rows of one distribution each state comes up as often as expected, but for less
 * than one row. Distribution i is `probabilities[i size]` to `probabilities[(i + 1) size - 1]`.
 */
export function roundedStates(distributions: Uint32Array, probabilities: Float64Array, size: number, rng: Rng): Int32Array {
  const drawn = new Int32Array(distributions.length)
  const room = new Int32Array(distributions.length)
  const rest = new Float64Array(size)
  forGroups(distributions, (members, distribution) => {
    const own = room.subarray(0, members.length)
    roundGroup(probabilities.subarray(distribution * size, (distribution + 1) * size), own, rest, rng)
    for (let i = 0; i < members.length; i++) drawn[members[i]] = own[i]
  })
  return drawn
}

/** For each row a number in [0, 1), such that those of the rows in one state are spread evenly. */
export function spreadPositions(states: Int32Array, rng: Rng): Float64Array {
  const positions = new Float64Array(states.length)
  forGroups(states, (members) => {
    shuffle(members, rng)
    for (let i = 0; i < members.length; i++) positions[members[i]] = (i + rng.uniform()) / members.length
  })
  return positions
}

/** Calls back with the rows of each key, ascending by key and then by row. */
function forGroups(keys: ArrayLike<number>, use: (members: Int32Array, key: number) => void): void {
  // Keys are far below 2^32 and rows of a block below 2^20, so that both go into one exact number.
  const sorted = Float64Array.from({ length: keys.length }, (_, row) => keys[row] * keys.length + row).sort()
  const members = new Int32Array(keys.length)
  let size = 0
  let key = -1
  for (let i = 0; i <= sorted.length; i++) {
    const next = i < sorted.length ? Math.floor(sorted[i] / keys.length) : -1
    if (next !== key && size > 0) use(members.subarray(0, size), key)
    if (next !== key) size = 0
    key = next
    if (i < sorted.length) members[size++] = sorted[i] - next * keys.length
  }
}

/**
 * Writes states in random order into `states`, each as often as expected, rounded down, or once more: what is left over goes at random,
 * more likely to larger fractions. Far less noise than independent draws. `probabilities` sum to 1; `rest` is room for as many numbers.
 */
function roundGroup(probabilities: Float64Array, states: Int32Array, rest: Float64Array, rng: Rng): void {
  const count = states.length
  let filled = 0
  for (let state = 0; state < probabilities.length; state++) {
    const expected = probabilities[state] * count
    const whole = Math.min(Math.floor(expected), count - filled)
    rest[state] = expected - whole
    states.fill(state, filled, filled + whole)
    filled += whole
  }
  for (; filled < count; filled++) {
    const state = pick(rest, probabilities.length, rng)
    rest[state] = 0
    states[filled] = state
  }
  shuffle(states, rng)
}

function pick(weights: Float64Array, length: number, rng: Rng): number {
  let total = 0
  for (let i = 0; i < length; i++) total += weights[i]
  let left = rng.uniform() * total
  let last = 0
  for (let i = 0; i < length; i++) {
    const weight = weights[i]
    if (weight <= 0) continue
    last = i
    left -= weight
    if (left < 0) break
  }
  return last
}
