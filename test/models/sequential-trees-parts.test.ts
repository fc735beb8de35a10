import { describe, expect, test } from 'vitest'
import { binEdges, binNumbers, levelFeature } from '../../src/learn/trees/bins.js'
import { informativeFeatures, strongestFeatures } from '../../src/learn/trees/screen.js'
import { drawEvenly } from '../../src/models/sequential-trees/draw/laws/even.js'
import { createRng } from '../../src/random/rng.js'

describe('drawEvenly', () => {
  test('visits every row once, with a number that is uniform for each row', () => {
    const groups = Int32Array.from({ length: 50 }, (_, row) => row % 3)
    const sums = new Float64Array(50)
    const low = new Float64Array(50)
    for (let seed = 0; seed < 2000; seed++) {
      const visits = new Int32Array(50)
      drawEvenly(groups, createRng(seed), (row, u) => {
        visits[row] = (visits[row] as number) + 1
        sums[row] = (sums[row] as number) + u
        low[row] = (low[row] as number) + (u < 0.1 ? 1 : 0)
      })
      expect([...visits].every((count) => count === 1)).toBe(true)
    }
    // Means of 2,000 uniform numbers, and shares of them below 0.1: five standard deviations and one more for fifty rows.
    for (const sum of sums) expect(Math.abs(sum / 2000 - 0.5)).toBeLessThan(6 * Math.sqrt(1 / 12 / 2000))
    for (const count of low) expect(Math.abs(count / 2000 - 0.1)).toBeLessThan(6 * Math.sqrt(0.09 / 2000))
  })

  test('spreads the numbers of each group evenly, and in no order of the rows', () => {
    const groups = Int32Array.from({ length: 3000 }, (_, row) => (row < 1000 ? 0 : 1))
    const numbers = new Float64Array(3000)
    drawEvenly(groups, createRng(1), (row, u) => {
      numbers[row] = u
    })
    for (const part of [numbers.subarray(0, 1000), numbers.subarray(1000)]) {
      const ascending = part.slice().sort()
      ascending.forEach((u, i) => {
        expect(Math.abs(u - i / ascending.length)).toBeLessThan(5 / ascending.length)
      })
    }
    let rises = 0
    for (let row = 1; row < 1000; row++) if ((numbers[row] as number) > (numbers[row - 1] as number)) rises++
    // Rises of a random order have variance (n + 1) / 12.
    expect(Math.abs(rises - 499.5)).toBeLessThan(5 * Math.sqrt(1001 / 12))
  })
})

test('drawEvenly goes from group to group, however many there are', () => {
  const rng = createRng(3)
  for (const span of [2, 1024, 1025, 3_000_000]) {
    const groups = Int32Array.from({ length: 2000 }, () => rng.integer(span))
    const seen: number[] = []
    drawEvenly(groups, createRng(1), (row) => seen.push(groups[row] as number))
    expect(seen).toEqual([...groups].sort((a, b) => a - b))
  }
})

test('strongestFeatures finds the features that say something, numbers and levels, for numbers and classes', () => {
  const rng = createRng(2)
  const rows = Int32Array.from({ length: 2000 }, (_, row) => row)
  const noise = Array.from({ length: 60 }, () => Float64Array.from(rows, () => rng.uniform()))
  const z = Int32Array.from(rows, () => rng.integer(4))
  const features = noise.map((values) => binNumbers(values, binEdges(values)))
  features[41] = levelFeature(z, 4)
  const values = Float64Array.from(rows, (row) => (noise[7]?.[row] as number) + (z[row] === 2 ? 1 : 0) + rng.normal())
  expect(strongestFeatures(features, { kind: 'number', values }, rows, 2)).toEqual(Int32Array.of(7, 41))
  const codes = Int32Array.from(values, (value) => Math.max(0, Math.min(2, Math.floor(value + 1))))
  expect(strongestFeatures(features, { kind: 'class', codes, classes: 3 }, rows, 2)).toEqual(Int32Array.of(7, 41))
})

test('tellingFeatures leaves out what fits by chance, and finds what is said by many', () => {
  const rng = createRng(11)
  const rows = Int32Array.from({ length: 200 }, (_, row) => row)
  const columns = Array.from({ length: 400 }, () => Float64Array.from(rows, () => rng.normal()))
  const features = columns.map((column) => binNumbers(column, binEdges(column)))
  const taken = (signals: number): number[] => {
    const values = Float64Array.from(rows, (row) =>
      columns.slice(0, signals).reduce((sum, column) => sum + (column[row] as number), rng.normal()),
    )
    return [...informativeFeatures(features, { kind: 'number', values }, rows, 32, createRng(5))]
  }
  // Of 400 that say nothing, those count that fit better than the best of 100 by chance: four in the mean, and as many in deviation, ten times over.
  expect(Array.from({ length: 10 }, () => taken(0).length).reduce((sum, count) => sum + count, 0)).toBeLessThan(100)
  expect(taken(2)).toEqual(expect.arrayContaining([0, 1]))
})
