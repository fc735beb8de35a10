/** The training rows in groups that share the states of a few columns, so that kernels are looked up once per group for those. */
export interface RowGroups {
  /** Columns whose states all rows of a group share. */
  readonly shared: readonly number[]
  /** For each of them, the state of each group. */
  readonly sharedCodes: readonly Uint16Array[]
  /** Columns in which the rows of a group differ ... */
  readonly own: readonly number[]
  /** ... and, for each, the state of each row; rows of one group stand together. */
  readonly ownCodes: readonly Uint16Array[]
  /** Where each group begins, and the number of rows. */
  readonly starts: Uint32Array
  /** By row; they sum to 1. */
  readonly weights: Float64Array
}

/** Rows of a group on average, at least: fewer, and going through groups costs more than it saves. */
const rowsPerGroup = 16

/** Groups the rows by as many columns of `order`, first ones first, as leave the groups large enough. */
export function groupRows(
  codes: readonly Uint16Array[],
  states: readonly number[],
  weights: Float64Array,
  order: readonly number[],
): RowGroups {
  const rows = weights.length
  let groupOf = new Uint32Array(rows)
  let groups = 1
  let shared = 0
  for (; shared < order.length; shared++) {
    const next = refine(groupOf, codes[order[shared]], groups, states[order[shared]])
    if (next.groups * rowsPerGroup > rows) break
    groupOf = next.groupOf
    groups = next.groups
  }
  const { starts, sorted } = sortByGroup(groupOf, groups)
  const first = starts.subarray(0, groups).map((start) => sorted[start])
  const codesAt = (column: number, positions: Uint32Array): Uint16Array => Uint16Array.from(positions, (row) => codes[column]?.[row])
  return {
    shared: order.slice(0, shared),
    sharedCodes: order.slice(0, shared).map((column) => codesAt(column, first)),
    own: order.slice(shared),
    ownCodes: order.slice(shared).map((column) => codesAt(column, sorted)),
    starts,
    weights: Float64Array.from(sorted, (row) => weights[row]),
  }
}

/** The groups split by one more column. */
function refine(
  groupOf: Uint32Array,
  codes: Uint16Array,
  groups: number,
  states: number,
): { groupOf: Uint32Array<ArrayBuffer>; groups: number } {
  const numbers = new Int32Array(groups * states).fill(-1)
  const refined = new Uint32Array(groupOf.length)
  let next = 0
  for (let row = 0; row < refined.length; row++) {
    const cell = groupOf[row] * states + codes[row]
    if (numbers[cell] < 0) numbers[cell] = next++
    refined[row] = numbers[cell]
  }
  return { groupOf: refined, groups: next }
}

function sortByGroup(groupOf: Uint32Array, groups: number): { starts: Uint32Array; sorted: Uint32Array } {
  const starts = new Uint32Array(groups + 1)
  for (let row = 0; row < groupOf.length; row++) starts[groupOf[row] + 1] += 1
  for (let group = 0; group < groups; group++) starts[group + 1] += starts[group]
  const next = starts.slice()
  const sorted = new Uint32Array(groupOf.length)
  for (let row = 0; row < groupOf.length; row++) {
    const group = groupOf[row]
    sorted[next[group]] = row
    next[group] += 1
  }
  return { starts, sorted }
}

/** What is left out of a sum, at most, as a share of it. */
const negligible = 1e-12

/** Sums, one after the other, over the rows of groups. */
export class GroupSums {
  readonly #groups: RowGroups
  readonly #products: Float64Array
  readonly #rowProducts: Float64Array
  /** The sum over each group; 0 where it was passed over. */
  readonly #sums: Float64Array

  constructor(groups: RowGroups) {
    this.#groups = groups
    this.#products = new Float64Array(groups.starts.length - 1)
    this.#rowProducts = new Float64Array(groups.weights.length)
    this.#sums = new Float64Array(groups.starts.length - 1)
  }

  /**
   * The weighted sum over all rows of products of kernels, which tell by column the factor of each state, none above 1. Groups whose
   * rows together can't make a difference are passed over.
   */
  sum(kernels: readonly Float64Array[]): number {
    const products = this.#products.fill(1)
    this.#groups.shared.forEach((column, i) => {
      multiplyBy(products, 0, products.length, kernels[column], this.#groups.sharedCodes[i])
    })
    let best = 0
    for (let group = 1; group < products.length; group++) if (products[group] > products[best]) best = group
    this.#sums.fill(0)
    let sum = this.#sumGroup(best, kernels)
    for (let group = 0; group < products.length; group++) {
      if (group !== best && products[group] > negligible * sum) sum += this.#sumGroup(group, kernels)
    }
    return sum
  }

  /**
   * The place of a row drawn with the chance that its product of kernels has of their sum, with `u` in [0, 1); null if that is 0. Rows of
   * one group stand together, and groups one after the other.
   */
  draw(kernels: readonly Float64Array[], u: number): { readonly group: number; readonly row: number } | null {
    const total = this.sum(kernels)
    if (!(total > 0)) return null
    const { starts, weights } = this.#groups
    let left = u * total
    let drawn: { group: number; row: number } | null = null
    for (let group = 0; group < this.#products.length && left >= 0; group++) {
      const own = this.#sums[group]
      if (own === 0) continue
      if (own <= left) {
        left -= own
        drawn = { group, row: starts[group + 1] - 1 }
        continue
      }
      for (let row = starts[group]; row < starts[group + 1] && left >= 0; row++) {
        const weight = this.#rowProducts[row] * weights[row]
        if (weight === 0) continue
        drawn = { group, row }
        left -= weight
      }
      break
    }
    return drawn
  }

  #sumGroup(group: number, kernels: readonly Float64Array[]): number {
    const { own, ownCodes, starts, weights } = this.#groups
    const from = starts[group]
    const to = starts[group + 1]
    const products = this.#rowProducts.fill(this.#products[group], from, to)
    for (let i = 0; i < own.length; i++) {
      multiplyBy(products, from, to, kernels[own[i]], ownCodes[i])
    }
    let sum = 0
    for (let row = from; row < to; row++) sum += products[row] * weights[row]
    this.#sums[group] = sum
    return sum
  }
}

function multiplyBy(products: Float64Array, from: number, to: number, kernel: Float64Array, codes: Uint16Array): void {
  for (let i = from; i < to; i++) products[i] *= kernel[codes[i]]
}
