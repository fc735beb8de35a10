import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'

/** Steps in a log score are cut beyond this: a class that a leaf never holds would run away. */
const longestStep = 2
/** A class of which a leaf should hold so many rows and holds none is impossible there; by accident that happens once in e^20 leaves. */
const surelyExpected = 20
/** No row counts as less likely than this, lest one row of a class that looked impossible decides everything. */
const leastProbability = 1e-6

/** The class probabilities of rows while they are being boosted, and what they say about the next step. */
export class ClassShares {
  readonly #codes: Int32Array
  readonly #classes: number
  /** Row by row, class by class; they sum to 1. */
  readonly #shares: Float64Array
  readonly #expected: Float64Array
  readonly #curvature: Float64Array
  readonly #found: Int32Array

  /** All rows begin with `start`; `codes` is what they turn out to be. */
  constructor(start: Float64Array, codes: Int32Array) {
    this.#codes = codes
    this.#classes = start.length
    this.#shares = new Float64Array(codes.length * start.length)
    for (let row = 0; row < codes.length; row++) this.#shares.set(start, row * start.length)
    this.#expected = new Float64Array(start.length)
    this.#curvature = new Float64Array(start.length)
    this.#found = new Int32Array(start.length)
  }

  /** First and second derivative of each row's log loss when the scores move along a direction. */
  slopes(direction: Float64Array, gradients: Float64Array, curvatures: Float64Array): void {
    const classes = this.#classes
    for (let row = 0; row < this.#codes.length; row++) {
      let mean = 0
      let square = 0
      for (let k = 0, at = row * classes; k < classes; k++, at++) {
        const along = direction[k] as number
        const part = (this.#shares[at] as number) * along
        mean += part
        square += part * along
      }
      gradients[row] = mean - (direction[this.#codes[row] as number] as number)
      curvatures[row] = Math.max(0, square - mean * mean)
    }
  }

  /** Takes the Newton step of a leaf that holds these rows; `into` becomes its factors. */
  step(
    rows: Int32Array,
    start: number,
    end: number,
    { learningRate, l2 }: { readonly learningRate: number; readonly l2: number },
    into: Float32Array,
  ): void {
    this.#sum(rows, start, end)
    for (let k = 0; k < this.#classes; k++) {
      const expected = this.#expected[k] as number
      const found = this.#found[k] as number
      if (found === end - start && found - expected >= surelyExpected) {
        into.fill(0)
        into[k] = 1
        break
      }
      const step = (learningRate * (found - expected)) / ((this.#curvature[k] as number) + l2)
      into[k] = found === 0 && expected >= surelyExpected ? 0 : exp(Math.max(-longestStep, Math.min(longestStep, step)))
    }
    for (let i = start; i < end; i++) this.multiply(rows[i] as number, into, 0)
  }

  /** How often each class is expected and found among these rows. */
  #sum(rows: Int32Array, start: number, end: number): void {
    const classes = this.#classes
    const expected = this.#expected.fill(0)
    const curvature = this.#curvature.fill(0)
    const found = this.#found.fill(0)
    for (let i = start; i < end; i++) {
      const row = rows[i] as number
      for (let k = 0, at = row * classes; k < classes; k++, at++) {
        const share = this.#shares[at] as number
        expected[k] = (expected[k] as number) + share
        curvature[k] = (curvature[k] as number) + share * (1 - share)
      }
      const own = this.#codes[row] as number
      found[own] = (found[own] as number) + 1
    }
  }

  /** Multiplies the probabilities of a row by the factors from `from` on; not where nothing would be left. */
  multiply(row: number, factors: Float32Array, from: number): void {
    const classes = this.#classes
    const shares = this.#shares
    const at = row * classes
    let sum = 0
    for (let k = 0; k < classes; k++) sum += (shares[at + k] as number) * (factors[from + k] as number)
    if (sum === 0) return
    for (let k = 0; k < classes; k++) shares[at + k] = ((shares[at + k] as number) * (factors[from + k] as number)) / sum
  }

  /** The mean log loss of the rows; 0 without any. */
  loss(): number {
    let loss = 0
    for (let row = 0; row < this.#codes.length; row++) {
      loss -= ln(Math.max(leastProbability, this.#shares[row * this.#classes + (this.#codes[row] as number)] as number))
    }
    return this.#codes.length === 0 ? 0 : loss / this.#codes.length
  }
}
