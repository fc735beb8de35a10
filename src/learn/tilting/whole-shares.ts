/**
 * Whole numbers in these proportions that add up to `total`: each is rounded down, and what is left goes to the largest remainders, of equal
 * ones to the first.
 *
 * @see Balinski and Young, 1982, Fair Representation
 */
export function wholeShares(shares: ArrayLike<number>, total: number): Int32Array {
  const sum = Array.from(shares).reduce((a, b) => a + b, 0)
  const exact = Array.from(shares, (share) => (sum > 0 ? (share * total) / sum : 0))
  // Thirds of 3 are 1 each, whatever floating-point arithmetic makes of them.
  const whole = Int32Array.from(exact, (value) => Math.floor(value + 1e-9))
  const left = total - whole.reduce((a, b) => a + b, 0)
  const order = exact.map((_, i) => i).sort((a, b) => remainder(exact, whole, b) - remainder(exact, whole, a) || a - b)
  for (const i of order.slice(0, left)) whole[i] += 1
  return whole
}

function remainder(exact: readonly number[], whole: Int32Array, i: number): number {
  return exact[i] - whole[i]
}

/** A table of cells over several keys: cell c has group `groupOf[key][c]` of each key. */
export interface GroupedCells {
  /** Expected rows of each cell. */
  readonly expected: Float64Array
  readonly groupOf: readonly Int32Array[]
  /** Rows that the groups of each key must have, exactly. */
  readonly wanted: readonly Int32Array[]
}

/**
 * Whole numbers near the expected ones with exactly the wanted margins: what is expected is rounded down, and the rest put one by one where most is lacking
 * among the cells all of whose groups lack rows. Null where a group lacks rows and no cell that is expected to have any can take them.
 */
export function wholeCells({ expected, groupOf, wanted }: GroupedCells): Int32Array | null {
  const counts = Int32Array.from(expected, (value) => Math.floor(value + 1e-9))
  const lacking = wanted.map((rows) => rows.slice())
  const change = (cell: number, rows: number): void => {
    groupOf.forEach((groups, key) => {
      const own = lacking[key] as Int32Array
      own[groups[cell]] -= rows
    })
  }
  counts.forEach((rows, cell) => {
    change(cell, rows)
  })
  const isOpen = (cell: number): boolean =>
    expected[cell] > 0 && groupOf.every((groups, key) => (lacking[key] as Int32Array)[groups[cell]] > 0)
  // Each row put somewhere lowers what is lacking by one.
  for (;;) {
    if (lacking.every((rows) => rows.every((count) => count === 0))) return counts
    let best = -1
    for (let cell = 0; cell < counts.length; cell++) {
      if (isOpen(cell) && (best < 0 || lack(expected, counts, cell) > lack(expected, counts, best))) best = cell
    }
    if (best < 0) return null
    counts[best] += 1
    change(best, 1)
  }
}

function lack(expected: Float64Array, counts: Int32Array, cell: number): number {
  return expected[cell] - counts[cell]
}
