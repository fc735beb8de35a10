import { expect, test } from 'vitest'
import type { MixedRows } from '../../../src/learn/neighbours/box-tree.js'
import { nearestRows } from '../../../src/learn/neighbours/neighbours.js'
import { createRng } from '../../../src/random/rng.js'

function randomRows(rows: number, seed: number): MixedRows {
  const rng = createRng(seed)
  const numbers = Float64Array.from({ length: rows * 3 }, () => (rng.uniform() < 0.1 ? Number.NaN : rng.uniform()))
  const codes = Int32Array.from({ length: rows * 2 }, () => rng.integer(4) - 1)
  return { rows, numberColumns: 3, numbers, codeColumns: 2, codes }
}

function plainDistance(a: MixedRows, i: number, b: MixedRows, j: number): number {
  let sum = 0
  for (let c = 0; c < 3; c++) {
    const [x, y] = [a.numbers[i * 3 + c] as number, b.numbers[j * 3 + c] as number]
    sum += Number.isNaN(x) || Number.isNaN(y) ? Number(Number.isNaN(x) !== Number.isNaN(y)) : Math.abs(x - y)
  }
  for (let c = 0; c < 2; c++) sum += Number(a.codes[i * 2 + c] !== b.codes[j * 2 + c])
  return sum
}

test('nearestRows finds what a search without shortcuts finds', () => {
  const [queries, base] = [randomRows(80, 1), randomRows(120, 2)]
  const { distances, positions } = nearestRows(queries, base)
  for (let q = 0; q < queries.rows; q++) {
    const all = Array.from({ length: base.rows }, (_, b) => plainDistance(queries, q, base, b))
    expect(distances[q]).toBeCloseTo(Math.min(...all), 12)
    expect(all[positions[q] as number]).toBeCloseTo(distances[q] as number, 12)
  }
})

test('many columns of levels are told apart as single ones are, also by levels that no base row has', () => {
  const rng = createRng(7)
  const rowsOf = (rows: number, levels: number): MixedRows => ({
    ...{ rows, numberColumns: 1, numbers: Float64Array.from({ length: rows }, () => rng.uniform()) },
    ...{ codeColumns: 11, codes: Int32Array.from({ length: rows * 11 }, () => rng.integer(levels) - 1) },
  })
  for (const [levels, further] of [
    [4, 4],
    [256, 256],
    [5, 600],
    [257, 257],
  ] as const) {
    const [queries, base] = [rowsOf(40, further), rowsOf(90, levels)]
    const { distances } = nearestRows(queries, base)
    const nearest = Array.from({ length: queries.rows }, (_, q) => {
      const own = Array.from({ length: base.rows }, (_, b) => {
        const differing = Array.from({ length: 11 }, (_, c) => Number(queries.codes[q * 11 + c] !== base.codes[b * 11 + c]))
        return differing.reduce((sum, one) => sum + one, 0) + Math.abs((queries.numbers[q] as number) - (base.numbers[b] as number))
      })
      return Math.min(...own)
    })
    distances.forEach((distance, q) => {
      expect(distance).toBeCloseTo(nearest[q] as number, 12)
    })
  }
})

test('a row is nearest to its own copy, at distance 0, missing values and all', () => {
  const rows = randomRows(60, 3)
  expect(Math.max(...nearestRows(rows, rows).distances)).toBe(0)
})

test('without base rows nothing is near', () => {
  const { distances, positions } = nearestRows(randomRows(2, 1), randomRows(0, 1))
  expect([...distances]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])
  expect([...positions]).toEqual([-1, -1])
})
