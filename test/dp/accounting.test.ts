import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deltaOf, epsilonOf, rhoOf } from '../../src/dp/accounting.js'

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

  test('there and back again is never cheaper', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 20, noNaN: true }), fc.integer({ min: 2, max: 14 }), (epsilon, digits) => {
        const delta = Number(`1e-${digits}`)
        const rho = rhoOf(epsilon, delta)
        expect(deltaOf(rho, epsilon)).toBeLessThanOrEqual(delta)
        expect(epsilonOf(rho, delta)).toBeLessThanOrEqual(epsilon * (1 + 1e-9))
        expect(epsilonOf(rho, delta)).toBeGreaterThanOrEqual(epsilon * (1 - 1e-9))
      }),
      { seed: 1, numRuns: 100 },
    )
  })

  test('delta is at least that of the Gaussian mechanism with the same rho', () => {
    // For the Gaussian mechanism delta is known exactly; rho = 1/2, epsilon = 2: Phi(-3/2) - e^2 Phi(-5/2).
    const exact = 0.0668072 - Math.exp(2) * 0.0062097
    expect(deltaOf(0.5, 2)).toBeGreaterThan(exact)
    expect(deltaOf(0.5, 2)).toBeLessThan(5 * exact)
  })
})
