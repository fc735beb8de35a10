const size = 624
const shift = 397

/** Bits as signed 32-bit numbers, which engines work with at once. */
const upperBit = 0x80000000 | 0
const lowerBits = 0x7fffffff
const twistBits = 0x9908b0df | 0
const temperingB = 0x9d2c5680 | 0
const temperingC = 0xefc60000 | 0

/**
 * The Mersenne Twister MT19937, seeded with one 32-bit word or an array of them: the numbers of every other implementation. It keeps no more state than
 * it draws from, and fills arrays, where the library's generator can be saved at every step and is slower for it.
 * @see Matsumoto and Nishimura 1998, Mersenne Twister: a 623-dimensionally equidistributed uniform pseudorandom number generator
 */
export class MersenneTwister {
  readonly #state: Int32Array
  #next = size

  constructor(seed: Uint32Array | number) {
    this.#state = typeof seed === 'number' ? startedState(seed) : seededState(seed)
  }

  /** The next 32 bits, signed. Words and numbers of one generator are not to be mixed. */
  word(): number {
    if (this.#next >= size) this.#twist()
    return tempered(this.#state[this.#next++])
  }

  /** A number in [0, 1) with 53 random bits. */
  uniform(): number {
    // Whole numbers of 53 bits come of two words each, and there is an even number of those.
    if (this.#next >= size) this.#twist()
    const state = this.#state
    const high = tempered(state[this.#next]) >>> 5
    const low = tempered(state[this.#next + 1]) >>> 6
    this.#next += 2
    return (high * 67108864 + low) / 9007199254740992
  }

  /** Fills an array with such numbers. */
  fill(target: Float64Array): void {
    for (let from = 0; from < target.length; ) {
      if (this.#next >= size) this.#twist()
      const to = Math.min(target.length, from + (size - this.#next) / 2)
      writeUniforms(this.#state, this.#next, target, from, to)
      this.#next += 2 * (to - from)
      from = to
    }
  }

  #twist(): void {
    twistState(this.#state)
    this.#next = 0
  }
}

function writeUniforms(state: Int32Array, next: number, target: Float64Array, from: number, to: number): void {
  for (let i = from, at = next; i < to; i++, at += 2) {
    const high = tempered(state[at]) >>> 5
    const low = tempered(state[at + 1]) >>> 6
    target[i] = (high * 67108864 + low) / 9007199254740992
  }
}

function tempered(word: number): number {
  let y = word
  y ^= y >>> 11
  y ^= (y << 7) & temperingB
  y ^= (y << 15) & temperingC
  return y ^ (y >>> 18)
}

function twistState(state: Int32Array): void {
  for (let i = 0; i < size - shift; i++) state[i] = state[i + shift] ^ twisted(state[i], state[i + 1])
  for (let i = size - shift; i < size - 1; i++) state[i] = state[i + shift - size] ^ twisted(state[i], state[i + 1])
  state[size - 1] = state[shift - 1] ^ twisted(state[size - 1], state[0])
}

function twisted(word: number, next: number): number {
  const y = (word & upperBit) | (next & lowerBits)
  return (y >>> 1) ^ (-(y & 1) & twistBits)
}

function startedState(seed: number): Int32Array {
  const state = new Int32Array(size)
  state[0] = seed
  for (let i = 1; i < size; i++) state[i] = Math.imul(1812433253, mixed(state[i - 1])) + i
  return state
}

function seededState(seed: Uint32Array): Int32Array {
  const state = startedState(19650218)
  let i = 1
  let j = 0
  for (let left = Math.max(size, seed.length); left > 0; left--) {
    state[i] = (state[i] ^ Math.imul(mixed(state[i - 1]), 1664525)) + seed[j] + j
    if (++i === size) {
      state[0] = state[size - 1]
      i = 1
    }
    if (++j === seed.length) j = 0
  }
  for (let left = size - 1; left > 0; left--) {
    state[i] = (state[i] ^ Math.imul(mixed(state[i - 1]), 1566083941)) - i
    if (++i === size) {
      state[0] = state[size - 1]
      i = 1
    }
  }
  state[0] = upperBit
  return state
}

function mixed(word: number): number {
  return word ^ (word >>> 30)
}
