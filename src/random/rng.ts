import { MersenneTwister } from './mersenne-twister.js'
import { normalStream } from './normals.js'

/** A stream of random numbers: Mersenne Twister, so that the same key gives the same numbers on every platform. */
export interface Rng {
  /** The path that keys the stream: a thread makes the same stream of it. */
  readonly key: readonly number[]
  /** A number in [0, 1) with 53 random bits. */
  uniform(): number
  /** Fills an array with such numbers, the same as one by one. */
  uniforms(target: Float64Array): void
  /** A standard normal number. */
  normal(): number
  /** An integer in [0, n). */
  integer(n: number): number
  /** The independent stream of this name; the same whenever and however often it is asked for. */
  split(...path: readonly number[]): Rng
}

/** The stream keyed by a path of integers: `createRng(seed, block)`. Equal paths give equal streams, different paths unrelated ones. */
export function createRng(...path: readonly number[]): Rng {
  const words = path.flatMap(wordsOf)
  // 0x9e3779b9 keeps the key from being all zeros, the length keeps [1] and [1, 0] apart.
  const twister = new MersenneTwister(Uint32Array.of(0x9e3779b9, path.length, ...words))
  const uniform = (): number => twister.uniform()
  let normal: (() => number) | undefined
  return {
    key: path,
    uniform,
    uniforms: (target) => twister.fill(target),
    normal: () => {
      normal ??= normalStream(uniform)
      return normal()
    },
    integer: (n) => Math.floor(uniform() * n),
    split: (...more) => createRng(...path, ...more),
  }
}

/** Two 32-bit words of a safe integer. */
function wordsOf(value: number): [number, number] {
  if (!Number.isSafeInteger(value)) throw new RangeError(`a stream key is a whole number (got ${value})`)
  return [value >>> 0, Math.floor(value / 2 ** 32) >>> 0]
}
