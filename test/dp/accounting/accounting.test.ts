import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { greatestRho, leastEpsilon, lnDeltaOf } from '../../../src/audit/evidence/oracle.js'
import { auditConversions, conversions } from '../../../src/audit/mechanisms/conversions.js'
import { deltaOf, epsilonOf, rhoOf } from '../../../src/dp/accounting/accounting.js'
import { thresholdFor, varianceFor } from '../../../src/dp/accounting/budget.js'
import { rational } from '../../../src/dp/accounting/rational.js'

describe('conversion between zCDP and (epsilon, delta)', () => {
  // Made with the formulas of Canonne, Kamath and Steinke (2020) as in private-pgm's cdp2adp.
  test.each([
    [0.1, 1e-9, 0.00018, 5],
    [0.3, 1e-9, 0.00148, 5],
    [1, 1e-9, 0.014973, 6],
    [3, 1e-9, 0.120582, 6],
    [10, 1e-9, 1.09079, 5],
    [1, 1e-6, 0.024356, 6],
  ])('epsilon %d, delta %d is rho %d', (epsilon, delta, rho, digits) => {
    expect(Number(rhoOf(epsilon, delta).toFixed(digits))).toBe(rho)
  })

  test('each is the minimum over alpha that golden section finds, within 1e-9, and on the safe side of it always', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 50, noNaN: true }), fc.integer({ min: 2, max: 14 }), (epsilon, digits) => {
        const delta = Number(`1e-${digits}`)
        const [rho, most] = [rhoOf(epsilon, delta), greatestRho(epsilon, delta)]
        expect(rho).toBeLessThanOrEqual(most)
        expect(rho).toBeGreaterThan(most * (1 - 1e-9))
        const [own, least] = [epsilonOf(rho, delta), leastEpsilon(rho, delta)]
        expect(own).toBeGreaterThanOrEqual(least)
        expect(own).toBeLessThan(least * (1 + 1e-9))
        const infimum = Math.exp(lnDeltaOf(rho, epsilon))
        expect(deltaOf(rho, epsilon)).toBeGreaterThanOrEqual(infimum)
        expect(deltaOf(rho, epsilon)).toBeLessThan(infimum * (1 + 1e-9))
      }),
      { seed: 1, numRuns: 60 },
    )
  })

  test('the minimum is that of a fine grid of alphas', () => {
    for (const [rho, epsilon] of [
      [0.015, 1],
      [0.5, 2],
      [0.0002, 0.1],
      [1.09, 10],
    ] as const) {
      let least = Number.POSITIVE_INFINITY
      for (let u = -6; u < 12; u += 1e-4) {
        const alpha = 1 + Math.exp(u)
        least = Math.min(least, (alpha - 1) * (alpha * rho - epsilon) + alpha * Math.log1p(-1 / alpha) - u)
      }
      // The grid misses the minimum by a ten-thousandth of ln(alpha - 1), where the curve is flat: second order.
      expect(lnDeltaOf(rho, epsilon)).toBeLessThanOrEqual(least)
      expect(lnDeltaOf(rho, epsilon)).toBeGreaterThan(least - 1e-6)
    }
  })

  test('delta is at least that of the Gaussian mechanism with the same rho', () => {
    // For the Gaussian mechanism delta is known exactly; rho = 1/2, epsilon = 2: Phi(-3/2) - e^2 Phi(-5/2).
    expect(deltaOf(0.5, 2)).toBeGreaterThan(0.0668072 - Math.exp(2) * 0.0062097)
  })

  test('noise, choices and thresholds cost what they may', () => {
    expect(auditConversions(conversions).filter(({ passed }) => !passed)).toEqual([])
  })
})

describe('thresholds', () => {
  test("are above a unit's own rows, by what noise exceeds with probability delta by their number", () => {
    // sqrt(2 * 25 * ln(3 / 0.03)) = 15.17.
    expect(thresholdFor(rational(25n), 0.03, 3)).toBe(3 + 16)
    for (const rows of [1, 4, 50]) {
      const none = thresholdFor(varianceFor(1000, 1, rows), 0.5, rows)
      expect(none).toBeGreaterThan(rows)
    }
  })

  test('a threshold without the own rows is found', () => {
    const without = { ...conversions, thresholdFor: (...given: Parameters<typeof thresholdFor>) => thresholdFor(...given) - given[2] }
    expect(
      auditConversions(without)
        .filter(({ passed }) => !passed)
        .map(({ what }) => what),
    ).toEqual(['thresholds keep single units below delta'])
  })
})
