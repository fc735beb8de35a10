import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import { fillNormals } from '../../../random/normals.js'
import type { Rng } from '../../../random/rng.js'
import { cholesky } from '../../../stats/matrix/cholesky.js'
import { type ConditionedNormal, conditionNormal } from '../../../stats/normal/conditioned-normal.js'
import { minimaxTilting, propose, type Tilting } from '../../../stats/normal/minimax-tilting.js'
import type { LatentBox } from '../state.js'

/** Fills `places`, one stretch of `count` per latent variable; returns the number of the box of each row, or null if there are none. */
export type Draw = (places: Float64Array, count: number, rng: Rng) => Uint16Array | null

/** Rows whose noise is drawn at once: it stays in the first cache. */
const tileRows = 64

/** Draws of the latent variables as they are when nothing is known. */
export function freeDraw(correlations: Float64Array, size: number): Draw {
  const triangle = cholesky(correlations, size)
  if (!triangle) throw new RangeError('the correlations of the latent variables are not positive definite; fit the model again')
  const packed = packTriangle(triangle, size)
  const noise = new Float64Array(size * tileRows)
  return (places, count, rng) => {
    for (let from = 0; from < count; from += tileRows) {
      const rows = Math.min(tileRows, count - from)
      // The whole tile, however few rows are wanted: the first rows of a block are the same whatever their number.
      fillNormals(noise, rng)
      let row = 0
      for (; row + 4 <= rows; row += 4) multiplyFour(packed, size, noise, row * size, places, count, from + row)
      for (; row < rows; row++) multiplyOne(packed, size, noise, row * size, places, count, from + row)
    }
    return null
  }
}

/** Writes the products of a triangle with the noise of four rows, which lie one after the other from `start` on. */
function multiplyFour(
  packed: Float64Array,
  size: number,
  noise: Float64Array,
  start: number,
  places: Float64Array,
  count: number,
  row: number,
): void {
  const [second, third, fourth] = [start + size, start + 2 * size, start + 3 * size] as const
  for (let i = 0, next = 0, at = row; i < size; i++, at += count) {
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    for (let j = 0; j <= i; j++) {
      const factor = packed[next++]
      a += factor * noise[start + j]
      b += factor * noise[second + j]
      c += factor * noise[third + j]
      d += factor * noise[fourth + j]
    }
    places[at] = a
    places[at + 1] = b
    places[at + 2] = c
    places[at + 3] = d
  }
}

function multiplyOne(
  packed: Float64Array,
  size: number,
  noise: Float64Array,
  start: number,
  places: Float64Array,
  count: number,
  row: number,
): void {
  for (let i = 0, next = 0; i < size; i++) {
    let sum = 0
    for (let j = 0; j <= i; j++) sum += packed[next++] * noise[start + j]
    places[i * count + row] = sum
  }
}

function packTriangle(triangle: Float64Array, size: number): Float64Array {
  const packed = new Float64Array((size * (size + 1)) / 2)
  let next = 0
  for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) packed[next++] = triangle[i * size + j]
  return packed
}

/**
 * Draws of the latent variables from a mixture of boxes, each row from one that is chosen by weight. Exact within a box: proposals are
 * accepted in proportion to density over proposal.
 */
export function boxesDraw(correlations: Float64Array, size: number, boxes: readonly LatentBox[]): Draw {
  const parts = boxes.map(({ lower, upper }) => {
    const normal = conditionNormal(correlations, size, lower, upper)
    return { normal, tilting: minimaxTilting(normal.bounded) }
  })
  const upTo = cumulativeWeights(boxes)
  return (places, count, rng) => {
    const boxOf = new Uint16Array(count)
    const noise = new Float64Array(size)
    for (let row = 0; row < count; row++) {
      let chosen = 0
      if (boxes.length > 1) {
        const place = rng.uniform()
        while (upTo[chosen] <= place) chosen++
      }
      const { normal, tilting } = parts[chosen] as { normal: ConditionedNormal; tilting: Tilting }
      drawNoise(normal, tilting, noise, rng)
      write(normal, boxes[chosen], noise, places, count, row)
      boxOf[row] = chosen
    }
    return boxOf
  }
}

/** Sums of the boxes' probabilities; the last one is beyond every place. */
function cumulativeWeights(boxes: readonly LatentBox[]): Float64Array {
  const greatest = boxes.reduce((most, { logWeight }) => Math.max(most, logWeight), Number.NEGATIVE_INFINITY)
  const weights = boxes.map(({ logWeight }) => exp(logWeight - greatest))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  let sum = 0
  const upTo = Float64Array.from(weights, (weight) => {
    sum += weight / total
    return sum
  })
  upTo[upTo.length - 1] = Number.POSITIVE_INFINITY
  return upTo
}

function drawNoise({ size, known, bounded }: ConditionedNormal, { shift, bound }: Tilting, noise: Float64Array, rng: Rng): void {
  noise.set(known)
  if (bounded.size > 0) {
    const inside = noise.subarray(known.length, known.length + bounded.size)
    while (propose(bounded, shift, rng, inside) - bound < ln(1 - rng.uniform()));
  }
  for (let j = known.length + bounded.size; j < size; j++) noise[j] = rng.normal()
}

/** Writes one row of variables, kept from leaving their bounds by rounding. */
function write(normal: ConditionedNormal, box: LatentBox, noise: Float64Array, places: Float64Array, count: number, row: number): void {
  const { size, order, triangle } = normal
  for (let i = 0; i < size; i++) {
    let sum = 0
    for (let j = 0; j <= i; j++) sum += triangle[i * size + j] * noise[j]
    const variable = order[i]
    places[variable * count + row] = within(sum, box.lower[variable], box.upper[variable])
  }
}

/** The number itself, or one just inside the bounds; the upper one belongs to the next cell. */
function within(value: number, lower: number, upper: number): number {
  if (value < lower) return lower
  return value < upper || lower === upper ? value : Math.max(lower, upper - Math.max(1, Math.abs(upper)) * Number.EPSILON)
}
