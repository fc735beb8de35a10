import { readFileSync } from 'node:fs'
import { brotliCompressSync, constants } from 'node:zlib'
import { expect, test } from 'vitest'
import { unpackBrotli } from '../../src/io/parquet/brotli.js'

const packedAt = (bytes: Uint8Array, quality: number): Uint8Array =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } })

test.each([1, 5, 11])('what Node packs at quality %i is unpacked', (quality) => {
  const bits = new Uint8Array(Float64Array.from({ length: 500 }, (_, i) => Math.sin(i)).buffer)
  for (const bytes of [readFileSync('datasets/penguins.csv'), new Uint8Array(100_000), bits, new Uint8Array()])
    expect(Buffer.compare(unpackBrotli(packedAt(bytes, quality), bytes.length), bytes)).toBe(0)
})

test('a stream that stops in the middle is refused, where the decoder would read on for minutes', () => {
  expect(() => unpackBrotli(Uint8Array.of(0x1b, 0x87, 0x13, 0xc3), 300)).toThrow('a brotli page ends early')
})

test('nor does it unpack to more than was said, or go on without an end', () => {
  const packed = packedAt(new Uint8Array(1_000_000), 11)
  expect(() => unpackBrotli(packed, 999_999)).toThrow('a brotli page unpacks to more than it says')
  const literals = packedAt(
    Uint8Array.from({ length: 200_000 }, (_, i) => ((i * i) % 251) & 1),
    1,
  )
  expect(() => unpackBrotli(literals, 0)).toThrow(/^a brotli page (does not end|unpacks to more than it says)/)
})
