import { expect, test } from 'vitest'
import { auditFiles } from '../../../src/audit/files/files.js'
import { openTapedGate } from '../../../src/dp/gate.js'
import { findModel } from '../../../src/models/index.js'

test.each([
  ['independent', { epsilon: 1 }],
  ['markov-chain', { epsilon: 1, unit: 'person', maxRowsPerUnit: 3 }],
])('record-replay from the bytes on: %s gives out nothing that depends on a record', async (model, privacy) => {
  const findings = await auditFiles({ synthesizer: findModel(model), open: openTapedGate }, privacy, 10)
  expect(findings.filter(({ passed }) => !passed)).toEqual([])
})
