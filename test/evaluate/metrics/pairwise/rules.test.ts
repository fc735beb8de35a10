import { describe, expect, it } from 'vitest'
import { pairRules } from '../../../../src/evaluate/metrics/pairwise/rules.js'
import { createRng } from '../../../../src/random/rng.js'
import { parseSchema } from '../../../../src/table/shape/schema.js'
import { Table } from '../../../../src/table/table.js'
import { detailOf, permuted, score } from '../../scored.js'
import { resultOf, schemaOf } from '../score.js'
import { messy, schema } from './messy.js'

const follows = [['from', 'to'], 'the second follows from the first'] as const
const below = [['low', 'high'], 'the first is never above the second'] as const

/** Standard error of a rate among the 5,000 rows of a table. */
const rateError = (rate: number) => Math.sqrt((rate * (1 - rate)) / 5000)

describe('pair-rules', () => {
  it('finds what one column says of another and of its order, and the rates at which that is broken', async () => {
    const result = await score('pair-rules', { training: messy(1, 0.03), synthetic: messy(2, 0.03) }, schema)
    expect(result.details).toHaveLength(2)
    for (const [columns, part] of [follows, below]) {
      const { value, real, synthetic } = detailOf(result, columns, part)
      for (const rate of [real, synthetic]) expect(Math.abs((rate as number) - 0.03)).toBeLessThan(5 * rateError(0.03))
      // One rate over the other, of which each may be five of these off.
      expect(value).toBeGreaterThan(1 - (5 * Math.SQRT2 * rateError(0.03)) / 0.03)
    }
  })

  it('sees rules that are broken too often, and too seldom', async () => {
    for (const breaches of [0.15, 0]) {
      const result = await score('pair-rules', { training: messy(1, 0.03), synthetic: messy(2, breaches) }, schema)
      for (const [columns, part] of [follows, below]) {
        // Less than rules keep that are broken as often as they really are.
        expect(detailOf(result, columns, part).value).toBeLessThan(1 - (5 * Math.SQRT2 * rateError(0.03)) / 0.03)
        expect(Math.abs((detailOf(result, columns, part).synthetic as number) - breaches)).toBeLessThanOrEqual(5 * rateError(breaches))
      }
    }
    expect((await score('pair-rules', { training: messy(1, 0), synthetic: permuted(messy(2, 0), schema) }, schema)).value).toBeLessThan(
      0.05,
    )
  })

  it('scores a copy at 1, and has a reason where real rows keep no rule', async () => {
    expect((await score('pair-rules', { training: messy(1, 0.03), synthetic: messy(1, 0.03) }, schema)).value).toBe(1)
    const loose = await score('pair-rules', { training: messy(1, 0.3), synthetic: messy(2, 0.3) }, schema)
    expect(loose).toMatchObject({ value: null, reason: expect.stringMatching(/no rule/) })
  })

  it('compares times of two units, a day with the seconds of it', async () => {
    const times = parseSchema({
      columns: [
        { name: 'ordered', kind: 'datetime', format: '%Y-%m-%d %H:%M:%S', unit: 's' },
        { name: 'shipped', kind: 'datetime', format: '%Y-%m-%d', unit: 'day' },
      ],
    })
    const orders = (seed: number, early: number) => {
      const rng = createRng(seed)
      const ordered = Float64Array.from({ length: 400 }, () => 1.6e9 + rng.integer(1e7))
      const shipped = ordered.map((time, row) => Math.floor(time / 86_400) + (row < early ? -1 : row % 3))
      return new Table([
        { name: 'ordered', kind: 'datetime', values: ordered },
        { name: 'shipped', kind: 'datetime', values: shipped },
      ])
    }
    const { details = [] } = resultOf(pairRules, { training: orders(1, 0), synthetic: orders(2, 40) }, times)
    expect(details).toEqual([expect.objectContaining({ columns: ['ordered', 'shipped'], real: 0, synthetic: 0.1 })])
  })

  describe('by its thresholds', () => {
    /**
     * Rows of which the first `broken` break the rule that `to` follows from `from`. Each stands there twice: rules are found in one row of two,
     * whichever, which then is each of them.
     */
    const rowsOf = (rows: number, broken: number, values: number, odd: (from: number) => boolean) => {
      const from = Int32Array.from({ length: 2 * rows }, (_, row) => (row >> 1) % values)
      return new Table([
        { name: 'from', kind: 'categorical', values: from, levels: ['a', 'b', 'c', 'd'] },
        {
          name: 'to',
          kind: 'categorical',
          values: from.map((code, row) => Number(odd(code) !== row >> 1 < broken)),
          levels: ['even', 'odd'],
        },
      ])
    }
    const isOdd = (from: number) => from % 2 === 1
    const foundIn = async (training: Table, synthetic = training) => {
      const { details = [] } = await score('pair-rules', { training, synthetic }, schemaOf(training))
      return details.find(({ columns }) => columns.join() === 'from,to')
    }

    it('keeps a rule that fewer than one row in twenty break, and no looser one', async () => {
      expect(await foundIn(rowsOf(400, 19, 4, isOdd))).toMatchObject({ real: 0.0475 })
      expect(await foundIn(rowsOf(400, 21, 4, isOdd))).toBeUndefined()
    })

    it('keeps a rule that independent columns would break in a quarter of the rows, and a more certain one only if no row breaks it', async () => {
      const isFirst = (from: number) => from === 0
      expect(await foundIn(rowsOf(400, 0, 4, isFirst))).toMatchObject({ real: 0 })
      // The first of the 400 rows is another even one.
      expect(await foundIn(rowsOf(400, 1, 4, isFirst))).toBeUndefined()
    })

    it('is not misled by rows that alternate', async () => {
      const turn = Int32Array.from({ length: 400 }, (_, row) => row % 2)
      const level = Int32Array.from({ length: 400 }, (_, row) => (row >> 1) % 4)
      const alternating = new Table([
        { name: 'from', kind: 'categorical', values: level, levels: ['a', 'b', 'c', 'd'] },
        // Follows from `from` in every second row alone.
        {
          name: 'to',
          kind: 'categorical',
          values: level.map((code, row) => (turn[row] === 0 ? code % 2 : (row >> 3) % 2)),
          levels: ['even', 'odd'],
        },
      ])
      expect(await foundIn(alternating)).toBeUndefined()
    })

    it('learns from twenty rows for each value of the first column, and not from fewer', async () => {
      expect(await foundIn(rowsOf(80, 0, 4, isOdd))).toBeDefined()
      expect(await foundIn(rowsOf(79, 0, 4, isOdd))).toBeUndefined()
    })

    it('compares rates with 0.01 added to both', async () => {
      const detail = await foundIn(rowsOf(400, 16, 4, isOdd), rowsOf(400, 0, 4, isOdd))
      expect(detail?.value).toBeCloseTo(0.01 / 0.05, 12)
    })
  })
})
