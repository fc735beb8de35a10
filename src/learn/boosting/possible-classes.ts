import type { TreeNodes } from '../trees/nodes.js'
import type { ClassTally } from './class-shares.js'

/** A class of which a node should hold so many rows and holds none is impossible there; by accident that happens once in e^20 nodes. */
const surelyExpected = 20

/**
 * Per leaf, 1 for each class that it may hold. A class that a node should hold and never does is ruled out in all leaves below it: small
 * leaves alone could not tell. `tallies` are those of the leaves, and `leaf` says which one a node is.
 */
export function possibleClasses({ feature, left }: TreeNodes, leaf: Int32Array, tallies: readonly Counts[]): Uint8Array[] {
  const possible = tallies.map(({ found }) => new Uint8Array(found.length).fill(1))
  const visit = (node: number): Part => {
    const at = leaf[node] as number
    const own =
      feature[node] === -1
        ? { leaves: [at], counts: tallies[at] as Counts }
        : together(visit(left[node] as number), visit((left[node] as number) + 1))
    ruleOut(own, possible)
    return own
  }
  visit(0)
  return possible
}

type Counts = Pick<ClassTally, 'expected' | 'found' | 'rows'>

/** A node: the leaves below it, and what is in them. */
interface Part {
  readonly leaves: readonly number[]
  readonly counts: Counts
}

function together(a: Part, b: Part): Part {
  const counts = {
    expected: a.counts.expected.map((value, k) => value + (b.counts.expected[k] as number)),
    found: a.counts.found.map((count, k) => count + (b.counts.found[k] as number)),
    rows: a.counts.rows + b.counts.rows,
  }
  return { leaves: [...a.leaves, ...b.leaves], counts }
}

/** Where one class is all that is found, and surely not by accident, it rules out all others. */
function ruleOut({ leaves, counts: { expected, found, rows } }: Part, possible: readonly Uint8Array[]): void {
  const only = found.findIndex((count, k) => count === rows && count - (expected[k] as number) >= surelyExpected)
  for (let k = 0; k < found.length; k++) {
    const isRuledOut = only >= 0 ? k !== only : found[k] === 0 && (expected[k] as number) >= surelyExpected
    if (isRuledOut) for (const leaf of leaves) (possible[leaf] as Uint8Array)[k] = 0
  }
}
