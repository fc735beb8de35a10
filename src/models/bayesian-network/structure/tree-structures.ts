import type { Variable } from '../variable.js'
import { pairInformation } from './pair-information.js'

/** A weight for each pair, 0 or below where the two don't depend on each other. */
type PairWeight = (a: number, b: number) => number

/**
 * The parents of each variable in the best network in which each has at most one: the spanning tree of greatest mutual
 * information, without links that tell nothing, directed away from `root`.
 * @see Chow and Liu, 1968, Approximating discrete probability distributions with dependence trees
 */
export function chowLiuTree(variables: readonly Variable[], root: number): number[][] {
  const weight: PairWeight = (a, b) => pairInformation(variables[a] as Variable, variables[b] as Variable)
  return spanningTree(variables, root, weight)
}

/**
 * The parents of each variable where all depend on the target and, given it, form the best tree.
 * @see Friedman, Geiger and Goldszmidt, 1997, Bayesian network classifiers
 */
export function treeAugmentedNetwork(variables: readonly Variable[], target: number): number[][] {
  const others = variables.map((_, variable) => variable).filter((variable) => variable !== target)
  const given = variables[target] as Variable
  const weight: PairWeight = (a, b) =>
    pairInformation(variables[others[a] as number] as Variable, variables[others[b] as number] as Variable, given)
  const tree = spanningTree(
    others.map((variable) => variables[variable] as Variable),
    0,
    weight,
  )
  const parents: number[][] = variables.map(() => [])
  others.forEach((variable, position) => {
    parents[variable] = [target, ...(tree[position] as number[]).map((parent) => others[parent] as number)]
  })
  return parents
}

/** The heaviest tree (Prim's way, so that it grows from the root and every link points away from it); several, where links are worth nothing. */
function spanningTree(variables: readonly Variable[], root: number, weight: PairWeight): number[][] {
  const parents: number[][] = variables.map(() => [])
  const best = new Float64Array(variables.length)
  const via = new Int32Array(variables.length).fill(-1)
  const waiting = new Set(variables.keys())
  for (let next = root; waiting.size > 0; ) {
    waiting.delete(next)
    if ((via[next] as number) >= 0) (parents[next] as number[]).push(via[next] as number)
    let heaviest = -1
    for (const variable of waiting) {
      const value = weight(next, variable)
      if (value > (best[variable] as number)) {
        best[variable] = value
        via[variable] = next
      }
      if (heaviest < 0 || (best[variable] as number) > (best[heaviest] as number)) heaviest = variable
    }
    next = heaviest
  }
  return parents
}
