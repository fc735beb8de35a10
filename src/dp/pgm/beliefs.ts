import ln from '@stdlib/math-base-special-ln'
import type { CliqueTree } from './clique-tree.js'
import { sumInto } from './scope.js'

/** Working memory of `updateBeliefs`: tables of what neighbouring cliques share. */
export interface Messages {
  readonly up: readonly Float64Array[]
  readonly down: readonly Float64Array[]
  /** What each message up was multiplied by. */
  readonly scales: Float64Array
}

export function messagesOf({ links }: CliqueTree): Messages {
  return {
    up: links.map(({ cells }) => new Float64Array(cells)),
    down: links.map(({ cells }) => new Float64Array(cells)),
    scales: new Float64Array(links.length),
  }
}

/**
 * Turns potentials, one table per clique, into the marginals of the distribution that is proportional to their product; each sums to 1.
 * Returns the log of what the product sums to. Potentials have no negative cells; where nothing is possible at all, every marginal is 0.
 * @see Jensen, Lauritzen, Olesen, 1990, Bayesian updating in causal probabilistic networks by local computations
 */
export function updateBeliefs({ links }: CliqueTree, beliefs: readonly Float64Array[], { up, down, scales }: Messages): number {
  if (beliefs.length === 0) return 0
  let logTotal = 0
  for (const [i, { child, parent, fromChild, fromParent }] of links.entries()) {
    const message = up[i]
    sumInto(message, beliefs[child], fromChild)
    const scale = normalise(message)
    scales[i] = scale
    logTotal -= ln(scale)
    multiplyBy(beliefs[parent], message, fromParent)
  }
  logTotal -= ln(normalise(beliefs[links.at(-1)?.parent ?? 0]))
  for (let i = links.length - 1; i >= 0; i--) {
    const { child, parent, fromChild, fromParent } = links[i]
    const message = down[i]
    const own = up[i]
    sumInto(message, beliefs[parent], fromParent)
    // What went up is in the child already, but for its scale. Where nothing went up, nothing comes down: 0 / 0 is 0 here.
    const scale = scales[i]
    for (let cell = 0; cell < message.length; cell++) {
      message[cell] = own[cell] > 0 ? (message[cell] / own[cell]) * scale : 0
    }
    multiplyBy(beliefs[child], message, fromChild)
  }
  return logTotal
}

/** Makes a table sum to 1, and returns what it was multiplied by. */
function normalise(table: Float64Array): number {
  let sum = 0
  for (let cell = 0; cell < table.length; cell++) sum += table[cell]
  const scale = sum > 0 ? 1 / sum : 0
  for (let cell = 0; cell < table.length; cell++) table[cell] *= scale
  return scale
}

/** Each cell times the entry that `map` gives it. */
export function multiplyBy(table: Float64Array, factors: Float64Array, map: Int32Array): void {
  for (let cell = 0; cell < table.length; cell++) table[cell] *= factors[map[cell]]
}
