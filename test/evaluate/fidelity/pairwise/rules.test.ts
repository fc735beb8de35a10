import { describe, expect, it } from 'vitest'
import { detailOf, permuted, score } from '../../scored.js'
import { messy, schema } from './messy.js'

const follows = [['from', 'to'], 'the second follows from the first'] as const
const below = [['low', 'high'], 'the first is never above the second'] as const

describe('pair-rules', () => {
  it('finds what one column says of another and of its order, and the rates at which that is broken', async () => {
    const result = await score('pair-rules', { training: messy(1, 0.03), synthetic: messy(2, 0.03) }, schema)
    expect(result.details).toHaveLength(2)
    for (const [columns, part] of [follows, below]) {
      const { value, real, synthetic } = detailOf(result, columns, part)
      // Binomial with 150 expected: standard deviation .0024.
      for (const rate of [real, synthetic]) expect(Math.abs((rate as number) - 0.03)).toBeLessThan(0.012)
      expect(value).toBeGreaterThan(0.65)
    }
  })

  it('sees rules that are broken too often, and too seldom', async () => {
    for (const breaches of [0.15, 0]) {
      const result = await score('pair-rules', { training: messy(1, 0.03), synthetic: messy(2, breaches) }, schema)
      for (const [columns, part] of [follows, below]) {
        expect(detailOf(result, columns, part).value).toBeLessThan(0.4)
        expect(Math.abs((detailOf(result, columns, part).synthetic as number) - breaches)).toBeLessThan(0.03)
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
})
