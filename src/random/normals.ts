import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import { MersenneTwister } from './mersenne-twister.js'
import type { Rng } from './rng.js'

/** Layers of equal area under the bell curve, where the lowest one begins to be a tail, and their area. */
const layers = 128
const tailStart = 3.442619855899
const area = 9.91256303526217e-3

const heightAt = (x: number): number => exp(-0.5 * x * x)

/** Half the width of each layer, from the lowest, widest one on; the topmost has none above it. */
const widths = layerWidths()

function layerWidths(): Float64Array {
  const widths = new Float64Array(layers + 1)
  widths[0] = area / heightAt(tailStart)
  widths[1] = tailStart
  for (let i = 2; i < layers; i++) {
    const below = widths[i - 1]
    widths[i] = Math.sqrt(-2 * ln(area / below + heightAt(below)))
  }
  return widths
}

/**
 * Independent standard normal numbers one by one: a place from the stream of uniform numbers, and the layer from a stream of bits that its first
 * number seeds. The numbers of `@stdlib/random-base-normal`, without its several hundred files.
 * @see Doornik 2005, An improved ziggurat method to generate normal random samples
 */
export function normalStream(uniform: () => number): () => number {
  const bits = new MersenneTwister(Math.floor(1 + 4294967295 * uniform()))
  return () => {
    for (;;) {
      const u = 2 * uniform() - 1
      const layer = bits.word() & (layers - 1)
      const [width, above] = [widths[layer], widths[layer + 1]]
      if (Math.abs(u) < above / width) return u * width
      if (layer === 0) return beyondStart(uniform, u < 0)
      const x = u * width
      const low = exp(-0.5 * (width * width - x * x))
      const high = exp(-0.5 * (above * above - x * x))
      if (high + uniform() * (low - high) < 1) return x
    }
  }
}

/** A number of the tail, as `normalStream` draws it. */
function beyondStart(uniform: () => number, isNegative: boolean): number {
  for (;;) {
    const x = ln(uniform()) / tailStart
    if (-2 * ln(uniform()) >= x * x) return isNegative ? x - tailStart : tailStart - x
  }
}

/**
 * Fills an array with independent standard normal numbers, by the ziggurat: most take one uniform number, 7 bits of which choose a layer
 * and the other 46 a place in it. Faster than one `rng.normal()` after the other, and other numbers.
 * @see Marsaglia and Tsang 2000, The ziggurat method for generating random variables
 * @see Doornik 2005, An improved ziggurat method to generate normal random samples
 */
export function fillNormals(target: Float64Array, rng: Rng): void {
  rng.uniforms(target)
  placeInLayers(target, rng)
}

/** Turns uniform numbers into normal ones; those that need more than one take the next ones of the stream. */
function placeInLayers(target: Float64Array, rng: Rng): void {
  for (let i = 0; i < target.length; i++) {
    const scaled = target[i] * layers
    const layer = Math.floor(scaled)
    const x = (2 * (scaled - layer) - 1) * widths[layer]
    // Below the next, narrower layer: surely under the curve.
    target[i] = Math.abs(x) < widths[layer + 1] ? x : atEdge(x, layer, rng)
  }
}

/** A number of the tail, or this one if it lies under the curve, or else another one. */
function atEdge(first: number, firstLayer: number, rng: Rng): number {
  let x = first
  let layer = firstLayer
  while (Math.abs(x) >= widths[layer + 1]) {
    if (layer === 0) return x < 0 ? -inTail(rng) : inTail(rng)
    const low = heightAt(widths[layer])
    const high = heightAt(widths[layer + 1])
    if (low + rng.uniform() * (high - low) < heightAt(x)) return x
    const scaled = rng.uniform() * layers
    layer = Math.floor(scaled)
    x = (2 * (scaled - layer) - 1) * widths[layer]
  }
  return x
}

/** A number beyond the start of the tail, by Marsaglia's method. */
function inTail(rng: Rng): number {
  for (;;) {
    const beyond = -ln(1 - rng.uniform()) / tailStart
    if (-2 * ln(1 - rng.uniform()) >= beyond * beyond) return tailStart + beyond
  }
}
