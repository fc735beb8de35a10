import { decompressBrotli } from 'hyparquet-compressors'
import { BrotliBitReader } from 'hyparquet-compressors/src/brotli.bitreader.js'
import { BrotliOutput } from 'hyparquet-compressors/src/brotli.streams.js'

/** What the stream that is being unpacked may still do, and write: anything outside of `unpackBrotli`. */
let steps = Number.POSITIVE_INFINITY
let room = Number.POSITIVE_INFINITY
const { readMoreInput } = BrotliBitReader.prototype
const { write } = BrotliOutput.prototype

// The decoder goes on after the end of damaged bytes, as it counts what is left without a sign; commands of no bits that write nothing never end; and its
// output grows by what each part of the stream says of itself.
BrotliBitReader.prototype.readMoreInput = function () {
  if (--steps < 0) throw new Error('a brotli page does not end')
  if (this.bit_end_pos_ >= 2 ** 31) throw new Error('a brotli page ends early')
  readMoreInput.call(this)
}
BrotliOutput.prototype.write = function (bytes, count) {
  if (this.pos + count > room) throw new Error('a brotli page unpacks to more than it says')
  return write.call(this, bytes, count)
}

/**
 * The bytes that a brotli stream unpacks to, of which there are `length`. Throws where it is damaged or unpacks to more. A byte that is written takes three
 * steps at most (a literal, a command, a distance); a byte that is read, a prefix code of 1,128 symbols.
 *
 * @see RFC 7932: Brotli compressed data format
 */
export function unpackBrotli(input: Uint8Array, length: number): Uint8Array {
  steps = 3 * length + 1200 * input.length + 10_000
  room = length
  try {
    return decompressBrotli(input, length)
  } finally {
    steps = Number.POSITIVE_INFINITY
    room = Number.POSITIVE_INFINITY
  }
}
