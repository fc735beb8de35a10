import mt19937 from '@stdlib/random-base-mt19937'
import { expect, test } from 'vitest'
import { MersenneTwister } from '../../src/random/mersenne-twister.js'

const keys = [[0, 0], [0xffffffff, 0x80000000, 1], [5489, 7, 0, 0], Array.from({ length: 700 }, (_, i) => (i * 2654435761) % 2 ** 32)]

test.each(keys.map((key) => [Uint32Array.from(key)]))(
  'draws what the library draws, to the last bit, over several turns of its state, one by one and by arrays',
  (key) => {
    const twister = new MersenneTwister(key)
    const { normalized } = mt19937.factory({ seed: key }) as unknown as { normalized: () => number }
    const some = new Float64Array(777)
    for (let turn = 0; turn < 3; turn++) {
      for (let i = 0; i < 100; i++) expect(twister.uniform()).toBe(normalized())
      twister.fill(some)
      expect(some).toEqual(some.map(normalized))
    }
  },
)
