import type { Feature } from './bins.js'
import type { CodeTally } from './tally.js'

/** Steps of the power iteration that orders the codes of a nominal feature, from a start that is good already. */
const orderSteps = 4
/** A table of codes × classes is gone through cell by cell while it has no more cells for each row; beyond, most are 0 and rows are gone through. */
const cellsPerRow = 16

/** Gini impurity of three classes and more: sums of squared class counts left and right of a split, kept up as rows move over. */
export class ClassScan {
  /** Classes of the node's rows, numbered from 0 in order of appearance among those that occur. */
  readonly classes: Int32Array
  readonly #codes: ArrayLike<number>
  readonly #tally: CodeTally
  readonly #number: Int32Array
  readonly #present: Int32Array
  readonly #totals: Int32Array
  readonly #left: Int32Array
  readonly #right: Int32Array
  /** Classes in order of code, and where the rows of each code end. */
  readonly #arranged: Int32Array
  readonly #ends: Int32Array
  readonly #scores: Float64Array
  readonly #direction: Float64Array
  /** Rows by code and class: those of a code begin at its base. */
  #table = new Int32Array(0)
  readonly #base: Int32Array
  #isTable = false
  #count = 0
  #squares = 0
  #leftSquares = 0
  #rightSquares = 0

  constructor(response: { readonly codes: ArrayLike<number>; readonly classes: number }, rows: number, tally: CodeTally) {
    this.#codes = response.codes
    this.#tally = tally
    this.classes = new Int32Array(rows)
    this.#arranged = new Int32Array(rows)
    this.#number = new Int32Array(response.classes).fill(-1)
    this.#present = new Int32Array(response.classes)
    this.#totals = new Int32Array(response.classes)
    this.#left = new Int32Array(response.classes)
    this.#right = new Int32Array(response.classes)
    this.#direction = new Float64Array(response.classes)
    this.#ends = new Int32Array(tally.order.length)
    this.#base = new Int32Array(tally.order.length)
    this.#scores = new Float64Array(tally.order.length)
  }

  /** Numbers the classes of these rows; returns how many there are. */
  prepare(rows: Int32Array, start: number, end: number): number {
    const number = this.#number
    for (let k = 0; k < this.#count; k++) number[this.#present[k]] = -1
    let count = 0
    for (let i = start; i < end; i++) {
      const code = this.#codes[rows[i]]
      let k = number[code]
      if (k < 0) {
        k = count++
        number[code] = k
        this.#present[k] = code
        this.#totals[k] = 0
      }
      this.#totals[k] = this.#totals[k] + 1
      this.classes[i - start] = k
    }
    this.#count = count
    this.#squares = 0
    for (let k = 0; k < count; k++) this.#squares += this.#totals[k] ** 2
    return count
  }

  /** What a split into pure leaves would gain. */
  impurity(rows: number): number {
    return rows === 0 ? 0 : rows - this.#squares / rows
  }

  /** Groups the rows' classes by code, in a table where that is small beside the rows, else by sorting. Returns how many codes occur. */
  group(feature: Feature, rows: Int32Array, start: number, end: number): number {
    this.#isTable = feature.bins * this.#count <= end - start
    if (this.#isTable) return this.#tabulate(feature, rows, start, end)
    const found = this.#tally.count(feature, rows, start, end)
    this.#sort(feature.codes, rows, start, end, found)
    return found
  }

  #tabulate({ codes, bins }: Feature, rows: Int32Array, start: number, end: number): number {
    const classes = this.#count
    const table = this.#clearedTable(bins * classes)
    for (let i = start; i < end; i++) {
      const at = codes[rows[i]] * classes + this.classes[i - start]
      table[at] = table[at] + 1
    }
    const { order, counts } = this.#tally
    let found = 0
    for (let code = 0; code < bins; code++) {
      let count = 0
      for (let at = code * classes; at < (code + 1) * classes; at++) count += table[at]
      if (count === 0) continue
      counts[code] = count
      this.#base[code] = code * classes
      order[found++] = code
    }
    return found
  }

  /** A counting sort over the codes that the tally has found. */
  #sort(codes: Feature['codes'], rows: Int32Array, start: number, end: number, found: number): void {
    const { order, counts } = this.#tally
    const ends = this.#ends
    const arranged = this.#arranged
    let position = 0
    for (let i = 0; i < found; i++) {
      ends[order[i]] = position
      position += counts[order[i]]
    }
    for (let i = start; i < end; i++) {
      const code = codes[rows[i]]
      const at = ends[code]
      arranged[at] = this.classes[i - start]
      ends[code] = at + 1
    }
  }

  #clearedTable(cells: number): Int32Array {
    if (this.#table.length < cells) this.#table = new Int32Array(cells)
    return this.#table.fill(0, 0, cells)
  }

  /** All rows are right of the split. */
  begin(): void {
    for (let k = 0; k < this.#count; k++) {
      this.#left[k] = 0
      this.#right[k] = this.#totals[k]
    }
    this.#leftSquares = 0
    this.#rightSquares = this.#squares
  }

  /** Moves the rows of one code to the left. */
  moveLeft(code: number): void {
    if (this.#isTable) this.#moveCounts(this.#base[code])
    else this.#moveRows(code)
  }

  #moveCounts(base: number): void {
    const left = this.#left
    const right = this.#right
    let leftSquares = this.#leftSquares
    let rightSquares = this.#rightSquares
    for (let k = 0; k < this.#count; k++) {
      const moved = this.#table[base + k]
      const onLeft = left[k]
      const onRight = right[k]
      leftSquares += moved * (2 * onLeft + moved)
      rightSquares -= moved * (2 * onRight - moved)
      left[k] = onLeft + moved
      right[k] = onRight - moved
    }
    this.#leftSquares = leftSquares
    this.#rightSquares = rightSquares
  }

  #moveRows(code: number): void {
    const left = this.#left
    const right = this.#right
    const end = this.#ends[code]
    let leftSquares = this.#leftSquares
    let rightSquares = this.#rightSquares
    for (let i = end - this.#tally.counts[code]; i < end; i++) {
      const k = this.#arranged[i]
      const onLeft = left[k]
      const onRight = right[k]
      leftSquares += 2 * onLeft + 1
      rightSquares -= 2 * onRight - 1
      left[k] = onLeft + 1
      right[k] = onRight - 1
    }
    this.#leftSquares = leftSquares
    this.#rightSquares = rightSquares
  }

  gain(leftRows: number, rows: number): number {
    return this.#leftSquares / leftRows + this.#rightSquares / (rows - leftRows) - this.#squares / rows
  }

  /** Puts the codes in order along the first principal direction of their class shares, by a few steps of power iteration. */
  orderCodes(found: number, rows: number): void {
    if (!this.#isTable && found * this.#count <= cellsPerRow * rows) this.#tabulateSorted(found)
    this.#scoreByCommonest(found)
    for (let step = 0; step < orderSteps && this.#centreScores(found); step++) {
      if (this.#isTable) this.#improveScores(found)
      else this.#improveByRows(found)
    }
    this.#tally.sortBy(this.#scores, found)
  }

  /** The table of classes by code, from the rows in order of code. */
  #tabulateSorted(found: number): void {
    const { order, counts } = this.#tally
    const table = this.#clearedTable(found * this.#count)
    for (let i = 0; i < found; i++) {
      const code = order[i]
      const end = this.#ends[code]
      this.#base[code] = i * this.#count
      for (let j = end - counts[code]; j < end; j++) {
        const at = i * this.#count + this.#arranged[j]
        table[at] = table[at] + 1
      }
    }
    this.#isTable = true
  }

  /** The start: the share of the node's commonest class in each code. */
  #scoreByCommonest(found: number): void {
    const { order, counts } = this.#tally
    let commonest = 0
    for (let k = 1; k < this.#count; k++) if (this.#totals[k] > this.#totals[commonest]) commonest = k
    for (let i = 0; i < found; i++) {
      const code = order[i]
      const hits = this.#isTable ? this.#table[this.#base[code] + commonest] : this.#hits(code, commonest)
      this.#scores[code] = hits / counts[code]
    }
  }

  #hits(code: number, wanted: number): number {
    const end = this.#ends[code]
    let hits = 0
    for (let j = end - this.#tally.counts[code]; j < end; j++) if (this.#arranged[j] === wanted) hits++
    return hits
  }

  /** One step: classes score by the codes they occur with, then codes by their classes. */
  #improveScores(found: number): void {
    const { order, counts } = this.#tally
    const classes = this.#count
    const table = this.#table
    const scores = this.#scores
    const direction = this.#direction.fill(0, 0, classes)
    for (let i = 0; i < found; i++) {
      const score = scores[order[i]]
      const base = this.#base[order[i]]
      for (let k = 0; k < classes; k++) direction[k] = direction[k] + table[base + k] * score
    }
    for (let i = 0; i < found; i++) {
      const base = this.#base[order[i]]
      let sum = 0
      for (let k = 0; k < classes; k++) sum += table[base + k] * direction[k]
      scores[order[i]] = sum / counts[order[i]]
    }
  }

  /** The same, from the rows in order of code. */
  #improveByRows(found: number): void {
    const { order, counts } = this.#tally
    const arranged = this.#arranged
    const scores = this.#scores
    const direction = this.#direction.fill(0, 0, this.#count)
    for (let i = 0; i < found; i++) {
      const code = order[i]
      const score = scores[code]
      const end = this.#ends[code]
      for (let j = end - counts[code]; j < end; j++) {
        const k = arranged[j]
        direction[k] = direction[k] + score
      }
    }
    for (let i = 0; i < found; i++) {
      const code = order[i]
      const end = this.#ends[code]
      let sum = 0
      for (let j = end - counts[code]; j < end; j++) sum += direction[arranged[j]]
      scores[code] = sum / counts[code]
    }
  }

  /** Takes the weighted mean off the scores and scales them to 1; false where they are all equal. */
  #centreScores(found: number): boolean {
    const { order, counts } = this.#tally
    const scores = this.#scores
    let sum = 0
    let rows = 0
    for (let i = 0; i < found; i++) {
      sum += scores[order[i]] * counts[order[i]]
      rows += counts[order[i]]
    }
    let greatest = 0
    for (let i = 0; i < found; i++) {
      const score = scores[order[i]] - sum / rows
      scores[order[i]] = score
      greatest = Math.max(greatest, Math.abs(score))
    }
    if (greatest < 1e-12) return false
    for (let i = 0; i < found; i++) scores[order[i]] = scores[order[i]] / greatest
    return true
  }
}
