/** Rows in a leaf: fewer cost more boxes than they save rows. */
const leafRows = 16
/** Rows of a node that choose how it is split. */
const sampleRows = 64
/** Levels are told apart by so many bits; more levels share them, which makes bounds weaker but not wrong. */
const levelBits = 32

/** Boxes around rows, halved again and again. One entry per node, the root first; the children of a node stand side by side. */
export interface BoxTree {
  /** The rows of node i are `rows[start[i]]` to `rows[end[i] - 1]`. */
  readonly rows: Int32Array
  readonly start: Int32Array
  readonly end: Int32Array
  /** Left child; 0 in a leaf. */
  readonly left: Int32Array
  /** Per node and column of numbers: least, greatest (Infinity, -Infinity where there is none), and whether one is missing. */
  readonly least: Float64Array
  readonly greatest: Float64Array
  readonly isMissing: Uint8Array
  /** Per node and column of levels, a bit for every level that occurs. */
  readonly levels: Uint32Array
}

/** Rows in boxes that are split where rows differ most. Time O(rows × columns × depth). */
export function growBoxes(base: MixedRows): BoxTree {
  const rows = Int32Array.from({ length: base.rows }, (_, row) => row)
  const [start, end, left]: [number[], number[], number[]] = [[0], [base.rows], [0]]
  const splits = new Splits(base)
  for (let node = 0; node < start.length; node++) {
    const [from, to] = [start[node], end[node]]
    const middle = to - from > leafRows && splits.choose(rows, from, to) ? splits.divide(rows, from, to) : from
    if (middle === from || middle === to) continue
    left[node] = start.length
    start.push(from, middle)
    end.push(middle, to)
    left.push(0, 0)
  }
  const plain = { rows, start: Int32Array.from(start), end: Int32Array.from(end), left: Int32Array.from(left) }
  return { ...plain, ...boxesOf(base, plain) }
}

/** The least distance that a row of the node can have from the query; or less, once it is clear that it is beyond the bound. */
export function leastDistance(tree: BoxTree, node: number, query: Float64Array, levels: Int32Array, bound: number): number {
  let sum = 0
  for (let c = 0, at = node * levels.length; c < levels.length; c++, at++) {
    sum += 1 - ((tree.levels[at] >>> (levels[c] & (levelBits - 1))) & 1)
  }
  for (let c = 0, at = node * query.length; c < query.length && sum <= bound; c++, at++) {
    const value = query[c]
    const low = tree.least[at]
    const high = tree.greatest[at]
    const hasMissing = tree.isMissing[at] === 1
    if (Number.isNaN(value)) {
      if (!hasMissing) sum++
    } else if (value < low || value > high) {
      const gap = value < low ? low - value : value - high
      sum += hasMissing || low > high ? Math.min(1, gap) : gap
    }
  }
  return sum
}

/** The split by the column that parts rows furthest. Keeps its memory from node to node. */
class Splits {
  readonly #base: MixedRows
  readonly #sample = new Int32Array(2 * sampleRows)
  readonly #values = new Float64Array(2 * sampleRows)
  readonly #counts = new Int32Array(levelBits)
  #column = -1
  #isLevels = false
  /** What goes left: levels by bit, or numbers up to the bound. */
  #bits = 0
  #bound = 0

  constructor(base: MixedRows) {
    this.#base = base
  }

  /** Looks for it; false where the rows are all alike. */
  choose(rows: Int32Array, from: number, to: number): boolean {
    const { numberColumns, codeColumns } = this.#base
    const size = this.#draw(rows, from, to)
    let most = 0
    for (let c = 0; c < codeColumns; c++) most = this.#tryLevels(c, size, most)
    for (let c = 0; c < numberColumns; c++) most = this.#tryNumbers(c, size, most)
    return most > 0
  }

  /** Brings the rows of one half to the front; returns where the other begins. */
  divide(rows: Int32Array, from: number, to: number): number {
    const { numberColumns, numbers, codeColumns, codes } = this.#base
    const [column, bits, bound] = [this.#column, this.#bits, this.#bound]
    let middle = from
    for (let i = from; i < to; i++) {
      const row = rows[i]
      const goesLeft = this.#isLevels
        ? ((bits >>> (codes[row * codeColumns + column] & (levelBits - 1))) & 1) === 1
        : numbers[row * numberColumns + column] <= bound
      if (!goesLeft) continue
      rows[i] = rows[middle]
      rows[middle++] = row
    }
    return middle
  }

  /** Rows of the node, evenly; returns how many. */
  #draw(rows: Int32Array, from: number, to: number): number {
    const step = Math.max(1, Math.floor((to - from) / sampleRows))
    let size = 0
    for (let i = from; i < to; i += step) this.#sample[size++] = rows[i]
    return size
  }

  /** Levels of about half of the sample, by the share of the smaller half. */
  #tryLevels(column: number, size: number, most: number): number {
    const { codeColumns, codes } = this.#base
    const counts = this.#counts.fill(0)
    for (let i = 0; i < size; i++) counts[codes[this.#sample[i] * codeColumns + column] & (levelBits - 1)] += 1
    let [bits, weight] = [0, 0]
    while (2 * weight < size) {
      let commonest = 0
      for (let bit = 1; bit < levelBits; bit++) if (counts[bit] > counts[commonest]) commonest = bit
      bits |= 1 << commonest
      weight += counts[commonest]
      counts[commonest] = 0
    }
    const share = Math.min(weight, size - weight) / size
    if (share <= most) return most
    this.#column = column
    this.#isLevels = true
    this.#bits = bits
    return share
  }

  /** A bound between the lower and the upper half of the numbers, by how far the halves are apart; missing ones belong to the upper. */
  #tryNumbers(column: number, size: number, most: number): number {
    const { numberColumns, numbers } = this.#base
    let count = 0
    for (let i = 0; i < size; i++) {
      const value = numbers[this.#sample[i] * numberColumns + column]
      if (!Number.isNaN(value)) this.#values[count++] = value
    }
    if (count === 0) return most
    const known = this.#values.subarray(0, count).sort()
    const quantile = (share: number): number => known[Math.floor(share * (count - 1))]
    const [least, middle, greatest] = [known[0], quantile(0.5), known[count - 1]]
    const missing = Math.min(count, size - count) / size
    const spread = missing + (least === greatest ? 0 : (quantile(0.9) - quantile(0.1)) / 2)
    if (spread <= most) return most
    this.#column = column
    this.#isLevels = false
    // Where half of them are the greatest, those below it are parted from it.
    this.#bound = least === greatest ? least : middle < greatest ? middle : known[known.indexOf(greatest) - 1]
    return spread
  }
}

type Boxes = Pick<BoxTree, 'least' | 'greatest' | 'isMissing' | 'levels'>

/** Leaves around their rows, other nodes around their children. */
function boxesOf(base: MixedRows, { rows, start, end, left }: Omit<BoxTree, keyof Boxes>): Boxes {
  const { numberColumns, numbers, codeColumns, codes } = base
  const size = start.length * numberColumns
  const least = new Float64Array(size).fill(Number.POSITIVE_INFINITY)
  const greatest = new Float64Array(size).fill(Number.NEGATIVE_INFINITY)
  const isMissing = new Uint8Array(size)
  const levels = new Uint32Array(start.length * codeColumns)
  for (let node = start.length - 1; node >= 0; node--) {
    const [numberAt, codeAt] = [node * numberColumns, node * codeColumns]
    for (let i = start[node]; left[node] === 0 && i < end[node]; i++) {
      const row = rows[i]
      for (let c = 0; c < codeColumns; c++) {
        levels[codeAt + c] |= 1 << (codes[row * codeColumns + c] & (levelBits - 1))
      }
      for (let c = 0; c < numberColumns; c++) {
        const value = numbers[row * numberColumns + c]
        if (Number.isNaN(value)) isMissing[numberAt + c] = 1
        if (value < least[numberAt + c]) least[numberAt + c] = value
        if (value > greatest[numberAt + c]) greatest[numberAt + c] = value
      }
    }
    for (let child = left[node]; child > 0 && child < left[node] + 2; child++) {
      for (let c = 0; c < codeColumns; c++) levels[codeAt + c] |= levels[child * codeColumns + c]
      for (let c = 0; c < numberColumns; c++) {
        const at = child * numberColumns + c
        isMissing[numberAt + c] |= isMissing[at]
        least[numberAt + c] = Math.min(least[numberAt + c], least[at])
        greatest[numberAt + c] = Math.max(greatest[numberAt + c], greatest[at])
      }
    }
  }
  return { least, greatest, isMissing, levels }
}

/**
 * Rows of mixed columns for distances, row-major: `numbers` scaled so that a difference of 1 weighs as much as another level,
 * missing as NaN; `codes` levels, missing as -1.
 */
export interface MixedRows {
  readonly rows: number
  readonly numberColumns: number
  readonly numbers: Float64Array
  readonly codeColumns: number
  readonly codes: Int32Array
}
