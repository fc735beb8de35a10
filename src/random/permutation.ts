/**
 * The place of `index` in a fixed shuffle of 0 … size - 1 that `seed` names, without making the shuffle: a four-round Feistel
 * network over the smallest even number of bits that holds `size`, walked until it lands inside. A bijection for any
 * `size` up to 2^52; O(1) memory, fewer than four walks on average.
 *
 * @see Black and Rogaway, 2002, Ciphers with Arbitrary Finite Domains
 */
export function permuteIndex(index: number, size: number, seed: number): number {
  let half = 1
  while (4 ** half < size) half++
  let place = index
  do place = feistel(place, half, seed)
  while (place >= size)
  return place
}

function feistel(value: number, half: number, seed: number): number {
  const width = 2 ** half
  let left = Math.floor(value / width)
  let right = value % width
  for (let round = 0; round < 4; round++) {
    const mixed = (left ^ mix(right, seed, round)) & (width - 1)
    left = right
    right = mixed
  }
  return left * width + right
}

/** 32 well-mixed bits of three integers (the finaliser of MurmurHash3). */
export function mix(value: number, seed: number, round: number): number {
  let h =
    Math.imul(value ^ 0x9e3779b9, 0x85ebca6b) ^
    Math.imul(seed | 0, 0xc2b2ae35) ^
    Math.imul(Math.floor(seed / 2 ** 32) | 0, 0x27d4eb2f) ^
    Math.imul(round + 1, 0x165667b1)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
