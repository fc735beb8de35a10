import { expect, test } from 'vitest'
import { distinctNumbers } from '../../../src/stats/order/distinct.js'

const of = (...values: number[]) => Float64Array.from(values)

/** Whole numbers near each other are marked in a table; halves of them, and whole numbers far apart, are sorted. */
const scaled = [1, 0.5, 2 ** 900]

test.each(scaled)('numbers of all parts count once, in ascending order, without NaN: times %d', (by) => {
  const { values, places } = distinctNumbers([of(3, Number.NaN, -2, 0).map((x) => by * x), of(-0, 3, 7).map((x) => by * x)])
  expect([...values].map((x) => x / by + 0)).toEqual([-2, 0, 3, 7])
  expect([...places(of(7, -2, Number.NaN, -0, 0, 3).map((x) => by * x))]).toEqual([3, 0, -1, 1, 1, 2])
})

test.each(scaled)('a number that is not there takes the place of the next greater one, or the last: times %d', (by) => {
  const { places } = distinctNumbers([of(-2, 0, 3, 7).map((x) => by * x)])
  expect([...places(of(-5, -1.5, 1, 3.25, 5, 7.5, 8, 1e9).map((x) => by * x))]).toEqual([0, 1, 2, 3, 3, 3, 3, 3])
  expect([...places(of(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY))]).toEqual([0, 3])
})

test('tenths are found in a table as by sorting', () => {
  const tenths = Float64Array.from({ length: 5000 }, (_, i) => Number((((i * 7919) % 4001) / 10 - 200).toFixed(1)))
  const sorted = [...new Set(tenths)].sort((a, b) => a - b)
  const { values, places } = distinctNumbers([tenths.subarray(0, 999), tenths.subarray(999)])
  expect([...values]).toEqual(sorted)
  const asked = Float64Array.of(...tenths.subarray(0, 50), Number.NaN, 0.05, -0, -1e9, 1e9, 0.1 + 0.2)
  const expected = [...asked].map((x) => (Number.isNaN(x) ? -1 : Math.min(sorted.filter((value) => value < x).length, sorted.length - 1)))
  expect([...places(asked)]).toEqual(expected)
})

test('without numbers there are no places', () => {
  const { values, places } = distinctNumbers([of(), of(Number.NaN)])
  expect(values.length).toBe(0)
  expect([...places(of(Number.NaN, 5))]).toEqual([-1, -1])
})

test('what overflows is sorted', () => {
  expect([...distinctNumbers([of(1.7e308, -1.7e308, 0)]).values]).toEqual([-1.7e308, 0, 1.7e308])
  expect([...distinctNumbers([of(Number.POSITIVE_INFINITY, 0)]).values]).toEqual([0, Number.POSITIVE_INFINITY])
})
