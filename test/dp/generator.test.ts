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

let seed = 1
test.each<[string, () => Bits]>([
  ['a Mersenne Twister', () => ((rng) => ({ word: () => rng.integer(2 ** 32) }))(createRng(seed++))],
  ['Math.random', () => ({ word: () => Math.floor(Math.random() * 2 ** 32) })],
  ['words of sixteen bits', () => ((bits) => ({ word: () => bits.word() & 0xffff }))(secureBits())],
  [
    'one buffer again and again',
    () => {
      const bits = secureBits()
      const words = Array.from({ length: 16_384 }, () => bits.word())
      let next = 0
      return { word: () => words[next++ % words.length] as number }
    },
  ],
])('%s does not', (_, create) => expect(failed(create)).not.toEqual([]))
