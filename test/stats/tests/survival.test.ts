import { describe, expect, it } from 'vitest'
import { fitCox } from '../../../src/learn/linear/cox.js'
import { makeDesign, planDesign } from '../../../src/learn/linear/design.js'
import { concordanceIndex, kaplanMeier, lifeTable, logRankAbove } from '../../../src/stats/tests/survival.js'

/** Weeks of remission of 42 children, of whom half were given 6-mercaptopurine; below 0: lost to sight. Freireich et al., 1963, Blood 21. */
const treated = [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35]
const placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
const times = (weeks: readonly number[]) => Float64Array.from(weeks, Math.abs)
const events = (weeks: readonly number[]) => Uint8Array.from(weeks, (week) => (week > 0 ? 1 : 0))
const tableOf = (weeks: readonly number[]) => lifeTable(times(weeks), events(weeks))

describe('survival', () => {
  it('kaplanMeier gives the shares that Kalbfleisch and Prentice print for the treated children', () => {
    const table = tableOf(treated)
    const shares = kaplanMeier(table)
    const at = (week: number) => shares[table.times.indexOf(week)] as number
    for (const [week, share] of [
      [6, 0.8571],
      [7, 0.8067],
      [10, 0.7529],
      [13, 0.6902],
      [16, 0.6275],
      [22, 0.5378],
      [23, 0.4482],
      [35, 0.4482],
    ] as const)
      expect(at(week)).toBeCloseTo(share, 4)
  })

  it("logRankAbove equals R's survdiff: chi-squared 16.79 on one degree of freedom", () => {
    expect(logRankAbove(tableOf(treated), tableOf(placebo))).toBeCloseTo(4.17e-5, 6)
    expect(logRankAbove(tableOf(treated), tableOf(treated))).toBe(1)
    expect(logRankAbove(tableOf([-1, -2]), tableOf([-3]))).toBe(1)
  })

  it("fitCox finds the coefficient of R's coxph(ties = 'breslow'), 1.5092", () => {
    const group = Float64Array.from([...treated.map(() => 0), ...placebo.map(() => 1)])
    const columns = [{ kind: 'number', values: group }] as const
    const plan = planDesign(columns)
    const [own] = plan.columns
    const coefficients = fitCox(
      makeDesign(plan, columns),
      { times: times([...treated, ...placebo]), events: events([...treated, ...placebo]) },
      0,
    )
    expect((coefficients[0] as number) / (own as { scale: number }).scale).toBeCloseTo(1.5092, 3)
  })

  it('concordanceIndex counts pairs of which it is known who was first, and half of those that are alike', () => {
    // Known: 1 before 2, 3 and 4; 3 before 4 alone, for the second was lost to sight.
    const found = concordanceIndex(Float64Array.of(1, 2, 3, 4), Uint8Array.of(1, 0, 1, 0), Float64Array.of(5, 9, 5, 1))
    expect(found.value).toBeCloseTo((0 + 0.5 + 1 + 1) / 4, 12)
    expect(concordanceIndex(Float64Array.of(1, 2), Uint8Array.of(0, 0), Float64Array.of(1, 2)).value).toBeNaN()
  })

  it('concordanceIndex has a standard error that risks without meaning keep to', () => {
    const values = Array.from({ length: 200 }, (_, run) => {
      const draw = (salt: number) =>
        Float64Array.from({ length: 60 }, (_, i) => Math.abs(Math.sin(1e4 * Math.sin(run * 977 + i * 31 + salt))))
      return concordanceIndex(draw(1), new Uint8Array(60).fill(1), draw(2))
    })
    const spread = Math.sqrt(values.reduce((sum, { value }) => sum + (value - 0.5) ** 2, 0) / values.length)
    const said = values.reduce((sum, { error }) => sum + error, 0) / values.length
    // A standard deviation of 200 draws is known to 5 %; four of those.
    expect(spread / said).toBeGreaterThan(0.8)
    expect(spread / said).toBeLessThan(1.2)
  })
})
