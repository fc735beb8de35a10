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
  for (let node = 0; node < start.length; node++) {
    const [from, to] = [start[node], end[node]]
    const middle = to - from > leafRows ? divide(base, rows, from, to) : from
    if (middle === from || middle === to) continue
    left[node] = start.length
    start.push(from, middle)
    end.push(middle, to)
    left.push(0, 0)
  }
  const plain = { rows, start: Int32Array.from(start), end: Int32Array.from(end), left: Int32Array.from(left) }
  return { ...plain, ...boxesOf(base, plain) }
}

/** The least distance that a row of the node can have from the query. */
export function leastDistance(tree: BoxTree, node: number, query: Float64Array, levels: Int32Array): number {
  let sum = 0
  for (let c = 0, at = node * levels.length; c < levels.length; c++, at++) {
    sum += 1 - ((tree.levels[at] >>> (levels[c] & (levelBits - 1))) & 1)
  }
  for (let c = 0, at = node * query.length; c < query.length; c++, at++) {
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

/** Brings the rows of one half to the front; returns where the other begins. */
function divide(base: MixedRows, rows: Int32Array, from: number, to: number): number {
  const goesLeft = chooseSplit(base, rows, from, to)
  if (!goesLeft) return from
  let middle = from
  for (let i = from; i < to; i++) {
    const row = rows[i]
    if (!goesLeft(row)) continue
    rows[i] = rows[middle]
    rows[middle++] = row
  }
  return middle
}

/** The split by the column that parts rows furthest; null where they are all alike. */
function chooseSplit(base: MixedRows, rows: Int32Array, from: number, to: number): ((row: number) => boolean) | null {
  const { numberColumns, numbers, codeColumns, codes } = base
  const step = Math.max(1, Math.floor((to - from) / sampleRows))
  const sample = rows.subarray(from, to).filter((_, i) => i % step === 0)
  let most = 0
  let goesLeft: ((row: number) => boolean) | null = null
  for (let c = 0; c < codeColumns; c++) {
    const { bits, share } = levelsOfHalf(sample.map((row) => codes[row * codeColumns + c]))
    if (share <= most) continue
    most = share
    goesLeft = (row) => ((bits >>> (codes[row * codeColumns + c] & (levelBits - 1))) & 1) === 1
  }
  for (let c = 0; c < numberColumns; c++) {
    const values = Float64Array.from(sample, (row) => numbers[row * numberColumns + c])
    const { bound, spread } = halfOfNumbers(values)
    if (spread <= most) continue
    most = spread
    goesLeft = (row) => numbers[row * numberColumns + c] <= bound
  }
  return goesLeft
}

/** Levels of about half of the sample, and the share of the smaller half. */
function levelsOfHalf(sample: Int32Array): { readonly bits: number; readonly share: number } {
  const counts = new Int32Array(levelBits)
  for (const code of sample) counts[code & (levelBits - 1)] += 1
  const order = [...counts.keys()].sort((a, b) => counts[b] - counts[a] || a - b)
  let bits = 0
  let weight = 0
  for (const bit of order) {
    if (2 * weight >= sample.length) break
    bits |= 1 << bit
    weight += counts[bit]
  }
  return { bits, share: Math.min(weight, sample.length - weight) / sample.length }
}

/** A bound between the lower and the upper half of the numbers, and how far the halves are apart; missing ones belong to the upper. */
function halfOfNumbers(sample: Float64Array): { readonly bound: number; readonly spread: number } {
  const known = sample.filter((value) => !Number.isNaN(value)).sort()
  if (known.length === 0) return { bound: 0, spread: 0 }
  const quantile = (share: number): number => known[Math.floor(share * (known.length - 1))]
  const [least, middle, greatest] = [quantile(0), quantile(0.5), quantile(1)]
  const missing = 1 - known.length / sample.length
  if (least === greatest) return { bound: least, spread: Math.min(missing, 1 - missing) }
  // Where half of them are the greatest, those below it are parted from it.
  const bound = middle < greatest ? middle : known[known.indexOf(greatest) - 1]
  return { bound, spread: (quantile(0.9) - quantile(0.1)) / 2 + Math.min(missing, 1 - missing) }
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
