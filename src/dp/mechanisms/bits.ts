/** A source of random words. Noise takes its words from the operating system's generator; only audits of the samplers bring their own. */
export interface Bits {
  /** A whole number from 0 to 2^32 - 1, all equally likely. */
  word(): number
}

/** Taken when the module is loaded, so that nobody can put something else in its place later. */
const fill = globalThis.crypto?.getRandomValues.bind(globalThis.crypto)
/** The most that one call may ask for: 64 KiB. */
const words = 16_384

/** The operating system's generator. Words are wiped out of memory as they are used. Throws where there is no such generator. */
export function secureBits(): Bits {
  if (!fill) throw new Error('there is no cryptographic random generator here (globalThis.crypto), so no noise can be drawn')
  const buffer = new Uint32Array(words)
  let next = words
  return {
    word() {
      if (next === words) {
        fill(buffer)
        next = 0
      }
      const word = buffer[next]
      buffer[next++] = 0
      return word
    },
  }
}

const wordSize = 2 ** 32

/** A whole number from 0 to `below` - 1, all exactly equally likely; `below` is from 1 to 2^53. */
export function uniformBelow(bits: Bits, below: number): number {
  const most = below - 1
  if (most < wordSize) {
    // As many bits as the greatest number has; what is too great is drawn again.
    const shift = Math.clz32(most)
    if (shift === 32) return 0
    for (;;) {
      const drawn = bits.word() >>> shift
      if (drawn <= most) return drawn
    }
  }
  const shift = Math.clz32(Math.floor(most / wordSize))
  for (;;) {
    const drawn = (bits.word() >>> shift) * wordSize + bits.word()
    if (drawn <= most) return drawn
  }
}

/** The same for numbers of any size. */
export function uniformBelowBig(bits: Bits, below: bigint): bigint {
  const most = below - 1n
  const length = most === 0n ? 0 : most.toString(2).length
  const spare = BigInt((32 - (length % 32)) % 32)
  for (;;) {
    let drawn = 0n
    for (let drawnBits = 0; drawnBits < length; drawnBits += 32) drawn = (drawn << 32n) | BigInt(bits.word())
    drawn >>= spare
    if (drawn <= most) return drawn
  }
}
