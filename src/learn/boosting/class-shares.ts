import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import type { TreeNodes } from '../trees/nodes.js'

/** Steps in a log score are cut beyond this: a class that a leaf never holds would run away. */
const longestStep = 2
/** No row counts as less likely than this, lest one row of a class that looked impossible decides everything. */
const leastProbability = 1e-6

/** Of some rows: how many of each class there should be, how sure that is (the sum of p (1 - p)), and how many there are. */
export interface ClassTally {
  readonly expected: Float64Array
  readonly curvature: Float64Array
  readonly found: Int32Array
  readonly rows: number
}

/** The class probabilities of rows while they are being boosted, and what they say about the next step. */
export class ClassShares {
  readonly #codes: Int32Array
  readonly #classes: number
  /** Row by row, class by class; they sum to 1. */
  readonly #shares: Float64Array

  /** All rows begin with `start`; `codes` is what they turn out to be. */
  constructor(start: Float64Array, codes: Int32Array) {
    this.#codes = codes
    this.#classes = start.length
    this.#shares = new Float64Array(codes.length * start.length)
    for (let row = 0; row < codes.length; row++) this.#shares.set(start, row * start.length)
  }

  /** First and second derivative of each row's log loss when the scores move along a direction. */
  slopes(direction: Float64Array, gradients: Float64Array, curvatures: Float64Array): void {
    const [classes, shares, codes] = [this.#classes, this.#shares, this.#codes]
    // Two rows at a time, the last one again of an odd number: neither waits for the other.
    for (let row = 0; row < codes.length; row += 2) {
      const next = Math.min(row + 1, codes.length - 1)
      let [mean, square, meanOfNext, squareOfNext] = [0, 0, 0, 0]
      for (let k = 0, at = row * classes, atNext = next * classes; k < classes; k++, at++, atNext++) {
        const along = direction[k]
        const part = shares[at] * along
        const partOfNext = shares[atNext] * along
        mean += part
        square += part * along
        meanOfNext += partOfNext
        squareOfNext += partOfNext * along
      }
      gradients[row] = mean - direction[codes[row]]
      curvatures[row] = Math.max(0, square - mean * mean)
      gradients[next] = meanOfNext - direction[codes[next]]
      curvatures[next] = Math.max(0, squareOfNext - meanOfNext * meanOfNext)
    }
  }

  /** Takes the Newton step of a leaf that holds these rows; `into` becomes its factors. Classes that are not `possible` get none. */
  step(
    rows: Int32Array,
    { start, end }: { readonly start: number; readonly end: number },
    tally: ClassTally,
    possible: Uint8Array,
    { learningRate, l2 }: { readonly learningRate: number; readonly l2: number },
    into: Float32Array,
  ): void {
    for (let k = 0; k < this.#classes; k++) {
      const step = (learningRate * (tally.found[k] - tally.expected[k])) / (tally.curvature[k] + l2)
      into[k] = possible[k] === 1 ? exp(Math.max(-longestStep, Math.min(longestStep, step))) : 0
    }
    let i = start
    for (; i + 4 <= end; i += 4) this.#multiplyFour(rows, i, into)
    for (; i < end; i++) this.multiply(rows[i], into, 0)
  }

  /** How often each class is expected and found among these rows. */
  tally(rows: Int32Array, { start, end }: { readonly start: number; readonly end: number }): ClassTally {
    const classes = this.#classes
    const shares = this.#shares
    const expected = new Float64Array(classes)
    const curvature = new Float64Array(classes)
    const found = new Int32Array(classes)
    // Four classes at a time, the last one again where there are fewer: their sums stay in registers.
    for (let k = 0; k < classes; k += 4) {
      const [l, m, n] = [Math.min(k + 1, classes - 1), Math.min(k + 2, classes - 1), Math.min(k + 3, classes - 1)]
      let [a, b, c, d] = [0, 0, 0, 0]
      let [ofA, ofB, ofC, ofD] = [0, 0, 0, 0]
      for (let i = start; i < end; i++) {
        const at = rows[i] * classes
        const inA = shares[at + k]
        const inB = shares[at + l]
        const inC = shares[at + m]
        const inD = shares[at + n]
        a += inA
        b += inB
        c += inC
        d += inD
        ofA += inA * (1 - inA)
        ofB += inB * (1 - inB)
        ofC += inC * (1 - inC)
        ofD += inD * (1 - inD)
      }
      expected[k] = a
      expected[l] = b
      expected[m] = c
      expected[n] = d
      curvature[k] = ofA
      curvature[l] = ofB
      curvature[m] = ofC
      curvature[n] = ofD
    }
    for (let i = start; i < end; i++) {
      const own = this.#codes[rows[i]]
      found[own] += 1
    }
    return { expected, curvature, found, rows: end - start }
  }

  /** Multiplies the probabilities of a row by the factors from `from` on; not where nothing would be left. */
  multiply(row: number, factors: Float32Array, from: number): void {
    const classes = this.#classes
    const shares = this.#shares
    const at = row * classes
    let sum = 0
    for (let k = 0; k < classes; k++) sum += shares[at + k] * factors[from + k]
    if (sum === 0) return
    const inverse = 1 / sum
    for (let k = 0; k < classes; k++) shares[at + k] *= factors[from + k] * inverse
  }

  /** As `multiply`, of four rows, none of which waits for another. */
  #multiplyFour(rows: Int32Array, first: number, factors: Float32Array): void {
    const classes = this.#classes
    const shares = this.#shares
    const [a, b, c, d] = [rows[first] * classes, rows[first + 1] * classes, rows[first + 2] * classes, rows[first + 3] * classes]
    let [ofA, ofB, ofC, ofD] = [0, 0, 0, 0]
    for (let k = 0; k < classes; k++) {
      const factor = factors[k]
      ofA += shares[a + k] * factor
      ofB += shares[b + k] * factor
      ofC += shares[c + k] * factor
      ofD += shares[d + k] * factor
    }
    if (ofA === 0 || ofB === 0 || ofC === 0 || ofD === 0) {
      for (let i = first; i < first + 4; i++) this.multiply(rows[i], factors, 0)
      return
    }
    const [byA, byB, byC, byD] = [1 / ofA, 1 / ofB, 1 / ofC, 1 / ofD]
    for (let k = 0; k < classes; k++) {
      const factor = factors[k]
      shares[a + k] *= factor * byA
      shares[b + k] *= factor * byB
      shares[c + k] *= factor * byC
      shares[d + k] *= factor * byD
    }
  }

  /** The mean log loss of the rows; 0 without any. */
  loss(): number {
    let loss = 0
    for (let row = 0; row < this.#codes.length; row++) {
      loss -= ln(Math.max(leastProbability, this.#shares[row * this.#classes + this.#codes[row]]))
    }
    return this.#codes.length === 0 ? 0 : loss / this.#codes.length
  }
}

/** A class of which a node should hold so many rows and holds none is impossible there; by accident that happens once in e^20 nodes. */
const surelyExpected = 20

/**
 * Per leaf, 1 for each class that it may hold. A class that a node should hold and never does is ruled out in all leaves below it: small
 * leaves alone could not tell. `tallies` are those of the leaves, and `leaf` says which one a node is.
 */
export function possibleClasses({ feature, left }: TreeNodes, leaf: Int32Array, tallies: readonly Counts[]): Uint8Array[] {
  const possible = tallies.map(({ found }) => new Uint8Array(found.length).fill(1))
  const visit = (node: number): Part => {
    const at = leaf[node]
    const own = feature[node] === -1 ? { leaves: [at], counts: tallies[at] } : together(visit(left[node]), visit(left[node] + 1))
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
    expected: a.counts.expected.map((value, k) => value + b.counts.expected[k]),
    found: a.counts.found.map((count, k) => count + b.counts.found[k]),
    rows: a.counts.rows + b.counts.rows,
  }
  return { leaves: [...a.leaves, ...b.leaves], counts }
}

/** Where one class is all that is found, and surely not by accident, it rules out all others. */
function ruleOut({ leaves, counts: { expected, found, rows } }: Part, possible: readonly Uint8Array[]): void {
  const only = found.findIndex((count, k) => count === rows && count - expected[k] >= surelyExpected)
  for (let k = 0; k < found.length; k++) {
    const isRuledOut = only >= 0 ? k !== only : found[k] === 0 && expected[k] >= surelyExpected
    if (isRuledOut) for (const leaf of leaves) possible[leaf][k] = 0
  }
}
