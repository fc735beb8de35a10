import ln from '@stdlib/math-base-special-ln'
import { beforeStart, beginning, type Events, symbolBefore } from './events.js'
import { type Smoothing, smoothed, type Weights } from './smoothing.js'

/**
 * What comes next, given as much of the past as says something about it: a chain of fixed or variable order. Plain data.
 * Node 0 is the empty context; the children of a node put one older symbol before it, and stand side by side in ascending order.
 */
export interface ContextTree {
  /** Symbols that may come next. */
  readonly symbols: number
  /** The oldest symbol of each node's context (see `beginning`). */
  readonly symbol: Int32Array
  readonly parent: Int32Array
  /** The children of node i are the nodes `firstChild[i]` to `firstChild[i + 1] - 1`. */
  readonly firstChild: Int32Array
  /** Events seen in each context. */
  readonly rows: Float64Array
  /** What follows a context that is the longest known one of a past ... */
  readonly own: Weights
  /** ... and one that a longer context falls back on. */
  readonly shared: Weights
}

export interface ContextTreeOptions {
  /** Greatest number of past symbols that count. */
  readonly memory: number
  /** True: only contexts that tell enough to be worth their parameters are kept; false: all that occur. */
  readonly variable: boolean
  readonly smoothing: Smoothing
}

/** A node in the making. */
export interface DraftNode {
  readonly symbol: number
  readonly depth: number
  /** Symbols that followed, ascending, and how often. */
  readonly next: Int32Array
  readonly counts: Float64Array
  /** After how many different older symbols each of them was seen. */
  readonly continuations: Float64Array
  children: DraftNode[]
}

/**
 * The context tree of these events. A context is kept if what it and the contexts below it gain in log likelihood over the shorter
 * context is more than half the log of the number of events per parameter (the minimum description length).
 *
 * @see Rissanen, 1983, A universal data compression system
 */
export function growContextTree(events: Events, { memory, variable, smoothing }: ContextTreeOptions): ContextTree {
  const all = Int32Array.from(events.next.keys())
  const root = growNode(events, all, beginning, 0, memory)
  if (variable) prune(root, ln(Math.max(2, all.length)) / 2)
  return numbered(root, events.symbols, smoothing)
}

function growNode(events: Events, members: Int32Array, symbol: number, depth: number, memory: number): DraftNode {
  const groups = groupsBefore(events, members, depth + 1)
  const { next, counts } = tally(events, members)
  const continuations = new Float64Array(next.length)
  for (const [, group] of groups) {
    for (const code of tally(events, group).next) {
      const at = next.indexOf(code)
      continuations[at] += 1
    }
  }
  const older = depth < memory ? groups.filter(([code]) => code !== beforeStart) : []
  const children = older.map(([code, group]) => growNode(events, group, code, depth + 1, code === beginning ? 0 : memory))
  return { symbol, depth, next, counts, continuations, children }
}

/** The events by the symbol so many steps before them, ascending. */
function groupsBefore(events: Events, members: Int32Array, back: number): [number, Int32Array][] {
  const sizes = new Map<number, number>()
  for (const event of members) {
    const code = symbolBefore(events, event, back)
    sizes.set(code, (sizes.get(code) ?? 0) + 1)
  }
  const groups = new Map([...sizes].sort(([a], [b]) => a - b).map(([code, size]) => [code, { group: new Int32Array(size), filled: 0 }]))
  for (const event of members) {
    const target = groups.get(symbolBefore(events, event, back)) as { group: Int32Array; filled: number }
    target.group[target.filled++] = event
  }
  return [...groups].map(([code, { group }]) => [code, group])
}

function tally({ next, symbols }: Events, members: Int32Array): { next: Int32Array; counts: Float64Array } {
  const counts = new Float64Array(symbols)
  for (const event of members) counts[next[event]] += 1
  const seen = Int32Array.from(counts.keys()).filter((code) => counts[code] > 0)
  return { next: seen, counts: Float64Array.from(seen, (code) => counts[code]) }
}

/** Leaves out children that cost more than they gain; returns what the kept ones gain. */
function prune(node: DraftNode, costPerParameter: number): number {
  const cost = costPerParameter * (node.next.length - 1)
  let total = 0
  node.children = node.children.filter((child) => {
    const gain = gainOf(child, node) - cost + prune(child, costPerParameter)
    if (gain > 0) total += gain
    return gain > 0
  })
  return total
}

/** How much likelier (in nats) the events of the child are by its own shares than by its parent's. */
function gainOf(child: DraftNode, parent: DraftNode): number {
  const total = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0)
  const [own, all] = [total(child.counts), total(parent.counts)]
  let gain = 0
  for (let i = 0; i < child.next.length; i++) {
    const count = child.counts[i]
    const before = parent.counts[parent.next.indexOf(child.next[i])]
    gain += count * ln((count * all) / (own * before))
  }
  return gain
}

/** The nodes in breadth-first order, so that children stand together. */
function numbered(root: DraftNode, symbols: number, smoothing: Smoothing): ContextTree {
  const nodes: DraftNode[] = [root]
  const parents: number[] = [-1]
  const firstChild: number[] = []
  for (let i = 0; i < nodes.length; i++) {
    firstChild.push(nodes.length)
    for (const child of nodes[i].children) {
      nodes.push(child)
      parents.push(i)
    }
  }
  return {
    symbols,
    symbol: Int32Array.from(nodes, (node) => node.symbol),
    parent: Int32Array.from(parents),
    firstChild: Int32Array.from([...firstChild, nodes.length]),
    rows: Float64Array.from(nodes, ({ counts }) => counts.reduce((sum, count) => sum + count, 0)),
    ...smoothed(nodes, smoothing),
  }
}
