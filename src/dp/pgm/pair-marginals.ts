import type { Link } from './clique-tree.js'
import type { GraphicalModel } from './estimate.js'
import { projection, type Scope, sumInto } from './scope.js'

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
    const own = sizes[variable] as number
    const pairs = Array.from(sizes, (size) => new Float64Array(own * size))
    const root = cliques.findIndex((clique) => clique.includes(variable))
    const places = projection(cliques[root] as Scope, [variable], sizes)
    for (let state = 0; state < own; state++) {
      const from = beliefs[root] as Float64Array
      const to = room[root] as Float64Array
      for (let cell = 0; cell < to.length; cell++) to[cell] = places[cell] === state ? (from[cell] as number) : 0
      const read = (clique: number): void => {
        for (const { variable: other, map } of singles[clique] as (typeof singles)[number]) {
          const size = sizes[other] as number
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
  for (const { to, own, other, cells } of ways[clique] as readonly Way[]) {
    if (to === from) continue
    const now = new Float64Array(cells)
    const before = new Float64Array(cells)
    sumInto(now, room[clique] as Float64Array, own)
    sumInto(before, beliefs[to] as Float64Array, other)
    for (let cell = 0; cell < cells; cell++) now[cell] = (before[cell] as number) > 0 ? (now[cell] as number) / (before[cell] as number) : 0
    const source = beliefs[to] as Float64Array
    const target = room[to] as Float64Array
    for (let cell = 0; cell < target.length; cell++) target[cell] = (source[cell] as number) * (now[other[cell] as number] as number)
    spread(to, clique, ways, beliefs, room, read)
  }
}
