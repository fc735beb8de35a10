import { describe, expect, test } from 'vitest'
import { Component } from '../../../../src/learn/pcc/state/component.js'
import { createRng } from '../../../../src/random/rng.js'
import { discrete, mixed, somePrior } from '../support.js'

const sequences = [
  ['outcomes', discrete([0, 2, 2, 1, 0, 2, 2, 2, 2, 2, 2, 2, 0, 1], [0.5, 0.2, 0.3])],
  ['numbers and missing values', mixed([0.3, -1.2, Number.NaN, 2.5, 0.31, 0.29, Number.NaN, -0.4])],
] as const

describe.each(sequences)('a column of %s', (_, column) => {
  const rows = column.codes.length

  test('the product of the predictive probabilities, row after row, is the marginal likelihood', () => {
    const component = new Component(column, somePrior, 4)
    component.ready()
    let log = 0
    for (let row = 0; row < rows; row++) {
      log += component.logNumerator(row, 2) - Math.log(row + somePrior.concentration)
      component.add(row, 2, 1)
      expect(component.logMarginal([0, 0, row + 1, 0])).toBeCloseTo(log, 10)
    }
  })

  test('taking rows out again leaves what was there before', () => {
    const component = new Component(column, somePrior, 2)
    component.ready()
    component.add(0, 1, 1)
    const before = [1, 2, 3].map((row) => component.logNumerator(row, 1))
    for (let row = 1; row < rows; row++) component.add(row, 1, 1)
    for (let row = rows - 1; row > 0; row--) component.add(row, 1, -1)
    for (const [i, row] of [1, 2, 3].entries()) expect(component.logNumerator(row, 1)).toBeCloseTo(before[i] as number, 12)
  })

  test('counting all rows at once and growing give the same as adding one by one', () => {
    const categories = Int32Array.from({ length: rows }, (_, row) => row % 2)
    const counted = Component.of(column, somePrior, categories, rows, 2)
    counted.ready()
    counted.grow(5)
    const added = new Component(column, somePrior, 5)
    added.ready()
    for (let row = 0; row < rows; row++) added.add(row, categories[row] as number, 1)
    for (let row = 0; row < rows; row++) expect(counted.logNumerator(row, row % 2)).toBe(added.logNumerator(row, row % 2))
  })
})

test('the predictive density of a number integrates to one', () => {
  const points = Array.from({ length: 40_001 }, (_, i) => (i - 20_000) / 200)
  const component = new Component(mixed([...points, 0.4, 0.9]), somePrior, 1)
  component.ready()
  for (const row of [points.length, points.length + 1]) component.add(row, 0, 1)
  const { normal } = component
  const sum = points.reduce((total, _, row) => total + Math.exp(normal?.logDensity(row, 0) ?? 0) / 200, 0)
  // What lies beyond ±100: t with 5 degrees of freedom.
  expect(Math.abs(sum - 1)).toBeLessThan(1e-6)
})

test('a prior from which a number was drawn gives the same predictive density by simulation', () => {
  // Rows drawn with mean and variance drawn from the prior: their share in an interval is the predictive one.
  const { location, meanRows, varianceRows, variance } = somePrior.normal
  const rng = createRng(5)
  const draws = 40_000
  let inside = 0
  for (let i = 0; i < draws; i++) {
    let chi = 0
    for (let d = 0; d < varianceRows; d++) chi += rng.normal() ** 2
    const sigma = Math.sqrt((varianceRows * variance) / chi)
    const mean = location + (sigma / Math.sqrt(meanRows)) * rng.normal()
    const x = mean + sigma * rng.normal()
    if (x > 0 && x < 1) inside++
  }
  const points = Array.from({ length: 1000 }, (_, i) => (i + 0.5) / 1000)
  const component = new Component(mixed(points), somePrior, 1)
  component.ready()
  const expected = points.reduce((sum, _, row) => sum + Math.exp(component.normal?.logDensity(row, 0) ?? 0) / 1000, 0)
  expect(Math.abs(inside / draws - expected)).toBeLessThan(5 * Math.sqrt((expected * (1 - expected)) / draws))
})
