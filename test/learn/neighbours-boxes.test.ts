import { describe, expect, test } from 'vitest'
import type { MixedRows } from '../../src/learn/neighbours/box-tree.js'
import { boundedDistance, nearestRows } from '../../src/learn/neighbours/neighbours.js'
import { createRng, type Rng } from '../../src/random/rng.js'

interface Law {
  readonly rows: number
  readonly numbers: readonly ((rng: Rng) => number)[]
  readonly codes: readonly ((rng: Rng) => number)[]
}

function draw({ rows, numbers, codes }: Law, seed: number): MixedRows {
  const rng = createRng(seed)
  return {
    rows,
    numberColumns: numbers.length,
    numbers: Float64Array.from({ length: rows * numbers.length }, (_, i) => (numbers[i % numbers.length] as (rng: Rng) => number)(rng)),
    codeColumns: codes.length,
    codes: Int32Array.from({ length: rows * codes.length }, (_, i) => (codes[i % codes.length] as (rng: Rng) => number)(rng)),
  }
}

/** Every pair, in order, and the first of the nearest. */
function bruteForce(queries: MixedRows, base: MixedRows): { distances: number[]; positions: number[] } {
  const distances: number[] = []
  const positions: number[] = []
  for (let q = 0; q < queries.rows; q++) {
    const numbers = queries.numbers.subarray(q * base.numberColumns, (q + 1) * base.numberColumns)
    const codes = queries.codes.subarray(q * base.codeColumns, (q + 1) * base.codeColumns)
    let [best, at] = [Number.POSITIVE_INFINITY, -1]
    for (let b = 0; b < base.rows; b++) {
      const distance = boundedDistance(numbers, codes, base, b, Number.POSITIVE_INFINITY)
      if (distance < best) [best, at] = [distance, b]
    }
    distances.push(best)
    positions.push(at)
  }
  return { distances, positions }
}

const zeroes = (rng: Rng): number => (rng.uniform() < 0.9 ? 0 : rng.uniform())
const gaps = (rng: Rng): number => (rng.uniform() < 0.3 ? Number.NaN : rng.uniform())
const far = (rng: Rng): number => 3 * rng.normal()
const farGaps = (rng: Rng): number => (rng.uniform() < 0.5 ? Number.NaN : far(rng))
const skewed = (rng: Rng): number => Math.floor(5 * rng.uniform() * rng.uniform()) - 1
const many = (rng: Rng): number => rng.integer(200) - 1

describe('nearestRows looks into boxes and finds what looking at every pair finds, to the bit and to the first of several', () => {
  test.each<[string, Law]>([
    ['numbers and levels of all sorts', { rows: 1500, numbers: [zeroes, gaps, far], codes: [skewed, many, skewed] }],
    ['numbers alone', { rows: 1000, numbers: [far, far, zeroes], codes: [] }],
    ['levels alone, with many rows alike', { rows: 1000, numbers: [], codes: [skewed, skewed, skewed] }],
    ['numbers far apart, or missing', { rows: 600, numbers: [farGaps, farGaps, farGaps], codes: [skewed] }],
    ['nothing but gaps in a column', { rows: 300, numbers: [() => Number.NaN, zeroes], codes: [() => -1] }],
    ['one row a hundred times', { rows: 100, numbers: [() => 0.5], codes: [() => 3] }],
    ['values a little apart, where sums round', { rows: 800, numbers: Array(7).fill((rng: Rng) => rng.integer(3) / 10), codes: [] }],
  ])('%s', (_, law) => {
    const [queries, base] = [draw({ ...law, rows: 200 }, 1), draw(law, 2)]
    const { distances, positions } = nearestRows(queries, base)
    const plain = bruteForce(queries, base)
    expect([...distances]).toEqual(plain.distances)
    expect([...positions]).toEqual(plain.positions)
  })

  test('queries beyond every box, and columns of levels that no row has', () => {
    const base = draw({ rows: 400, numbers: [far, gaps], codes: [skewed] }, 3)
    const queries = draw({ rows: 50, numbers: [() => 40, () => -7], codes: [() => 99] }, 4)
    const plain = bruteForce(queries, base)
    expect([...nearestRows(queries, base).positions]).toEqual(plain.positions)
  })
})
