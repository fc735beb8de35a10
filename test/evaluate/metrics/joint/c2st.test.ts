import { describe, expect, test } from 'vitest'
import { c2st, c2stLogistic, c2stTraining } from '../../../../src/evaluate/metrics/joint/c2st.js'
import { normalCdf } from '../../../../src/stats/normal/normal.js'
import { population, schema, withColumn } from '../../tables.js'
import { detailOf, made, partOf, permuted, resultOf, schemaOf } from '../score.js'

const rows = 1000
const training = population(rows, 1)
const holdout = population(rows, 2)
const fresh = population(rows, 3)
/** Standard deviation of an area between samples of `rows`, times five; scores are twice as far from 1, cross-fitting makes it √2. */
const noise = 5 * Math.SQRT2 * Math.sqrt((2 * rows + 1) / (12 * rows * rows))

describe.each([c2st, c2stLogistic])('$name', (metric) => {
  test('is 1 for a copy, near 1 for other real rows', () => {
    expect(resultOf(metric, { training, synthetic: training }, schema)).toMatchObject({ value: 1, p: null })
    const half = resultOf(metric, { training: holdout, synthetic: fresh }, schema)
    expect(Math.abs(partOf(half, 'auc') - 0.5)).toBeLessThan(noise)
    expect(half.p).toBeGreaterThan(1e-6)
  })

  test('compares with the holdout where there is one', () => {
    const withHoldout = resultOf(metric, { training, holdout, synthetic: holdout }, schema)
    expect(withHoldout.value).toBe(1)
  })

  test('sees a shifted mean', () => {
    const shifted = withColumn(fresh, 'height', (value) => value + 2)
    const found = resultOf(metric, { training: holdout, synthetic: shifted }, schema)
    // Height alone, two standard deviations off, has an area of Φ(2 / √2).
    expect(found.value).toBeLessThan(2 * (1 - normalCdf(Math.SQRT2)) + 2 * noise)
    expect(found.p).toBeLessThan(1e-6)
  })
})

describe('c2st', () => {
  test('sees permuted columns and names those that give it away; a logistic regression sees nothing', () => {
    const input = { training: holdout, synthetic: permuted(fresh) }
    const found = resultOf(c2st, input, schema)
    // Of permuted rows .35 have a size that fits their height, .58 lack two cells together or neither: .2 are possible at all, and half of these
    // stand above real rows. That leaves 0.2 of the score; how weight follows height takes more.
    expect(found.value).toBeLessThan(0.2)
    expect(detailOf(found, 'height')).toBeLessThan(0.9)
    expect(detailOf(found, 'visits')).toBeGreaterThan(0.95)
    expect(Math.abs(partOf(resultOf(c2stLogistic, input, schema), 'auc') - 0.5)).toBeLessThan(noise)
  })

  test('sees a column that is the parity of two others', () => {
    const levels = { a: 2, b: 2, c: 2 }
    const parity = (a: number, b: number) => ({ a, b, c: a ^ b })
    const xor = made(rows, 4, (rng) => parity(rng.integer(2), rng.integer(2)), levels)
    const coins = made(rows, 5, (rng) => ({ a: rng.integer(2), b: rng.integer(2), c: rng.integer(2) }), levels)
    // Four of eight combinations never occur: an area of 0.75.
    const found = partOf(resultOf(c2st, { training: xor, synthetic: coins }, schemaOf(xor)), 'auc')
    expect(Math.abs(found - 0.75)).toBeLessThan(noise)
  })

  test('is 1 for a copy of a table in which every row comes up often, too', () => {
    const coins = made(rows, 6, (rng) => ({ a: rng.integer(2), b: rng.integer(2) }), { a: 2, b: 2 })
    expect(resultOf(c2st, { training: coins, synthetic: coins }, schemaOf(coins)).value).toBe(1)
  })

  test('does not see where the rows of a table came from that holds copies of all', () => {
    const synthetic = training.take(Int32Array.from({ length: rows }, (_, i) => (7 * i) % rows))
    expect(resultOf(c2st, { training, synthetic }, schema).value).toBe(1)
  })
})

describe('c2st-training', () => {
  test('needs a holdout', () => {
    expect(resultOf(c2stTraining, { training, synthetic: fresh }, schema)).toMatchObject({ value: null, reason: /holdout/ })
  })
})
