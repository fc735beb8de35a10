import { describe, expect, test } from 'vitest'
import {
  equalKeys,
  excessScores,
  matchedCounts,
  moreThanOthers,
  refined,
  repeatedUnits,
} from '../../../src/attacks/copies/matched-counts.js'
import { type ExchangeSides, leastTail, sumTail, topLooks } from '../../../src/attacks/evidence/exchange.js'
import { createRng } from '../../../src/random/rng.js'

/** All ways to call half of ten units training units. */
const half = 5
const divisions = Array.from({ length: 2 ** (2 * half) }, (_, bits) => Array.from({ length: 2 * half }, (_, i) => (bits >> i) & 1)).filter(
  (own) => own.reduce((sum, is) => sum + is, 0) === half,
)
const sides: ExchangeSides = { own: half, other: half }
/** Scores with those of the training units first. */
const exchanged = (scores: readonly number[], own: readonly number[]) =>
  Float64Array.from([...scores.filter((_, i) => own[i] === 1), ...scores.filter((_, i) => own[i] === 0)])

describe('tests by exchange', () => {
  test('the most telling of several looks is as rare as it says, over all divisions', () => {
    const marks = [
      [1, 1, 1, 1, 0, 0, 0, 0, 0, 0],
      [0, 1, 1, 1, 1, 1, 1, 0, 0, 0],
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    ]
    const found = divisions.map((own) => {
      const looks = marks.map((mark) => {
        const mine = mark.filter((is, i) => is === 1 && own[i] === 1).length
        return { own: mine, other: mark.filter((is) => is === 1).length - mine }
      })
      return leastTail(looks, sides).p
    })
    for (const p of new Set(found)) expect(found.filter((other) => other <= p).length / found.length).toBeLessThanOrEqual(p + 1e-12)
    // Four of four on the training side, of 252 divisions six; the look of one mark can't tell so much and doesn't count, that of six can.
    expect(Math.min(...found)).toBeLessThanOrEqual((2 * 6) / 252 + 1e-12)
  })

  test('a sum is as rare as counting all divisions says', () => {
    const scores = [0, 0, 0, 1, 1, 2, 3, 5, 8, 13]
    const sums = divisions.map((own) => scores.reduce((sum, score, i) => sum + score * (own[i] as number), 0))
    for (const own of [divisions[0], divisions[120], divisions[251]] as number[][]) {
      const sum = scores.reduce((all, score, i) => all + score * (own[i] as number), 0)
      const truth = sums.filter((other) => other >= sum).length / sums.length
      // 50 exchanges reach it, or 4,999 are drawn: at 1e-6, less than five deviations of the estimate, sqrt(1/50) of it.
      const p = sumTail(exchanged(scores, own), sides, createRng(1))
      expect(Math.abs(p / truth - 1)).toBeLessThan(5 * Math.sqrt(1 / 50))
    }
  })

  test('looks from the top take ties along, leave out what is never looked at, and all units together', () => {
    const scores = Float64Array.from({ length: 100 }, (_, i) =>
      i < 10 ? 9 : i >= 50 && i < 60 ? 9 : i % 50 < 30 ? 5 : Number.NEGATIVE_INFINITY,
    )
    expect(topLooks(scores, { own: 50, other: 50 })).toEqual([
      { own: 10, other: 10 },
      { own: 30, other: 30 },
    ])
    expect(topLooks(new Float64Array(100), { own: 50, other: 50 })).toEqual([])
  })
})

describe('matched counts', () => {
  const counts = matchedCounts(equalKeys([1, 1, 1, 2, 3, 3, 4, Number.NaN], [1, 1, 2, 2, 2, 9, Number.NaN, 1, 5, 6, 7, 8, 9, 9, 9, 9]))

  test('count real and synthetic equals of each real unit', () => {
    expect([...counts.real]).toEqual([3, 3, 3, 1, 2, 2, 1, 1])
    expect([...counts.synthetic]).toEqual([3, 3, 3, 3, 0, 0, 0, 1])
  })

  test('mark what recurs more than the other real units account for, and what is repeated', () => {
    // Sixteen synthetic for eight real units: two other equals account for 2 * 16 / 7 = 4.6.
    expect([...moreThanOthers(counts)]).toEqual([0, 0, 0, 1, 0, 0, 0, 1])
    // Expected, the unit itself counting half: 1 of the fourth kind, of which three or more have a chance of 8 %; below, 0.5, and four or more 0.2 %.
    expect([...repeatedUnits(counts)].reduce((sum, own) => sum + own, 0)).toBe(0)
    const often = matchedCounts(equalKeys([1, 2, 2, 2, 2, 2, 2, 3], [1, 1, 1, 1, 2, 2, 2, 2]))
    expect([...repeatedUnits(often)]).toEqual([1, 0, 0, 0, 0, 0, 0, 0])
  })

  test('score a copy of a common unit below one of a unit without an equal', () => {
    const scores = excessScores(counts)
    expect(scores[3]).toBeGreaterThan(scores[0] as number)
    expect(scores[4]).toBe(0)
  })

  test('classes refined by another column are those of both', () => {
    const [a, b] = [equalKeys([1, 1, 2, 2], [1, 2, 2, 3]), equalKeys([5, 6, 5, 5], [6, 6, 5, 5])]
    const both = refined(a, b)
    expect(both.count).toBe(3)
    expect([...matchedCounts(both).synthetic]).toEqual([0, 1, 1, 1])
  })

  test('finds nothing where nothing could be looked at', () => {
    expect(leastTail([], { own: 100, other: 100 })).toEqual({ p: 1, look: -1 })
  })
})
