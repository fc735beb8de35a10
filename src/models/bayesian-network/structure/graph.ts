import { type Elimination, eliminateGraph } from '../../../learn/graphs/triangulate.js'

/** The parents of each variable. */
export type Parents = readonly (readonly number[])[]

/** Whether `from` is an ancestor of `to`, or `to` itself. */
export function reachesAlong(parents: Parents, from: number, to: number): boolean {
  const seen = new Set<number>()
  const open = [to]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === from) return true
    for (const parent of parents[next] ?? []) {
      if (seen.has(parent)) continue
      seen.add(parent)
      open.push(parent)
    }
  }
  return false
}

/** The variables so that parents come before their children; null where there is a circle. */
export function ancestralOrder(parents: Parents): number[] | null {
  const children: number[][] = parents.map(() => [])
  const waiting = parents.map((list) => list.length)
  parents.forEach((list, child) => {
    for (const parent of list) children[parent].push(child)
  })
  const order = [...parents.keys()].filter((variable) => waiting[variable] === 0)
  for (const variable of order) {
    for (const child of children[variable]) {
      waiting[child] -= 1
      if (waiting[child] === 0) order.push(child)
    }
  }
  return order.length === parents.length ? order : null
}

/** The variables named and all their ancestors. */
export function ancestralSet(parents: Parents, named: Iterable<number>): Set<number> {
  const set = new Set<number>(named)
  for (const variable of set) for (const parent of parents[variable] ?? []) set.add(parent)
  return set
}

/** An order in which to eliminate the variables of a network (see `eliminateScopes`); only those in `among` take part. */
export function eliminate(parents: Parents, sizes: ArrayLike<number>, among: Iterable<number>): Elimination[] {
  return eliminateGraph(moralGraph(parents, among), sizes)
}

/** Who is in one family with whom. */
function moralGraph(parents: Parents, among: Iterable<number>): Map<number, Set<number>> {
  const graph = new Map<number, Set<number>>()
  for (const variable of among) graph.set(variable, new Set())
  for (const child of graph.keys()) {
    const family = [child, ...parents[child]]
    for (const a of family) for (const b of family) if (a !== b) graph.get(a)?.add(b)
  }
  return graph
}
