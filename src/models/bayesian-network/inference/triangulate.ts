import { type Elimination, eliminateGraph } from '../../../learn/graphs/triangulate.js'
import type { Parents } from '../structure/graph.js'

/** An order in which to eliminate the variables of a network (see `eliminateScopes`); only those in `among` take part. */
export function eliminate(parents: Parents, sizes: ArrayLike<number>, among: Iterable<number>): Elimination[] {
  return eliminateGraph(moralGraph(parents, among), sizes)
}

/** Who is in one family with whom. */
function moralGraph(parents: Parents, among: Iterable<number>): Map<number, Set<number>> {
  const graph = new Map<number, Set<number>>()
  for (const variable of among) graph.set(variable, new Set())
  for (const child of graph.keys()) {
    const family = [child, ...(parents[child] as readonly number[])]
    for (const a of family) for (const b of family) if (a !== b) graph.get(a)?.add(b)
  }
  return graph
}
