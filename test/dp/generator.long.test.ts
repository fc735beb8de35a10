import { expect, test } from 'vitest'
import { auditGenerator } from '../../src/audit/mechanisms/generator.js'
import { type Bits, secureBits } from '../../src/dp/mechanisms/bits.js'

// The quick run has the generator of the system, and a Mersenne Twister.
test.each<[string, () => Bits]>([
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
])('%s does not', (_, create) => expect(auditGenerator(create).every(({ passed }) => passed)).toBe(false))
