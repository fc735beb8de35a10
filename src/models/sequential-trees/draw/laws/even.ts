import type { Rng } from '../../../../random/rng.js'

/** The fractional part of the golden ratio: its multiples, less their whole parts, fill [0, 1) as evenly as any sequence does. */
const golden = 0.6180339887498949

/** So many different numbers mix the rows of a group. */
const mixSpan = 2 ** 14
/** Fewer rows than this are sorted by comparing them. */
const fewRows = 1000
/** Rows are sorted by so many bits of their group at a time. */
const digitBits = 10
const digitSpan = 2 ** digitBits

/**
 * Calls `use` once for every row with a number in [0, 1): uniform for each row, and within each group of rows, and groups that follow
 * each other, as evenly spread as can be. What is drawn with such numbers has the same distribution as with independent ones, but
 * less noise: shares come out closer to what they should be. Groups are whole numbers from 0 up.
 *
 * @see Owen, 2013, Monte Carlo theory, methods and examples, chapter 8
 */
export function drawEvenly(groups: Int32Array, rng: Rng, use: (row: number, u: number) => void): void {
  const order = mixedGroups(groups, rng)
  let u = rng.uniform()
  for (let i = 0; i < order.length; i++) {
    use(order[i], u)
    u += golden
    if (u >= 1) u -= 1
  }
}

/** The rows group by group, mixed within each. */
function mixedGroups(groups: Int32Array, rng: Rng): Int32Array {
  const rows = groups.length
  const keys = new Int32Array(rows)
  let order = new Int32Array(rows)
  let greatest = 0
  for (let row = 0; row < rows; row++) {
    keys[row] = rng.integer(mixSpan)
    order[row] = row
    greatest = Math.max(greatest, groups[row])
  }
  if (rows < fewRows) return order.sort((a, b) => groups[a] - groups[b] || keys[a] - keys[b] || a - b)
  order = sortedBy(keys, mixSpan, order)
  // By the last digit first: each sort leaves rows of equal digits in the order they had.
  for (let shift = 0, rest = greatest; rest > 0; shift += digitBits, rest >>>= digitBits) {
    for (let row = 0; row < rows; row++) keys[row] = (groups[row] >>> shift) & (digitSpan - 1)
    order = sortedBy(keys, digitSpan, order)
  }
  return order
}

/** The rows of this order by their keys, which lie in [0, span); rows with equal keys stay as they are. */
function sortedBy(keys: Int32Array, span: number, order: Int32Array): Int32Array<ArrayBuffer> {
  const next = new Int32Array(span + 1)
  for (let row = 0; row < keys.length; row++) next[keys[row] + 1] = next[keys[row] + 1] + 1
  for (let key = 1; key < span; key++) next[key] = next[key] + next[key - 1]
  const sorted = new Int32Array(order.length)
  for (let i = 0; i < order.length; i++) {
    const row = order[i]
    const key = keys[row]
    const at = next[key]
    sorted[at] = row
    next[key] = at + 1
  }
  return sorted
}
