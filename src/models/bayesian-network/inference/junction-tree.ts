import ln from '@stdlib/math-base-special-ln'
import type { Elimination } from '../../../learn/graphs/triangulate.js'
import { type Factor, multiply } from './factor.js'

/** A variable given its neighbours in the clique in which it is eliminated. */
export interface CliqueConditional {
  readonly variable: number
  readonly neighbours: readonly number[]
  /** For each combination of the neighbours' states, the probability of each state; zeros where the combination can't be. */
  readonly probabilities: Float64Array
}

/**
 * The distribution that is proportional to the product of the factors, as one conditional per variable, and the log of the sum of that
 * product. Messages pass once through the junction tree whose cliques are a variable and its neighbours at its elimination;
 * the conditionals, last one first, then draw from it exactly.
 * @see Lauritzen and Spiegelhalter, 1988; Dawid, 1992, Applications of a general propagation algorithm for probabilistic expert systems
 */
export function collectMessages(
  factors: readonly Factor[],
  eliminations: readonly Elimination[],
  sizes: ArrayLike<number>,
): { conditionals: CliqueConditional[]; logTotal: number } {
  let open = [...factors]
  let logTotal = 0
  const conditionals = eliminations.map(({ variable, neighbours }) => {
    const clique = [...neighbours, variable]
    const inside = open.filter((factor) => factor.variables.includes(variable))
    const probabilities = multiply(inside, clique, sizes)
    const { message, largest } = sumOut(probabilities, sizes[variable])
    logTotal += ln(largest)
    open = [...open.filter((factor) => !factor.variables.includes(variable)), { variables: neighbours, values: message }]
    return { variable, neighbours, probabilities }
  })
  return { conditionals, logTotal }
}

/** The sums over the last variable, scaled so that the largest is 1; divides the table by them, which makes it conditional. */
function sumOut(table: Float64Array, size: number): { message: Float64Array; largest: number } {
  const message = new Float64Array(table.length / size)
  let largest = 0
  for (let row = 0, cell = 0; row < message.length; row++) {
    let sum = 0
    for (let k = 0; k < size; k++) sum += table[cell + k]
    message[row] = sum
    if (sum > largest) largest = sum
    const scale = sum > 0 ? 1 / sum : 0
    for (let k = 0; k < size; k++, cell++) table[cell] *= scale
  }
  if (largest > 0) for (let row = 0; row < message.length; row++) message[row] /= largest
  return { message, largest }
}
