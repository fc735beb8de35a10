import { expect, test } from 'vitest'
import { auditGenerator, shortestRecurrence } from '../../src/audit/mechanisms/generator.js'
import { type Bits, secureBits } from '../../src/dp/mechanisms/bits.js'
import { createRng } from '../../src/random/rng.js'

const failed = (create: () => Bits) =>
  auditGenerator(create)
    .filter(({ passed }) => !passed)
    .map(({ what }) => what)

test('the shortest recurrence of a sequence is found', () => {
  // x^3 + x + 1 makes a sequence of period 7.
  expect(shortestRecurrence(Uint8Array.from([0, 0, 1, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1]))).toBe(3)
  expect(shortestRecurrence(Uint8Array.from([1, 0, 1, 0, 1, 0, 1, 0]))).toBe(2)
  expect(shortestRecurrence(Uint8Array.from([0, 0, 0, 1]))).toBe(4)
})

test('the generator of the system passes', () => expect(failed(secureBits)).toEqual([]))

test('a Mersenne Twister does not', () => {
  const rng = createRng(1)
  expect(failed(() => ({ word: () => rng.integer(2 ** 32) }))).not.toEqual([])
})
