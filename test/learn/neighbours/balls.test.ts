import { expect, test } from 'vitest'
import { compareBalls, nearestOthers, squaredDistance } from '../../../src/learn/neighbours/balls.js'
import type { MixedRows } from '../../../src/learn/neighbours/box-tree.js'
import { atOnce } from '../../../src/learn/turn.js'
import { createRng } from '../../../src/random/rng.js'

const rng = createRng(5)

/** Rows with many ties. */
function draw(rows: number): MixedRows {
  return {
    rows,
    numberColumns: 2,
    numbers: Float64Array.from({ length: 2 * rows }, () => rng.integer(6) / 2),
    codeColumns: 2,
    codes: Int32Array.from({ length: 2 * rows }, () => rng.integer(3) - 1),
  }
}

function plain(a: MixedRows, i: number, b: MixedRows, j: number): number {
  let sum = 0
  for (let c = 0; c < 2; c++) {
    sum += ((a.numbers[2 * i + c] as number) - (b.numbers[2 * j + c] as number)) ** 2
    sum += a.codes[2 * i + c] === b.codes[2 * j + c] ? 0 : 1
  }
  return sum
}

const [first, second] = [draw(60), draw(80)]

test('squaredDistance adds squares and differing codes, and may stop above the bound', () => {
  for (let i = 0; i < 60; i++) {
    const distance = plain(first, i, second, i)
    expect(squaredDistance(first, i, second, i, Number.POSITIVE_INFINITY)).toBe(distance)
    const bounded = squaredDistance(first, i, second, i, 1)
    expect(distance <= 1 ? bounded === distance : bounded > 1).toBe(true)
  }
})

test('nearestOthers are the k least distances to other rows, infinite where there are too few', () => {
  const found = atOnce(nearestOthers(first, 3))
  for (let i = 0; i < 60; i++) {
    const all = Array.from({ length: 60 }, (_, j) => (j === i ? Number.POSITIVE_INFINITY : plain(first, i, first, j))).sort((a, b) => a - b)
    expect([...found.subarray(3 * i, 3 * i + 3)]).toEqual(all.slice(0, 3))
  }
  expect([...atOnce(nearestOthers(draw(1), 2))]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])
})

test('compareBalls agrees with a comparison of all with all', () => {
  const radii = (rows: MixedRows) => atOnce(nearestOthers(rows, 3)).filter((_, i) => i % 3 === 2)
  const [a, b] = [radii(first), radii(second)]
  const found = atOnce(compareBalls(first, second, a, b))
  for (let i = 0; i < 60; i++) {
    const distances = Array.from({ length: 80 }, (_, j) => plain(first, i, second, j))
    expect(found.nearest[i]).toBe(Math.min(...distances))
    expect(found.nearestAt[i]).toBe(distances.indexOf(Math.min(...distances)))
    expect(found.reached[i]).toBe(distances.some((distance) => distance <= (a[i] as number)) ? 1 : 0)
    expect(found.covered[i]).toBe(distances.some((distance, j) => distance <= (b[j] as number)) ? 1 : 0)
  }
  for (let j = 0; j < 80; j++) {
    const holding = Array.from({ length: 60 }, (_, i) => plain(first, i, second, j) <= (a[i] as number)).filter(Boolean).length
    expect(found.holding[j]).toBe(holding)
  }
})
