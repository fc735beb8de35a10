import { describe, expect, test } from 'vitest'
import { epsilonOfMu, epsilonShown, muShown, rateAtMost } from '../../src/audit/evidence/bounds.js'
import { tellApart } from '../../src/audit/evidence/tell-apart.js'
import type { Finding } from '../../src/audit/finding.js'
import { auditCanary } from '../../src/audit/fits/canary.js'
import type { Subject } from '../../src/audit/fits/replay.js'
import { auditGate } from '../../src/audit/mechanisms/gate-bounds.js'
import { auditSamplers, samplers } from '../../src/audit/mechanisms/samplers.js'
import { recordProblems } from '../../src/dp/accounting/check-record.js'
import { Ledger } from '../../src/dp/accounting/ledger.js'
import { openTapedGate } from '../../src/dp/gate.js'
import { secureBits } from '../../src/dp/mechanisms/bits.js'
import { findModel } from '../../src/models/index.js'
import { createRng } from '../../src/random/rng.js'
import { seededBits } from '../dp/seeded-bits.js'

const privacy = { epsilon: 1, delta: 1e-9 }
const failed = (findings: readonly Finding[]): Finding[] => findings.filter(({ passed }) => !passed)
const honest = (name: string): Subject => ({ synthesizer: findModel(name), open: openTapedGate })

describe('bounds', () => {
  test('rates are bounded as Clopper and Pearson do', () => {
    // R: binom.test(x, n, alternative = "less", conf.level = 1 - alpha)$conf.int[2]
    expect(rateAtMost(0, 1000, 0.025)).toBeCloseTo(1 - 0.025 ** (1 / 1000), 10)
    expect(rateAtMost(5, 100, 0.05)).toBeCloseTo(0.1022534, 6)
    expect(rateAtMost(50, 100, 0.025)).toBeCloseTo(0.6016789, 6)
    expect(rateAtMost(7, 7, 0.05)).toBe(1)
  })

  test('without errors in n runs, epsilon of ln(n / 3.7) can be shown', () => {
    const rate = rateAtMost(0, 1000, 0.025)
    expect(epsilonShown({ falsePositive: rate, falseNegative: rate }, 0)).toBeCloseTo(Math.log(1000 / 3.7), 1)
    expect(epsilonShown({ falsePositive: 0.5, falseNegative: 0.5 }, 1e-5)).toBe(0)
  })

  test('mu of a normal shift is found again, and its epsilon is that of Gaussian differential privacy', () => {
    const rng = createRng(5)
    const scores = (mean: number): Float64Array => Float64Array.from({ length: 40_000 }, () => mean + rng.normal())
    const { mu } = tellApart(scores(0), scores(1), { alpha: 1e-6, delta: 0 })
    expect(mu).toBeGreaterThan(0.8)
    expect(mu).toBeLessThan(1)
    expect(muShown({ falsePositive: 0.5, falseNegative: 0.5 })).toBe(0)
    // Dong, Roth, Su 2022: delta(epsilon) = Phi(-epsilon / mu + mu / 2) - e^epsilon Phi(-epsilon / mu - mu / 2); at mu 1, epsilon 1: 0.1269365.
    expect(epsilonOfMu(1, 0.12693674)).toBeCloseTo(1, 5)
    expect(epsilonOfMu(0, 1e-9)).toBe(0)
  })
})

describe('the record of a fit', () => {
  test('adds up as a fit writes it, and no longer when a figure is changed', () => {
    const record = new Ledger(privacy).toJSON()
    expect(recordProblems(record)).toEqual([])
    expect(recordProblems({ ...record, epsilon: 0.9 })).toContain('the budget is more than epsilon and delta allow')
    expect(recordProblems({ ...record, spent: '1' })).toContain('more was spent than there was')
    expect(recordProblems({ ...record, unit: 'nobody' })).not.toEqual([])
  })
})

describe('an honest program passes', () => {
  test('samplers', () => expect(failed(auditSamplers(samplers, { draws: 30_000, bits: seededBits(1) }))).toEqual([]))
  // With words of the system: seeded ones make a recurrence, which is looked for.
  test('gate', () => expect(failed(auditGate(openTapedGate, { trials: 8_000, bits: secureBits() }))).toEqual([]))
  test('but not where the gate draws from a seeded generator', () =>
    expect(failed(auditGate(openTapedGate, { trials: 1000, bits: seededBits(2) })).map(({ what }) => what)).toEqual([
      'choices between two alike follow from no linear recurrence',
    ]))
})

describe('the canary', () => {
  test('shows nothing of an honest fit, and more than is claimed where counts have no noise', async () => {
    const own = await auditCanary(honest('independent'), { privacy, bits: seededBits(6) }, 40)
    expect(own.finding.passed).toBe(true)
    const bare: Subject = {
      ...honest('independent'),
      open: (data, ledger, rowsPerUnit, tape, bits) =>
        openTapedGate(data, ledger, rowsPerUnit, (release) => tape(release, () => Float64Array.from(release.exact)), bits),
    }
    const { finding, shown } = await auditCanary(bare, { privacy: { ...privacy, epsilon: 0.5 }, bits: seededBits(7) }, 120)
    expect(shown.anyMechanism).toBeGreaterThan(0.5)
    expect(finding.passed).toBe(false)
  })
})
