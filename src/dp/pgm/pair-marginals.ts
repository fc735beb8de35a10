import type { Link } from './clique-tree.js'
import type { GraphicalModel } from './estimate.js'
import { projection, sumInto } from './scope.js'

/** The neighbour of a clique and the tables that map both to what they share. */
interface Way {
  readonly to: number
  readonly own: Int32Array
  readonly other: Int32Array
  readonly cells: number
}

/**
 * A function that gives the joint distributions of one variable with each of the others: by variable, a table of sizes `own` × `other`
 * that sums to 1. For each state of the variable, the tree is gone through once.
 */
export function createPairMarginals({ tree, beliefs }: GraphicalModel): (variable: number) => Float64Array[] {
  const { cliques, sizes, links } = tree
  const ways = cliques.map((_, clique) => waysFrom(clique, links))
  const singles = cliques.map((clique) => clique.map((variable) => ({ variable, map: projection(clique, [variable], sizes) })))
  const room = beliefs.map((table) => new Float64Array(table.length))
  return (variable) => {
    const own = sizes[variable]
    const pairs = Array.from(sizes, (size) => new Float64Array(own * size))
    const root = cliques.findIndex((clique) => clique.includes(variable))
    const places = projection(cliques[root], [variable], sizes)
    for (let state = 0; state < own; state++) {
      const from = beliefs[root]
      const to = room[root] as Float64Array
      for (let cell = 0; cell < to.length; cell++) to[cell] = places[cell] === state ? from[cell] : 0
      const read = (clique: number): void => {
        for (const { variable: other, map } of singles[clique]) {
          const size = sizes[other]
          sumInto((pairs[other] as Float64Array).subarray(state * size, (state + 1) * size), room[clique] as Float64Array, map)
        }
      }
      spread(root, -1, ways, beliefs, room, read)
    }
    return pairs
  }
}

function waysFrom(clique: number, links: readonly Link[]): Way[] {
  return links.flatMap(({ child, parent, fromChild, fromParent, cells }) => {
    if (child === clique) return [{ to: parent, own: fromChild, other: fromParent, cells }]
    return parent === clique ? [{ to: child, own: fromParent, other: fromChild, cells }] : []
  })
}

/** From a clique whose table is known to all behind it: each table times what the shared variables have become over what they were. */
function spread(
  clique: number,
  from: number,
  ways: readonly (readonly Way[])[],
  beliefs: readonly Float64Array[],
  room: readonly Float64Array[],
  read: (clique: number) => void,
): void {
  read(clique)
  for (const { to, own, other, cells } of ways[clique]) {
    if (to === from) continue
    const now = new Float64Array(cells)
    const before = new Float64Array(cells)
    sumInto(now, room[clique], own)
    sumInto(before, beliefs[to], other)
    for (let cell = 0; cell < cells; cell++) now[cell] = before[cell] > 0 ? now[cell] / before[cell] : 0
    const source = beliefs[to]
    const target = room[to]
    for (let cell = 0; cell < target.length; cell++) target[cell] = source[cell] * now[other[cell]]
    spread(to, clique, ways, beliefs, room, read)
  }
}
