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
  const waiting = new CheapestFirst(graph.keys())
  for (const [variable, neighbours] of graph) waiting.set(variable, cliqueCells(variable, neighbours, sizes))
  const eliminations: Elimination[] = []
  for (let best = waiting.take(); best !== undefined; best = waiting.take()) {
    const neighbours = [...(graph.get(best) as Set<number>)].sort((a, b) => a - b)
    eliminations.push({ variable: best, neighbours })
    graph.delete(best)
    for (const a of neighbours) {
      const around = graph.get(a) as Set<number>
      around.delete(best)
      for (const b of neighbours) if (a !== b) around.add(b)
    }
    for (const a of neighbours) waiting.set(a, cliqueCells(a, graph.get(a) as Set<number>, sizes))
  }
  return eliminations
}

/** Variables by what it costs to eliminate them; of equal costs, in their order. */
class CheapestFirst {
  readonly #places: Map<number, number>
  readonly #costs = new Map<number, number>()
  /** A binary heap in which a cost that has changed since stays until it comes up. */
  readonly #heap: { readonly variable: number; readonly cost: number; readonly place: number }[] = []

  constructor(variables: Iterable<number>) {
    this.#places = new Map([...variables].map((variable, place) => [variable, place]))
  }

  set(variable: number, cost: number): void {
    if (this.#costs.get(variable) === cost) return
    this.#costs.set(variable, cost)
    const heap = this.#heap
    heap.push({ variable, cost, place: this.#places.get(variable) as number })
    for (let at = heap.length - 1; at > 0; ) {
      const parent = (at - 1) >> 1
      if (!this.#isBefore(at, parent)) break
      this.#swap(at, parent)
      at = parent
    }
  }

  take(): number | undefined {
    const heap = this.#heap
    while (heap.length > 0) {
      const { variable, cost } = heap[0]
      this.#removeFirst()
      if (this.#costs.get(variable) !== cost) continue
      this.#costs.delete(variable)
      return variable
    }
    return undefined
  }

  #removeFirst(): void {
    const heap = this.#heap
    this.#swap(0, heap.length - 1)
    heap.pop()
    for (let at = 0; ; ) {
      let least = at
      for (const child of [2 * at + 1, 2 * at + 2]) if (child < heap.length && this.#isBefore(child, least)) least = child
      if (least === at) return
      this.#swap(at, least)
      at = least
    }
  }

  #isBefore(a: number, b: number): boolean {
    const [one, other] = [this.#heap[a], this.#heap[b]]
    return one.cost < other.cost || (one.cost === other.cost && one.place < other.place)
  }

  #swap(a: number, b: number): void {
    const moved = this.#heap[a]
    this.#heap[a] = this.#heap[b]
    this.#heap[b] = moved
  }
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
