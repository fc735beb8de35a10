import type { Rng } from '../../random/rng.js'

/** Walker's alias tables of many distributions over the same states: a draw costs one look-up. */
export interface AliasTables {
  readonly states: number
  /** Scaled to the states: below `keep` the state itself, above it its alias. */
  readonly keep: Float64Array
  readonly alias: Uint16Array
}

/**
 * The alias tables of distributions that stand one after the other; they need not sum to 1.
 * @see Vose, 1991, A linear algorithm for generating random numbers with a given distribution
 */
export function aliasTables(probabilities: Float32Array | Float64Array, states: number): AliasTables {
  const keep = new Float64Array(probabilities.length)
  const alias = new Uint16Array(probabilities.length)
  const small = new Uint16Array(states)
  const large = new Uint16Array(states)
  for (let start = 0; start < probabilities.length; start += states) {
    let total = 0
    for (let state = 0; state < states; state++) total += probabilities[start + state]
    let smalls = 0
    let larges = 0
    for (let state = 0; state < states; state++) {
      const scaled = total > 0 ? (probabilities[start + state] * states) / total : 1
      keep[start + state] = scaled
      alias[start + state] = state
      if (scaled < 1) small[smalls++] = state
      else large[larges++] = state
    }
    while (smalls > 0 && larges > 0) {
      const less = small[--smalls]
      const more = large[larges - 1]
      alias[start + less] = more
      const left = keep[start + more] - (1 - keep[start + less])
      keep[start + more] = left
      if (left < 1) {
        larges--
        small[smalls++] = more
      }
    }
    // What rounding left over is full.
    while (smalls > 0) keep[start + small[--smalls]] = 1
  }
  return { states, keep, alias }
}

/** Draws a state for each row from the distribution of that number. One uniform number tells the state, and what is left of it a position in [0, 1). */
export function drawStates(
  { states, keep, alias }: AliasTables,
  distributions: Uint32Array,
  drawn: Uint16Array,
  positions: Float64Array,
  rng: Rng,
): void {
  for (let row = 0; row < drawn.length; row++) {
    const scaled = rng.uniform() * states
    const slot = Math.floor(scaled)
    const rest = scaled - slot
    const index = distributions[row] * states + slot
    const kept = keep[index]
    if (rest < kept) {
      drawn[row] = slot
      positions[row] = rest / kept
    } else {
      drawn[row] = alias[index]
      positions[row] = (rest - kept) / (1 - kept)
    }
  }
}
