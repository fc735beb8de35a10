import { expect, test } from 'vitest'
import type { MixedRows } from '../../src/learn/neighbours/box-tree.js'
import { boundedDistance, nearestSeveral } from '../../src/learn/neighbours/neighbours.js'
import { createRng } from '../../src/random/rng.js'

function mixed(rows: number, seed: number): MixedRows {
  const rng = createRng(seed)
  return {
    ...{ rows, numberColumns: 2, codeColumns: 2 },
    numbers: Float64Array.from({ length: 2 * rows }, () => (rng.uniform() < 0.1 ? Number.NaN : Math.round(4 * rng.uniform()) / 4)),
    codes: Int32Array.from({ length: 2 * rows }, () => rng.integer(4) - 1),
  }
}

test('nearestSeveral(queries, base, k) is what comparing with every row gives, equal distances by position', () => {
  const [queries, base, k] = [mixed(120, 1), mixed(300, 2), 7]
  const { distances, positions } = nearestSeveral(queries, base, k)
  for (let q = 0; q < queries.rows; q++) {
    const own = queries.numbers.subarray(2 * q, 2 * q + 2)
    const all = Array.from({ length: base.rows }, (_, row) => ({
      row,
      distance: boundedDistance(own, queries.codes.subarray(2 * q, 2 * q + 2), base, row, Number.POSITIVE_INFINITY),
    }))
    all.sort((a, b) => a.distance - b.distance || a.row - b.row)
    expect([...positions.subarray(q * k, (q + 1) * k)]).toEqual(all.slice(0, k).map(({ row }) => row))
    expect([...distances.subarray(q * k, (q + 1) * k)]).toEqual(all.slice(0, k).map(({ distance }) => distance))
  }
})

test('a row that is excepted never counts, and where there are too few the rest is -1', () => {
  const rows = mixed(4, 3)
  const { positions, distances } = nearestSeveral(rows, rows, 5, Int32Array.of(0, 1, 2, 3))
  for (let row = 0; row < 4; row++) {
    const own = [...positions.subarray(5 * row, 5 * row + 5)]
    expect(own.slice(0, 3).sort()).toEqual([0, 1, 2, 3].filter((other) => other !== row))
    expect(own.slice(3)).toEqual([-1, -1])
    expect(distances[5 * row + 3]).toBe(Number.POSITIVE_INFINITY)
  }
  expect([...nearestSeveral(rows, mixed(0, 4), 1).positions]).toEqual([-1, -1, -1, -1])
})

test('a row that is further off than it may be never counts', () => {
  const [queries, base] = [mixed(60, 4), mixed(200, 5)]
  const all = nearestSeveral(queries, base, 3)
  const within = Float64Array.from({ length: queries.rows }, (_, q) => (q % 4) / 4)
  const near = nearestSeveral(queries, base, 3, undefined, within)
  const isNear = (at: number) => (all.distances[at] as number) <= (within[Math.floor(at / 3)] as number)
  expect([...near.positions]).toEqual([...all.positions.map((row, at) => (isNear(at) ? row : -1))])
  expect([...near.distances]).toEqual([...all.distances.map((own, at) => (isNear(at) ? own : (within[Math.floor(at / 3)] as number)))])
})
