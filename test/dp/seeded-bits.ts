import type { Bits } from '../../src/dp/mechanisms/bits.js'
import { createRng } from '../../src/random/rng.js'

/** Words from a seeded generator, so that a test that passes once passes always. */
export function seededBits(seed: number): Bits {
  const rng = createRng(seed)
  return { word: () => rng.integer(2 ** 32) }
}
