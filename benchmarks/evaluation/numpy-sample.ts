import mt19937 from '@stdlib/random-base-mt19937'

/** Words of the generator's state. */
const words = 624

/**
 * So many of `rows` row numbers, in the order in which pandas' `sample(count, random_state=seed)` takes them: the first of
 * `numpy.random.RandomState(seed).permutation(rows)`.
 */
export function numpySample(rows: number, count: number, seed: number): Int32Array {
  const next = seeded(seed)
  const order = Int32Array.from({ length: rows }, (_, i) => i)
  for (let i = rows - 1; i > 0; i--) {
    const j = upTo(i, next)
    const moved = order[i] as number
    order[i] = order[j] as number
    order[j] = moved
  }
  return order.subarray(0, count)
}

/** A whole number from 0 to `most`: words masked to as many bits, until one is no greater. */
function upTo(most: number, next: () => number): number {
  const mask = 2 ** (32 - Math.clz32(most)) - 1
  for (;;) {
    const value = (next() & mask) >>> 0
    if (value <= most) return value
  }
}

/**
 * Words of the Mersenne twister as numpy seeds it with one number; the package itself takes no seed of 0, but a state.
 * @see Matsumoto and Nishimura, 1998, Mersenne Twister
 */
function seeded(seed: number): () => number {
  const state = new Uint32Array(words)
  state[0] = seed
  for (let i = 1; i < words; i++) {
    const before = state[i - 1] as number
    state[i] = Math.imul(before ^ (before >>> 30), 1812433253) + i
  }
  return mt19937.factory({ state: Uint32Array.from([1, 3, words, ...state, 1, words, 1, Math.max(1, seed)]) })
}
