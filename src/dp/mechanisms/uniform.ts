import type { Bits } from './bits.js'

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
