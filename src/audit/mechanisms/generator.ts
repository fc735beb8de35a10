import type { Bits } from '../../dp/mechanisms/bits.js'
import { isSurprising, tooManyEvents } from '../evidence/chance.js'
import { type Finding, findingOf } from '../finding.js'

const wordSize = 2 ** 32
/** Words of each of three generators: more than twice what a buffer holds. */
const words = 50_000
/** Lags at which single bits are compared; the last ones are the lengths of buffers that would be given out again. */
const lags = [1, 2, 3, 4, 8, 16, 32, 64, 128, 624, 1024, 4096, 8192, 16_384, 16_385, 32_768]
/**
 * Bits whose shortest linear recurrence is looked for: more than twice the 19,937 of a Mersenne Twister. Chance makes recurrences of half
 * the length, within a few bits: n more or less in 2^-n of all cases.
 */
export const sequence = 42_000
const room = 64

/**
 * Whether words look like those of a generator that nobody can foresee: all bits as often 0 as 1, none like one before it, no word more
 * often again than chance makes it, and no linear recurrence, which gives away Mersenne Twisters, xorshift and `Math.random` whatever their
 * seed. That nobody can foresee them can't be seen in the words: where they come from is for the reader of the program.
 */
export function auditGenerator(create: () => Bits): Finding[] {
  const streams = Array.from({ length: 3 }, () => {
    const bits = create()
    return Uint32Array.from({ length: words }, () => bits.word())
  })
  return [wholeFinding(create()), ...balanceFindings(streams), againFinding(streams), recurrenceFinding(create())]
}

function finding(what: string, problems: readonly string[], otherwise: string): Finding {
  return findingOf('generator', what, problems, otherwise)
}

function wholeFinding(bits: Bits): Finding {
  const odd = Array.from({ length: 1000 }, () => bits.word()).filter((word) => !(Number.isInteger(word) && word >= 0 && word < wordSize))
  return finding(
    'words are whole numbers below 2^32',
    odd.slice(0, 1).map((word) => `${word} is none`),
    'all of 1000',
  )
}

function balanceFindings(streams: readonly Uint32Array[]): Finding[] {
  const single: string[] = []
  const lagged: string[] = []
  for (let bit = 0; bit < 32; bit++) {
    let ones = 0
    for (const stream of streams) for (const word of stream) ones += (word >>> bit) & 1
    if (isSurprising(ones, streams.length * words, 1 / 2, 1e-9))
      single.push(`bit ${bit} is 1 in ${ones} of ${streams.length * words} words`)
  }
  for (const lag of lags) {
    let same = 0
    let pairs = 0
    for (const stream of streams) {
      for (let i = lag; i < stream.length; i++) same += 32 - bitCount(stream[i] ^ stream[i - lag])
      pairs += 32 * (stream.length - lag)
    }
    if (isSurprising(same, pairs, 1 / 2, 1e-9)) lagged.push(`${same} of ${pairs} bits are as ${lag} words before`)
  }
  return [
    finding('bits are 0 and 1 alike', single, `all 32, in ${streams.length * words} words`),
    finding('bits have nothing to do with those before', lagged, `at ${lags.length} lags`),
  ]
}

function bitCount(word: number): number {
  let count = 0
  for (let rest = word >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) count++
  return count
}

/** Words that come up again, in all generators together: of n, about n^2 / 2^33 do. */
function againFinding(streams: readonly Uint32Array[]): Finding {
  const all = Uint32Array.from(streams.flatMap((stream) => [...stream])).sort()
  let again = 0
  for (let i = 1; i < all.length; i++) if (all[i] === all[i - 1]) again++
  const most = tooManyEvents((all.length * all.length) / (2 * wordSize))
  const problems = again >= most ? [`${again} words come up again (fewer than ${most} by chance)`] : []
  return finding('words of several generators are new', problems, `${again} of ${all.length} come up again by chance`)
}

function recurrenceFinding(bits: Bits): Finding {
  const drawn = Uint32Array.from({ length: sequence }, () => bits.word())
  const problems: string[] = []
  // Generators that give out their numbers in batches hide a recurrence from all but every 64th word.
  for (const [bit, stride] of [
    [31, 1],
    [0, 1],
    [31, 64],
    [31, 2],
  ] as const) {
    const own = Uint8Array.from({ length: Math.floor(sequence / stride) }, (_, i) => (drawn[i * stride] >>> bit) & 1)
    const length = recurrenceIn(own)
    if (length !== null) problems.push(`bit ${bit} of every ${stride}th word follows from the ${length} before it`)
  }
  return finding('bits follow from no linear recurrence', problems, `${sequence} words`)
}

/** The length of a linear recurrence that chance doesn't make; null where there is none. */
export function recurrenceIn(bits: Uint8Array): number | null {
  const length = shortestRecurrence(bits)
  return Math.abs(length - bits.length / 2) > room ? length : null
}

/**
 * The length of the shortest linear recurrence that makes these bits.
 * @see Massey, 1969, Shift-register synthesis and BCH decoding
 */
export function shortestRecurrence(bits: Uint8Array): number {
  const size = (bits.length >> 5) + 2
  let [current, former] = [new Uint32Array(size), new Uint32Array(size)]
  // The last bits first, so that bit i of the window is the one i places ago.
  const window = new Uint32Array(size)
  current[0] = 1
  former[0] = 1
  let [length, since] = [0, 1]
  for (let n = 0; n < bits.length; n++) {
    shiftIn(window, bits[n])
    let parity = 0
    for (let i = 0; i <= length >> 5; i++) parity ^= current[i] & window[i]
    if (bitCount(parity) % 2 === 0) since++
    else if (2 * length <= n) {
      const kept = current.slice()
      addShifted(current, former, since)
      former = kept
      length = n + 1 - length
      since = 1
    } else {
      addShifted(current, former, since)
      since++
    }
  }
  return length
}

function shiftIn(window: Uint32Array, bit: number): void {
  let carry = bit
  for (let i = 0; i < window.length; i++) {
    const word = window[i]
    window[i] = (word << 1) | carry
    carry = word >>> 31
  }
}

/** Adds the other one, moved up by so many places. */
function addShifted(to: Uint32Array, from: Uint32Array, places: number): void {
  const [whole, rest] = [places >> 5, places & 31]
  for (let i = to.length - 1; i >= whole; i--) {
    const high = (from[i - whole] << rest) >>> 0
    const low = rest > 0 && i - whole > 0 ? from[i - whole - 1] >>> (32 - rest) : 0
    to[i] = to[i] ^ high ^ low
  }
}
