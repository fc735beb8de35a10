import { eliminateScopes } from '../../learn/graphs/triangulate.js'
import { contains, projection, type Scope, scopeSize } from './scope.js'

/** A link of the tree, from a clique to the one that is nearer to the root. */
export interface Link {
  readonly child: number
  readonly parent: number
  /** For each cell of either clique, the cell of what they share. */
  readonly fromChild: Int32Array
  readonly fromParent: Int32Array
  /** Cells of what they share; 1 where they share nothing. */
  readonly cells: number
}

/** A junction tree. Each of the scopes that it was made for lies in one of its cliques. */
export interface CliqueTree {
  readonly sizes: ArrayLike<number>
  readonly cliques: readonly Scope[]
  /** From the leaves to the root: when a link comes, all links below its child have come. */
  readonly links: readonly Link[]
}

/** Cells of the cliques of the tree that these scopes make, without making it. */
export function treeCells(scopes: readonly Scope[], sizes: ArrayLike<number>): number {
  return maximalCliques(scopes, sizes).reduce((cells, clique) => cells + scopeSize(clique, sizes), 0)
}

/** The junction tree of the graph in which the variables of each scope are linked with each other. */
export function cliqueTree(scopes: readonly Scope[], sizes: ArrayLike<number>): CliqueTree {
  const cliques = maximalCliques(scopes, sizes)
  const links: Link[] = []
  // Prim's algorithm: a spanning tree of largest intersections is a junction tree.
  const joined = [0]
  while (joined.length < cliques.length) {
    let best = { child: -1, parent: -1, shared: -1 }
    for (let child = 0; child < cliques.length; child++) {
      if (joined.includes(child)) continue
      for (const parent of joined) {
        const shared = intersection(cliques[child], cliques[parent]).length
        if (shared > best.shared) best = { child, parent, shared }
      }
    }
    joined.push(best.child)
    links.unshift(linkOf(best.child, best.parent, cliques, sizes))
  }
  return { sizes, cliques, links }
}

function linkOf(child: number, parent: number, cliques: readonly Scope[], sizes: ArrayLike<number>): Link {
  const inner = cliques[child]
  const outer = cliques[parent]
  const shared = intersection(inner, outer)
  const cells = scopeSize(shared, sizes)
  return { child, parent, fromChild: projection(inner, shared, sizes), fromParent: projection(outer, shared, sizes), cells }
}

function maximalCliques(scopes: readonly Scope[], sizes: ArrayLike<number>): Scope[] {
  const cliques = eliminateScopes(scopes, sizes).map(({ variable, neighbours }) => [...neighbours, variable].sort((a, b) => a - b))
  return cliques.filter(
    (clique, i) => !cliques.some((other, j) => i !== j && contains(other, clique) && (other.length > clique.length || j < i)),
  )
}

function intersection(a: Scope, b: Scope): Scope {
  return a.filter((variable) => b.includes(variable))
}
