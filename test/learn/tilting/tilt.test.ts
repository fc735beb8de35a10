import { describe, expect, test } from 'vitest'
import { balancedDraws } from '../../../src/learn/tilting/balanced-draws.js'
import { coverPairs } from '../../../src/learn/tilting/set-cover.js'
import { effectiveRows, tilt } from '../../../src/learn/tilting/tilt.js'
import { createRng } from '../../../src/random/rng.js'

/** Iterative proportional fitting of a 3 x 4 table to its margins: another road to the same I-projection. */
function raked(cells: readonly number[], rows: readonly number[], columns: readonly number[]): number[] {
  const table = [...cells]
  for (let pass = 0; pass < 5000; pass++) {
    for (let i = 0; i < 3; i++) {
      const sum = [0, 1, 2, 3].reduce((total, j) => total + (table[4 * i + j] as number), 0)
      for (let j = 0; j < 4; j++) table[4 * i + j] = ((table[4 * i + j] as number) * (rows[i] as number)) / sum
    }
    for (let j = 0; j < 4; j++) {
      const sum = [0, 1, 2].reduce((total, i) => total + (table[4 * i + j] as number), 0)
      for (let i = 0; i < 3; i++) table[4 * i + j] = ((table[4 * i + j] as number) * (columns[j] as number)) / sum
    }
  }
  return table
}

describe('tilt(features, base, targets)', () => {
  test('is the I-projection that raking finds on margins', () => {
    const cells = Array.from({ length: 12 }, (_, i) => 1 + ((7 * i) % 11))
    const [rows, columns] = [
      [0.2, 0.5, 0.3],
      [0.4, 0.1, 0.25, 0.25],
    ]
    const indicator = (test: (cell: number) => boolean): Float64Array =>
      Float64Array.from({ length: 12 }, (_, cell) => (test(cell) ? 1 : 0))
    const features = [
      ...rows.map((_, i) => indicator((cell) => cell >> 2 === i)),
      ...columns.map((_, j) => indicator((cell) => cell % 4 === j)),
    ]
    const { weights, reached } = tilt(features, Float64Array.from(cells), Float64Array.from([...rows, ...columns]))
    const exact = raked(cells, rows, columns)
    expect(reached).toBe(true)
    expect(exact.reduce((sum, value, cell) => sum + Math.abs(value - (weights[cell] as number)) / 2, 0)).toBeLessThan(1e-5)
  })

  test('is exponential in a single feature: on 0, 1, 2 with mean 1.5 its multiplier solves a quadratic', () => {
    // Uniform base: x + 2 x² = 1.5 (1 + x + x²), so that x = (0.5 + sqrt(3.25)).
    const x = 0.5 + Math.sqrt(3.25)
    const { weights } = tilt([Float64Array.of(0, 1, 2)], Float64Array.of(1, 1, 1), Float64Array.of(1.5))
    const sum = 1 + x + x * x
    ;[1 / sum, x / sum, (x * x) / sum].forEach((share, i) => {
      expect(weights[i]).toBeCloseTo(share, 6)
    })
  })

  test('says that a target is out of reach and comes as near as it can', () => {
    const { reached, means } = tilt([Float64Array.of(0, 1, 2)], Float64Array.of(1, 1, 1), Float64Array.of(5))
    expect(reached).toBe(false)
    expect(means[0]).toBeCloseTo(2, 3)
    expect(tilt([Float64Array.of(3, 3)], Float64Array.of(1, 1), Float64Array.of(3)).reached).toBe(true)
    expect(tilt([Float64Array.of(3, 3)], Float64Array.of(1, 1), Float64Array.of(4)).reached).toBe(false)
  })

  test.each([1.2, 1.6, 6])(
    'under a cap of %d average weights meets the target with the weights that the Karush-Kuhn-Tucker conditions name',
    (times) => {
      const rng = createRng(2)
      const feature = Float64Array.from({ length: 300 }, () => rng.normal())
      const base = Float64Array.from({ length: 300 }, () => 0.2 + rng.uniform())
      const cap = times / 300
      const { weights, means, reached } = tilt([feature], base, Float64Array.of(0.3), cap)
      expect([reached, means[0]]).toEqual([true, expect.closeTo(0.3, 5)])
      expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9)
      expect(Math.max(...weights)).toBeLessThanOrEqual(cap)
      // Below the cap the logarithm of weight over base is a line in the feature; at the cap the line lies above. The problem is convex: that is enough.
      const free = [...weights.keys()].filter((i) => (weights[i] as number) < cap)
      const height = (i: number): number => Math.log((weights[i] as number) / (base[i] as number))
      const [a, b] = [free[0] as number, free[1] as number]
      const slope = (height(b) - height(a)) / ((feature[b] as number) - (feature[a] as number))
      for (const [i, weight] of weights.entries()) {
        const line = Math.log(base[i] as number) + height(a) + slope * ((feature[i] as number) - (feature[a] as number))
        if (weight < cap) expect(Math.log(weight)).toBeCloseTo(line, 8)
        else expect(line).toBeGreaterThanOrEqual(Math.log(cap) - 1e-8)
      }
      // With the widest cap none is held, or the case would show nothing new; with the others some are.
      expect(free.length < 300).toBe(times < 6)
    },
  )

  test('says that a target is out of reach of weights under a cap, which is the mean of the greatest rows', () => {
    const { reached, means } = tilt([Float64Array.of(0, 1, 2, 3)], Float64Array.of(1, 1, 1, 1), Float64Array.of(2.9), 0.4)
    // 0.4 of each of the two greatest, 0.2 of the next.
    expect([reached, means[0]]).toEqual([false, expect.closeTo(0.4 * 3 + 0.4 * 2 + 0.2, 3)])
  })
})

test('effectiveRows(weights) is all of equal ones and one of a single one', () => {
  expect(effectiveRows(Float64Array.of(1, 1, 1, 1))).toBeCloseTo(4)
  expect(effectiveRows(Float64Array.of(0, 5, 0))).toBeCloseTo(1)
})

describe('balancedDraws(weights, count, features, rng)', () => {
  test('draws every row as often as its weight says', () => {
    const weights = Float64Array.of(1, 2, 3, 4)
    const counts = [0, 0, 0, 0]
    for (let seed = 0; seed < 4000; seed++) {
      for (const row of balancedDraws(weights, 2, [], createRng(seed))) counts[row] = (counts[row] as number) + 1
    }
    // Of 8,000 draws; five deviations of a binomial count.
    counts.forEach((count, row) => {
      const share = (row + 1) / 10
      expect(Math.abs(count / 8000 - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / 8000))
    })
  })

  test('has the means of the features nearer to their weighted means than draws by chance have', () => {
    const rng = createRng(3)
    const feature = Float64Array.from({ length: 5000 }, () => rng.normal())
    const weights = Float64Array.from({ length: 5000 }, () => rng.uniform())
    const mean = feature.reduce((sum, value, i) => sum + value * (weights[i] as number), 0) / weights.reduce((a, b) => a + b, 0)
    const errors = Array.from({ length: 50 }, (_, seed) => {
      const drawn = balancedDraws(weights, 400, [feature], createRng(seed))
      return (drawn.reduce((sum, row) => sum + (feature[row] as number), 0) / 400 - mean) ** 2
    })
    // By chance the mean square is 1 / 400; a tenth of that is what fifty squares fall below with certainty.
    expect(errors.reduce((a, b) => a + b, 0) / 50).toBeLessThan(0.1 / 400)
  })
})

test('coverPairs(items) shows every pair that some row shows, and of a full factorial of 3 x 3 x 3 in hardly more than the 9 rows that it takes', () => {
  const cells = Array.from({ length: 27 }, (_, i) => i)
  const items = [cells.map((i) => i % 3), cells.map((i) => Math.floor(i / 3) % 3), cells.map((i) => Math.floor(i / 9))].map((codes) =>
    Int32Array.from(codes),
  )
  const chosen = coverPairs(items)
  for (const [a, b] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ] as const) {
    expect(new Set([...chosen].map((row) => `${items[a]?.[row]} ${items[b]?.[row]}`)).size).toBe(9)
  }
  expect(chosen.length).toBeLessThanOrEqual(12)
})
