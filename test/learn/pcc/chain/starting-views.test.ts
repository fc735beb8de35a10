import { expect, test } from 'vitest'
import { startingViews } from '../../../../src/learn/pcc/chain/starting-views.js'
import { createRng } from '../../../../src/random/rng.js'
import { randomOrder } from '../../../../src/random/shuffle.js'
import { drawLevel, levels, numbers } from '../support.js'

test('columns that are linked by dependences start in one view, others apart', () => {
  const rng = createRng(4)
  const rows = 800
  const x = Float64Array.from({ length: rows }, () => rng.normal())
  const y = x.map((value) => 0.6 * value + 0.8 * rng.normal())
  const z = y.map((value) => 0.6 * value + 0.8 * rng.normal())
  const code = Int32Array.from({ length: rows }, () => drawLevel([0.4, 0.3, 0.3], rng))
  const follows = code.map((level) => (rng.uniform() < 0.7 ? level : rng.integer(3)))
  const alone = Float64Array.from({ length: rows }, () => rng.normal())
  const columns = [numbers(x), levels(code, 3), numbers(z), numbers(alone), levels(follows, 3), numbers(y)]
  expect([...startingViews(columns)]).toEqual([0, 1, 0, 2, 1, 0])
  // So that all chains of a table, each with the rows in an order of its own, can have the same.
  const order = randomOrder(rows, rng)
  const reordered = columns.map((column) => ({
    ...column,
    codes: Int32Array.from(order, (row) => column.codes[row]),
    values: column.rest < 0 ? column.values : Float64Array.from(order, (row) => column.values[row]),
  }))
  expect([...startingViews(reordered)]).toEqual([0, 1, 0, 2, 1, 0])
})

test('without columns or rows there is nothing to link', () => {
  expect([...startingViews([])]).toEqual([])
  expect([...startingViews([levels(new Int32Array(0), 2), levels(new Int32Array(0), 2)])]).toEqual([0, 1])
})
