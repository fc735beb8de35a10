/**
 * The distribution that the chain with these transition probabilities (row by row, all above 0) settles in, by elimination of state
 * after state, without a subtraction that could cancel. Time grows with the cube of the number of states.
 *
 * @see Grassmann, Taksar and Heyman, 1985, Regenerative analysis and steady state distributions for Markov chains
 */
export function stationaryDistribution(transitions: Float64Array, states: number): Float64Array {
  const p = transitions.slice()
  const at = (i: number, j: number): number => p[i * states + j] as number
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
    for (let i = 0; i < k; i++) weight += (weights[i] as number) * at(i, k)
    weights[k] = weight
    total += weight
  }
  return weights.map((weight) => weight / total)
}
