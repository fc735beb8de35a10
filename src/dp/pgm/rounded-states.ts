import type { Rng } from '../../random/rng.js'

/**
 * Writes states in random order into `states`, each as often as expected, rounded down, or once more: what is left over goes at random,
 * more likely to larger fractions. Far less noise than independent draws. `probabilities` sum to 1; `rest` is room for as many numbers.
 */
export function roundedStates(probabilities: Float64Array, states: Int32Array, rest: Float64Array, rng: Rng): void {
  const count = states.length
  let filled = 0
  for (let state = 0; state < probabilities.length; state++) {
    const expected = (probabilities[state] as number) * count
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
  for (let i = count - 1; i > 0; i--) {
    const j = rng.integer(i + 1)
    const moved = states[i] as number
    states[i] = states[j] as number
    states[j] = moved
  }
}

function pick(weights: Float64Array, length: number, rng: Rng): number {
  let total = 0
  for (let i = 0; i < length; i++) total += weights[i] as number
  let left = rng.uniform() * total
  let last = 0
  for (let i = 0; i < length; i++) {
    const weight = weights[i] as number
    if (weight <= 0) continue
    last = i
    left -= weight
    if (left < 0) break
  }
  return last
}
