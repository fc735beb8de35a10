/**
 * Rows that together show every pair of items that some row shows, few of them: always the row that shows most pairs not shown yet, of equal ones the
 * first. `items[column][row]` is a code, or -1 for none. Gains only fall, so that a row is looked at again only when it might be the best.
 *
 * @see Chvátal, 1979, A greedy heuristic for the set-covering problem
 */
export function coverPairs(items: readonly Int32Array[]): Int32Array {
  const rows = items[0]?.length ?? 0
  const pairs = new PairIndex(items)
  const shown = new Uint8Array(pairs.size)
  const gainOf = (row: number): number => pairs.of(row).reduce((gain, pair) => (shown[pair] ? gain : gain + 1), 0)
  // Rows by a bound on their gain, what it was when last looked at.
  const waiting: number[][] = []
  for (let row = 0; row < rows; row++) push(waiting, gainOf(row), row)
  const chosen: number[] = []
  for (let gain = waiting.length - 1; gain > 0; gain--) {
    const level = waiting[gain] ?? []
    // In the order of rows, whatever came from above.
    level.sort((a, b) => a - b)
    for (const row of level) {
      const now = gainOf(row)
      if (now < gain) push(waiting, now, row)
      else {
        chosen.push(row)
        for (const pair of pairs.of(row)) shown[pair] = 1
      }
    }
  }
  return Int32Array.from(chosen)
}

function push(lists: number[][], at: number, value: number): void {
  const list = lists[at]
  if (list) list.push(value)
  else lists[at] = [value]
}

/** Pairs of items of two columns, and single items where there is one column only, as numbers from 0. */
class PairIndex {
  readonly size: number
  readonly #items: readonly Int32Array[]
  readonly #widths: readonly number[]
  readonly #offsets: readonly number[]

  constructor(items: readonly Int32Array[]) {
    this.#items = items
    this.#widths = items.map((codes) => codes.reduce((most, code) => Math.max(most, code), -1) + 1)
    const offsets: number[] = []
    let size = 0
    for (let a = 0; a < items.length; a++) {
      // A pair of a column with itself is the single item.
      for (let b = a; b < items.length; b++) {
        offsets.push(size)
        size += this.#widths[a] * (a === b ? 1 : this.#widths[b])
      }
    }
    this.#offsets = offsets
    this.size = size
  }

  of(row: number): number[] {
    const found: number[] = []
    let at = 0
    for (let a = 0; a < this.#items.length; a++) {
      const x = this.#items[a][row]
      for (let b = a; b < this.#items.length; b++, at++) {
        const y = this.#items[b][row]
        if (x < 0 || y < 0) continue
        found.push(this.#offsets[at] + (a === b ? x : x * this.#widths[b] + y))
      }
    }
    return found
  }
}
