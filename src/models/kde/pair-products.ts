import ln from '@stdlib/math-base-special-ln'

/** Added to every chance, lest a product of kernels that end be 0 and couldn't be divided again. */
const floor = 1e-9

/**
 * The product over columns of the kernels between every two of a few rows, and the likelihood of each row judged by all others.
 * One column's kernel is exchanged at a time.
 */
export class PairProducts {
  likelihood = 0
  readonly #codes: readonly Uint16Array[]
  readonly #rows: number
  /** For each row (to), the product for each other row (from); scaled, row by row, so that nothing underflows. */
  readonly #products: Float64Array
  readonly #logScales: Float64Array
  /** What each row is to be multiplied by, so that its sum is 1. */
  readonly #due: Float64Array
  readonly #tables: Float64Array[] = []

  constructor(codes: readonly Uint16Array[]) {
    this.#codes = codes
    this.#rows = codes[0]?.length ?? 0
    this.#products = new Float64Array(this.#rows * this.#rows).fill(1)
    this.#logScales = new Float64Array(this.#rows)
    this.#due = new Float64Array(this.#rows).fill(1)
    for (let row = 0; row < this.#rows; row++) this.#products[row * this.#rows + row] = 0
  }

  /** Multiplies by the kernel of a column, in place of the one that it has, if any. */
  replace(column: number, table: Float64Array): void {
    const factors = transposed(table, this.#tables[column] ?? null)
    this.#tables[column] = table
    const rows = this.#rows
    const codes = this.#codes[column]
    const states = Math.round(Math.sqrt(factors.length))
    const products = this.#products
    this.likelihood = 0
    for (let to = 0; to < rows; to++) {
      const from = factors.subarray(codes[to] * states, (codes[to] + 1) * states)
      const start = to * rows
      const due = this.#due[to]
      let sum = 0
      for (let i = 0; i < rows; i++) {
        const product = due * products[start + i] * from[codes[i]]
        sum += product
        products[start + i] = product
      }
      const logSum = ln(sum)
      this.likelihood += logSum + this.#logScales[to]
      this.#due[to] = sum > 0 ? 1 / sum : 1
      if (sum > 0) this.#logScales[to] += logSum
    }
  }

  /** The likelihood with other kernels of this column. Rows are summed by their state once, so that each further kernel costs little. */
  likelihoods(column: number): (table: Float64Array) => number {
    const before = this.#tables[column]
    const codes = this.#codes[column]
    const states = Math.round(Math.sqrt(before.length))
    const sums = this.#sumsByState(codes, states)
    return (table) => {
      const factors = transposed(table, before)
      let likelihood = 0
      for (let to = 0; to < codes.length; to++) {
        const start = codes[to] * states
        let sum = 0
        for (let state = 0; state < states; state++) {
          sum += sums[to * states + state] * factors[start + state]
        }
        likelihood += ln(sum * this.#due[to]) + this.#logScales[to]
      }
      return likelihood
    }
  }

  /** For each row (to), the sum of its products with the rows of each state. */
  #sumsByState(codes: Uint16Array, states: number): Float64Array {
    const rows = this.#rows
    const products = this.#products
    const sums = new Float64Array(rows * states)
    for (let to = 0; to < rows; to++) {
      const start = to * rows
      const offset = to * states
      for (let i = 0; i < rows; i++) {
        const at = offset + codes[i]
        sums[at] += products[start + i]
      }
    }
    return sums
  }
}

/** Chances by target and then source, in parts of those of `before` if that is given. */
function transposed(table: Float64Array, before: Float64Array | null): Float64Array {
  const states = Math.round(Math.sqrt(table.length))
  const result = new Float64Array(table.length)
  for (let from = 0; from < states; from++) {
    for (let to = 0; to < states; to++) {
      const cell = from * states + to
      result[to * states + from] = (table[cell] + floor) / (before ? before[cell] + floor : 1)
    }
  }
  return result
}
