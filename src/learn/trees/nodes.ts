import type { Feature } from './bins.js'

/**
 * The inner structure of a binary tree, one entry per node, the root first; all typed arrays, so that it can be saved as it is.
 * The children of a node stand side by side.
 */
export interface TreeNodes {
  /** The feature that splits the node; -1 in a leaf. */
  readonly feature: Int32Array
  /** Ordered feature: codes up to this one go left. Nominal: where its set of codes begins in `sets`. */
  readonly split: Int32Array
  /** Left child; the right one follows it. */
  readonly left: Int32Array
  /** Sets of codes that go left: first word, number of words, 1 if codes outside go left too, then 32 codes a word. */
  readonly sets: Uint32Array
}

/** The leaf that the row of these features falls into. `nominal` says of each feature whether it is one. */
export function leafOf(tree: TreeNodes, features: readonly Feature[], row: number): number {
  let node = 0
  for (let feature = tree.feature[0]; feature >= 0; feature = tree.feature[node]) {
    const { codes, nominal } = features[feature]
    const code = codes[row]
    const split = tree.split[node]
    const isLeft = nominal ? isInSet(tree.sets, split, code) : code <= split
    node = tree.left[node] + (isLeft ? 0 : 1)
  }
  return node
}

/** Whether a set that begins at `at` sends the code to the left. */
export function isInSet(sets: Uint32Array, at: number, code: number): boolean {
  const word = (code >>> 5) - sets[at]
  if (word < 0 || word >= sets[at + 1]) return sets[at + 2] === 1
  return ((sets[at + 3 + word] >>> (code & 31)) & 1) === 1
}

/** Collects the nodes of a growing tree. */
export class NodeBuilder {
  #feature: Int32Array
  #split: Int32Array
  #left: Int32Array
  #sets: number[] = []
  #size = 0

  /** `capacity`: the most nodes there can be. */
  constructor(capacity: number) {
    this.#feature = new Int32Array(capacity)
    this.#split = new Int32Array(capacity)
    this.#left = new Int32Array(capacity)
    this.addLeaf()
  }

  get size(): number {
    return this.#size
  }

  addLeaf(): number {
    this.#feature[this.#size] = -1
    return this.#size++
  }

  /** Turns a leaf into an inner node; returns its left child. */
  divide(node: number, feature: number, split: number): number {
    const left = this.addLeaf()
    this.addLeaf()
    this.#feature[node] = feature
    this.#split[node] = split
    this.#left[node] = left
    return left
  }

  /** Stores which of the codes that occur go left, and where all others go; returns where the set begins. */
  addSet(order: Int32Array, leftCodes: number, allCodes: number, othersLeft: boolean): number {
    let least = Number.POSITIVE_INFINITY
    let greatest = 0
    for (let i = 0; i < allCodes; i++) {
      least = Math.min(least, order[i])
      greatest = Math.max(greatest, order[i])
    }
    const at = this.#sets.length
    const first = least >>> 5
    const words = new Uint32Array((greatest >>> 5) - first + 1).fill(othersLeft ? 0xffffffff : 0)
    for (let i = 0; i < allCodes; i++) {
      const code = order[i]
      const word = (code >>> 5) - first
      const bit = 1 << (code & 31)
      words[word] = i < leftCodes ? words[word] | bit : words[word] & ~bit
    }
    this.#sets.push(first, words.length, othersLeft ? 1 : 0, ...words)
    return at
  }

  finish(): TreeNodes {
    return {
      feature: this.#feature.slice(0, this.#size),
      split: this.#split.slice(0, this.#size),
      left: this.#left.slice(0, this.#size),
      sets: Uint32Array.from(this.#sets),
    }
  }
}
