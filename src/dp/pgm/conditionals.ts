import ln from '@stdlib/math-base-special-ln'
import type { GraphicalModel } from './estimate.js'
import { projection, type Scope, scopeSize, sumInto } from './scope.js'

/** A variable given others that come before it. Plain data. */
export interface PgmConditional {
  readonly variable: number
  /** Ascending. */
  readonly given: Scope
  /** For each combination of the given states, the probability of each state of the variable; each run sums to 1. */
  readonly probabilities: Float64Array
  /** For each of the given variables, what it tells about this one beyond the others, in nats. */
  readonly information: readonly number[]
}

/** The model as one conditional per variable, in an order in which it can be drawn from. */
export function conditionalsOf({ tree: { sizes, cliques, links }, beliefs }: GraphicalModel): PgmConditional[] {
  const conditionals: PgmConditional[] = []
  const drawn = new Set<number>()
  if (cliques.length === 0) return []
  const root = links.at(-1)?.parent ?? 0
  for (const at of [root, ...links.map(({ child }) => child).reverse()]) {
    const clique = cliques[at]
    const given = clique.filter((variable) => drawn.has(variable))
    for (const variable of clique) {
      if (drawn.has(variable)) continue
      conditionals.push(conditional(variable, [...given], clique, beliefs[at], sizes))
      drawn.add(variable)
      given.push(variable)
      given.sort((a, b) => a - b)
    }
  }
  return conditionals
}

function conditional(variable: number, given: Scope, clique: Scope, belief: Float64Array, sizes: ArrayLike<number>): PgmConditional {
  const size = sizes[variable]
  const before = projection(clique, given, sizes)
  const own = projection(clique, [variable], sizes)
  const probabilities = new Float64Array(scopeSize(given, sizes) * size)
  const map = before.map((cell, i) => cell * size + own[i])
  sumInto(probabilities, belief, map)
  const information = informationOf(probabilities, given, size, sizes)
  for (let start = 0; start < probabilities.length; start += size) {
    let sum = 0
    for (let state = 0; state < size; state++) sum += probabilities[start + state]
    // What the model never draws is spread evenly, so that every combination has a conditional.
    for (let state = 0; state < size; state++) {
      probabilities[start + state] = sum > 0 ? probabilities[start + state] / sum : 1 / size
    }
  }
  return { variable, given, probabilities, information }
}

function informationOf(joint: Float64Array, given: Scope, size: number, sizes: ArrayLike<number>): number[] {
  // Positions stand for the variables, the last one for the one that is drawn.
  const scope = [...given.keys(), given.length]
  const states = [...given.map((variable) => sizes[variable]), size]
  const entropy = (part: Scope): number => {
    const sums = new Float64Array(scopeSize(part, states))
    sumInto(sums, joint, projection(scope, part, states))
    return -sums.reduce((sum, share) => (share > 0 ? sum + share * ln(share) : sum), 0)
  }
  const all = entropy(scope) - entropy(scope.slice(0, -1))
  return given.map((_, i) => {
    const others = scope.filter((position) => position !== i)
    return Math.max(0, entropy(others) - entropy(others.slice(0, -1)) - all)
  })
}
