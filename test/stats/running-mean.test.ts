import { expect, test } from 'vitest'
import { meansBefore, RunningMean } from '../../src/stats/running-mean.js'

test('is the mean of what was there since it was cleared, and overflows for no values', () => {
  const mean = new RunningMean()
  expect(mean.value).toBeNaN()
  for (const value of [4, Number.NaN, 8, 3]) mean.add(value)
  expect(mean.value).toBe(5)
  mean.clear()
  expect(mean.value).toBeNaN()
  for (const value of [1.7e308, -1.7e308]) mean.add(value)
  expect(mean.value).toBe(0)
})

test('meansBefore looks back on the rows of its own sequence alone', () => {
  const values = Float64Array.of(2, 4, Number.NaN, 6, 10, 1)
  expect([...meansBefore(values, Int32Array.of(0, 1, 2, 3, 0, 1))]).toEqual([Number.NaN, 2, 3, 3, Number.NaN, 10])
})
