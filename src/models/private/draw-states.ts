import { roundedStates } from '../../dp/pgm/rounded-states.js'
import type { Rng } from '../../random/rng.js'

/**
 * A state for each row by controlled rounding: among the rows of one distribution each state comes up as often as expected, but for less
 * than one row. Distribution i is `probabilities[i size]` to `probabilities[(i + 1) size - 1]`.
 */
export function drawStates(distributions: Uint32Array, probabilities: Float64Array, size: number, rng: Rng): Int32Array {
  const drawn = new Int32Array(distributions.length)
  const room = new Int32Array(distributions.length)
  const rest = new Float64Array(size)
  forGroups(distributions, (members, distribution) => {
    const own = room.subarray(0, members.length)
    roundedStates(probabilities.subarray(distribution * size, (distribution + 1) * size), own, rest, rng)
    for (let i = 0; i < members.length; i++) drawn[members[i] as number] = own[i] as number
  })
  return drawn
}

/** For each row a number in [0, 1), such that those of the rows in one state are spread evenly. */
export function spreadPositions(states: Int32Array, rng: Rng): Float64Array {
  const positions = new Float64Array(states.length)
  forGroups(states, (members) => {
    for (let i = members.length - 1; i > 0; i--) {
      const j = rng.integer(i + 1)
      const moved = members[i] as number
      members[i] = members[j] as number
      members[j] = moved
    }
    for (let i = 0; i < members.length; i++) positions[members[i] as number] = (i + rng.uniform()) / members.length
  })
  return positions
}

/** Calls back with the rows of each key, ascending by key and then by row. */
function forGroups(keys: ArrayLike<number>, use: (members: Int32Array, key: number) => void): void {
  // Keys are far below 2^32 and rows of a block below 2^20, so that both go into one exact number.
  const sorted = Float64Array.from({ length: keys.length }, (_, row) => (keys[row] as number) * keys.length + row).sort()
  const members = new Int32Array(keys.length)
  let size = 0
  let key = -1
  for (let i = 0; i <= sorted.length; i++) {
    const next = i < sorted.length ? Math.floor((sorted[i] as number) / keys.length) : -1
    if (next !== key && size > 0) use(members.subarray(0, size), key)
    if (next !== key) size = 0
    key = next
    if (i < sorted.length) members[size++] = (sorted[i] as number) - next * keys.length
  }
}
