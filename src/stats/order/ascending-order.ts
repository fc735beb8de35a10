/** Bits of a digit, and where the three digits of a 32-bit word begin. */
const digitBits = 11
const digitValues = 1 << digitBits
const shifts = [0, digitBits, 2 * digitBits] as const

/** The words of a double that hold its lower and its upper bits. */
const upper = new Uint32Array(Float64Array.of(1).buffer)[1] === 0 ? 0 : 1
const lower = 1 - upper

/** The positions of the values in ascending order, missing ones (NaN) left out and equal ones as they stand. A radix sort: linear in the rows. */
export function ascendingOrder(values: Float64Array): Uint32Array {
  const { words, rows } = ascendingBits(values)
  const counts = countDigits(words)
  let from = new Uint32Array(rows.length)
  for (let key = 0; key < from.length; key++) from[key] = key
  let to = new Uint32Array(rows.length)
  for (let digit = 0; digit < counts.length; digit++) {
    const word = digit < shifts.length ? lower : upper
    const shift = shifts[digit % shifts.length]
    const places = counts[digit]
    // A digit that all values share, such as the last ones of whole numbers, orders nothing.
    if (from.length === 0 || places[(words[word] >>> shift) % digitValues] === from.length) continue
    startsOf(places)
    for (let i = 0; i < from.length; i++) {
      const key = from[i]
      const value = (words[2 * key + word] >>> shift) % digitValues
      to[places[value]] = key
      places[value] += 1
    }
    ;[from, to] = [to, from]
  }
  for (let i = 0; i < from.length; i++) from[i] = rows[from[i]]
  return from
}

/** The bits of the values that are there, two words each, such that they ascend as whole numbers do; and where the values stand. */
function ascendingBits(values: Float64Array): { words: Uint32Array; rows: Uint32Array } {
  const keys = new Float64Array(values.length)
  const rows = new Uint32Array(values.length)
  let present = 0
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (Number.isNaN(value)) continue
    // Adding 0 turns -0 into 0.
    keys[present] = value + 0
    rows[present++] = row
  }
  const words = new Uint32Array(keys.buffer, 0, 2 * present)
  for (let i = 0; i < words.length; i += 2) {
    const isNegative = words[i + upper] >>> 31 === 1
    words[i + upper] ^= isNegative ? 0xffffffff : 0x80000000
    if (isNegative) words[i + lower] = ~words[i + lower]
  }
  return { words, rows: rows.subarray(0, present) }
}

/** How often each digit has each value, from the last digit to the first. */
function countDigits(words: Uint32Array): Uint32Array[] {
  const counts = Array.from({ length: 2 * shifts.length }, () => new Uint32Array(digitValues))
  const [a, b, c, d, e, f] = counts as [Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array, Uint32Array]
  for (let i = 0; i < words.length; i += 2) {
    const low = words[i + lower]
    const high = words[i + upper]
    count(a, low % digitValues)
    count(b, (low >>> shifts[1]) % digitValues)
    count(c, low >>> shifts[2])
    count(d, high % digitValues)
    count(e, (high >>> shifts[1]) % digitValues)
    count(f, high >>> shifts[2])
  }
  return counts
}

function count(counts: Uint32Array, value: number): void {
  counts[value] += 1
}

/** Turns counts into where the first of each value goes. */
function startsOf(counts: Uint32Array): void {
  let start = 0
  for (let value = 0; value < counts.length; value++) {
    const size = counts[value]
    counts[value] = start
    start += size
  }
}
