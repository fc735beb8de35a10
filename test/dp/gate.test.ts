import { readdirSync, readFileSync } from 'node:fs'
import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { Ledger } from '../../src/dp/accounting/ledger.js'
import { approximately, compareRationals, over, rational, roundedDown, roundedUp } from '../../src/dp/accounting/rational.js'
import { openGate, type VectorQuery } from '../../src/dp/gate.js'
import { Private } from '../../src/dp/private.js'
import { PrivacyError } from '../../src/errors.js'

const count: VectorQuery<readonly number[]> = {
  name: 'count',
  length: 1,
  squaredSensitivity: 1,
  of: (data) => [data.length],
}

describe('the gate to private data', () => {
  test('every release is booked at its price, and the last fraction of the budget can be spent but no more', () => {
    const ledger = new Ledger({ epsilon: 1, delta: 1e-9 })
    const gate = openGate(new Private([1, 2, 3]), ledger)
    const half = over(ledger.rho, rational(2n))
    // A variance of 1 / (2 rho) costs rho; rounded up, a little less.
    gate.measure(count, roundedUp(1 / (2 * approximately(half)), 20))
    expect(compareRationals(ledger.left, half)).toBeGreaterThanOrEqual(0)
    // What rounding at 20 binary digits leaves.
    expect(approximately(ledger.left) / approximately(half)).toBeLessThan(1 + 2 ** -20)
    const epsilon = roundedDown(Math.sqrt(8 * approximately(ledger.left)), 20)
    gate.choose({ name: 'pick', candidates: 2, sensitivity: 1, of: (data) => [data.length, 0] }, epsilon)
    expect(compareRationals(ledger.left, rational(0n))).toBeGreaterThanOrEqual(0)
    expect(ledger.toJSON().epsilonSpent).toBeLessThanOrEqual(1)
    // A choice of epsilon .24 costs its square: rounded at 20 digits, 2^-20 / .24 twice of a half of rho, and epsilon goes as its root.
    expect(ledger.toJSON().epsilonSpent).toBeGreaterThan(1 - 2 ** -17)
    expect(() => gate.measure(count, rational(1n))).toThrow(PrivacyError)
    expect(ledger.expenses).toHaveLength(2)
  })

  test('what would overspend throws before the data are looked at', () => {
    let looked = false
    const ledger = new Ledger({ epsilon: 0.1, delta: 1e-9 })
    const query = {
      ...count,
      of: () => {
        looked = true
        return [1]
      },
    }
    expect(() => openGate(new Private([1]), ledger).measure(query, rational(1n))).toThrow(/overspend/)
    expect(looked).toBe(false)
  })

  test('a unit of several rows costs their square', () => {
    const once = new Ledger({ epsilon: 3, delta: 1e-9 })
    const fivefold = new Ledger({ epsilon: 3, delta: 1e-9 }, { column: 'person', maxRows: 5 })
    openGate(new Private([1]), once).measure(count, rational(10_000n))
    openGate(new Private([1]), fivefold, 5).measure(count, rational(10_000n))
    expect(over(fivefold.spent, once.spent)).toEqual(rational(25n))
  })

  test('noise has the variance that was paid for', () => {
    const variance = roundedUp(400, 20)
    const ledger = new Ledger({ epsilon: 100, delta: 1e-9 })
    const zeros: VectorQuery<null> = { name: 'zeros', length: 100_000, squaredSensitivity: 1, of: () => new Float64Array(100_000) }
    const noisy = openGate(new Private(null), ledger).measure(zeros, variance).value
    const squares = noisy.reduce((sum, value) => sum + value * value, 0) / noisy.length
    // The variance of a sample variance of n normal values is 2 variance^2 / n; 5.5 standard errors.
    expect(Math.abs(squares / 400 - 1)).toBeLessThan(5.5 * Math.sqrt(2 / noisy.length))
    expect(noisy.every(Number.isInteger)).toBe(true)
  })

  test('a query that breaks its word is refused without a value in the message', () => {
    const gate = () => openGate(new Private([1]), new Ledger({ epsilon: 1, delta: 1e-9 }))
    const variance = rational(1000n)
    expect(() => gate().measure({ ...count, of: () => [Number.NaN] }, variance)).toThrow(/whole numbers$/)
    expect(() => gate().measure({ ...count, of: () => [1, 2] }, variance)).toThrow(/declared length$/)
    expect(() => gate().measure({ ...count, squaredSensitivity: 0 }, variance)).toThrow(/sensitivity/)
  })

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('epsilon %d is no budget', (epsilon) => {
    expect(() => new Ledger({ epsilon, delta: 1e-9 })).toThrow(PrivacyError)
  })

  test('private data shows nothing of itself', () => {
    const secret = new Private({ ssn: '078-05-1120' })
    expect(() => JSON.stringify({ secret })).toThrow(TypeError)
    expect(() => `${secret}`).toThrow(TypeError)
    expect(inspect(secret, { depth: 5, showHidden: true })).not.toContain('078')
    expect(Object.keys(secret)).toEqual([])
  })

  test('only the gate opens it', () => {
    const importers = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts') && /import \{[^}]*\breveal\b/.test(readFileSync(`src/${path}`, 'utf8')))
      .sort()
    expect(importers).toEqual(['dp/gate.ts'])
  })
})
