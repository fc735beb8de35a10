/** A variable as it is eliminated, with the neighbours it has then: together a clique of the triangulated graph. */
export interface Elimination {
  readonly variable: number
  readonly neighbours: readonly number[]
}

/**
 * An order in which to eliminate the variables of these scopes (of factors, say) such that the cliques stay small: always the one whose
 * clique has fewest cells. `sizes` are the states of each variable.
 * @see Kjærulff, 1990, Triangulation of graphs: algorithms giving small total state space
 */
export function eliminateScopes(scopes: readonly (readonly number[])[], sizes: ArrayLike<number>): Elimination[] {
  const graph = new Map<number, Set<number>>()
  for (const scope of scopes) for (const variable of scope) graph.set(variable, new Set())
  for (const scope of scopes) for (const a of scope) for (const b of scope) if (a !== b) graph.get(a)?.add(b)
  return eliminateGraph(graph, sizes)
}

/** The same for a graph, which is used up: variables with their neighbours. */
export function eliminateGraph(graph: Map<number, Set<number>>, sizes: ArrayLike<number>): Elimination[] {
  const costs = new Map<number, number>()
  for (const [variable, neighbours] of graph) costs.set(variable, cliqueCells(variable, neighbours, sizes))
  const eliminations: Elimination[] = []
  while (costs.size > 0) {
    let best = -1
    let least = Number.POSITIVE_INFINITY
    for (const [variable, cost] of costs) {
      if (cost < least || best < 0) {
        best = variable
        least = cost
      }
    }
    const neighbours = [...(graph.get(best) as Set<number>)].sort((a, b) => a - b)
    eliminations.push({ variable: best, neighbours })
    costs.delete(best)
    graph.delete(best)
    for (const a of neighbours) {
      const around = graph.get(a) as Set<number>
      around.delete(best)
      for (const b of neighbours) if (a !== b) around.add(b)
    }
    for (const a of neighbours) costs.set(a, cliqueCells(a, graph.get(a) as Set<number>, sizes))
  }
  return eliminations
}

/** Cells of all tables that exact inference needs. */
export function inferenceCells(eliminations: readonly Elimination[], sizes: ArrayLike<number>): number {
  return eliminations.reduce((sum, { variable, neighbours }) => sum + cliqueCells(variable, neighbours, sizes), 0)
}

function cliqueCells(variable: number, neighbours: Iterable<number>, sizes: ArrayLike<number>): number {
  let cells = sizes[variable]
  for (const neighbour of neighbours) cells *= sizes[neighbour]
  return cells
}
