import { describe, expect, test } from 'vitest'
import { Ledger } from '../../src/dp/accounting/ledger.js'
import { approximately } from '../../src/dp/accounting/rational.js'
import type { CodedRows } from '../../src/dp/domain/coded-rows.js'
import { openGate } from '../../src/dp/gate.js'
import { measureEnough } from '../../src/dp/one-way-marginals.js'
import { Private } from '../../src/dp/private.js'

const sizes = [4000, 4000]

async function look(rows: number, { rho, most }: { rho: number; most: number }) {
  const codes = () => Int32Array.from({ length: rows }, (_, row) => row % 4000)
  const ledger = new Ledger({ epsilon: 10, delta: 1e-9 })
  const gate = openGate(new Private<CodedRows>({ rows, codes: [codes(), codes()] }), ledger)
  return { ledger, ...(await measureEnough(gate, ['a', 'b'], sizes, { rho, most })) }
}

describe('a second look at single columns', () => {
  test('is taken where noise drowns the first, costs no more than was allowed, and both together have the variance that they say', async () => {
    const { ledger, measurements } = await look(4000, { rho: 0.02, most: 0.1 })
    expect(ledger.expenses).toHaveLength(4)
    expect(measurements.map(({ scope }) => scope)).toEqual([[0], [1]])
    const spent = approximately(ledger.spent)
    expect(spent).toBeLessThanOrEqual(0.1)
    // The variance of the second look is rounded by less than a thousandth; see below.
    expect(spent).toBeGreaterThan(0.1 * (1 - 1e-3))
    for (const { counts, variance } of measurements) {
      // Two columns share 0.1: each costs 1 / (2 variance).
      expect(Math.abs(variance * 0.1 - 1)).toBeLessThan(1e-3)
      const squares = counts.reduce((sum, count) => sum + (count - 1) ** 2, 0) / counts.length
      // 5.5 standard errors of the variance of so many normal numbers.
      expect(Math.abs(squares / variance - 1)).toBeLessThan(5.5 * Math.sqrt(2 / counts.length))
    }
  })

  test('is left out where the first is clear, and costs then what the first costs', async () => {
    // Noise of variance 1 in 4,000 cells of 400,000 rows: a total variation of 0.004.
    const { ledger } = await look(400_000, { rho: 1, most: 1.05 })
    expect(ledger.expenses).toHaveLength(2)
    expect(approximately(ledger.spent)).toBeLessThanOrEqual(1)
  })
})
