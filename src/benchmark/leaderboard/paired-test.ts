import { createRng } from '../../random/rng.js'

/** Up to this many pairs every choice of signs is looked at. */
const mostExact = 16
const randomFlips = 20_000
const flipStream = -13
/** Sums that differ by less are the same but for rounding. */
const rounding = 1e-12

/**
 * How probable a mean difference at least as far from 0 would be if both sides of every pair came from one distribution, and each difference
 * could as well have had the other sign. Exact up to 16 differences that aren't 0, else out of 20,000 random choices of signs.
 * @see Fisher, 1935, The Design of Experiments, chapter 3
 */
export function signFlipTest(differences: readonly number[]): number {
  const sizes = differences.filter((difference) => difference !== 0).map(Math.abs)
  const observed = Math.abs(differences.reduce((sum, difference) => sum + difference, 0)) - rounding
  if (sizes.length === 0) return 1
  if (sizes.length <= mostExact) {
    let asFar = 0
    const all = 2 ** sizes.length
    for (let signs = 0; signs < all; signs++) {
      let sum = 0
      for (let i = 0; i < sizes.length; i++) sum += signs & (1 << i) ? (sizes[i] as number) : -(sizes[i] as number)
      if (Math.abs(sum) >= observed) asFar++
    }
    return asFar / all
  }
  const rng = createRng(sizes.length, flipStream)
  let asFar = 1
  for (let flip = 0; flip < randomFlips; flip++) {
    let sum = 0
    for (const size of sizes) sum += rng.uniform() < 0.5 ? size : -size
    if (Math.abs(sum) >= observed) asFar++
  }
  return asFar / (randomFlips + 1)
}
