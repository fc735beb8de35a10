import type { Memo } from './metric.js'

/** A memo that forgets what it made when the tables it was made from are gone. */
export function createMemo(): Memo {
  const root = new Map<string, Node>()
  return <T>(name: string, of: readonly object[], make: () => T): T => {
    const start = root.get(name) ?? newNode()
    root.set(name, start)
    const node = of.reduce(follow, start)
    node.made ??= { value: make() }
    return node.made.value as T
  }
}

interface Node {
  readonly next: WeakMap<object, Node>
  made?: { readonly value: unknown }
}

function newNode(): Node {
  return { next: new WeakMap() }
}

function follow(node: Node, key: object): Node {
  const known = node.next.get(key)
  if (known) return known
  const next = newNode()
  node.next.set(key, next)
  return next
}
