import { expect, test } from 'vitest'
import { auditChoices } from '../../src/audit/mechanisms/choices.js'
import { auditNoise } from '../../src/audit/mechanisms/noise.js'
import { auditThresholds } from '../../src/audit/mechanisms/thresholds.js'
import { openTapedGate } from '../../src/dp/gate.js'
import { secureBits } from '../../src/dp/mechanisms/bits.js'

test('choices, noise and thresholds of the gate follow their laws, and are new every time', () => {
  // Seeded words would make a recurrence, which is looked for.
  const bits = secureBits()
  const findings = [
    ...auditChoices(openTapedGate, { trials: 10_000, bits }),
    ...auditNoise(openTapedGate, { bits }),
    ...auditThresholds(openTapedGate, { trials: 4000, bits }),
  ]
  expect(findings.filter(({ passed }) => !passed)).toEqual([])
})
