import type { ClassTally } from './class-shares.js'
import type { TreeNodes } from './nodes.js'

/** A class of which a node should hold so many rows and holds none is impossible there; by accident that happens once in e^20 nodes. */
const surelyExpected = 20

/**
 * Per leaf, 1 for each class that it may hold. A class that a node should hold and never does is ruled out in all leaves below it: small
 * leaves alone could not tell. `tallies` are those of the leaves, and `leaf` says which one a node is.
 */
export function possibleClasses({ feature, left }: TreeNodes, leaf: Int32Array, tallies: readonly ClassTally[]): Uint8Array[] {
  const possible = tallies.map(({ found }) => new Uint8Array(found.length).fill(1))
  const visit = (node: number): Part => {
    const at = leaf[node] as number
    const own =
      feature[node] === -1
        ? { leaves: [at], tally: tallies[at] as ClassTally }
        : together(visit(left[node] as number), visit((left[node] as number) + 1))
    ruleOut(own.tally, possible, own.leaves)
    return own
  }
  visit(0)
  return possible
}

interface Part {
  readonly leaves: readonly number[]
  readonly tally: ClassTally
}

function together(a: Part, b: Part): Part {
  const [p, q] = [a.tally, b.tally]
  const tally = {
    expected: p.expected.map((value, k) => value + (q.expected[k] as number)),
    curvature: p.curvature,
    found: p.found.map((count, k) => count + (q.found[k] as number)),
    rows: p.rows + q.rows,
  }
  return { leaves: [...a.leaves, ...b.leaves], tally }
}

function ruleOut({ expected, found, rows }: ClassTally, possible: readonly Uint8Array[], leaves: readonly number[]): void {
  const only = found.findIndex((count, k) => count === rows && count - (expected[k] as number) >= surelyExpected)
  for (let k = 0; k < found.length; k++) {
    const isRuledOut = only >= 0 ? k !== only : found[k] === 0 && (expected[k] as number) >= surelyExpected
    if (isRuledOut) for (const leaf of leaves) (possible[leaf] as Uint8Array)[k] = 0
  }
}
