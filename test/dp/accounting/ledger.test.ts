import { expect, test } from 'vitest'
import { greatestRho } from '../../../src/audit/evidence/oracle.js'
import { auditTable, wideSchema, wideWorld } from '../../../src/audit/fits/neighbouring-tables.js'
import { opened } from '../../../src/audit/fits/replays.js'
import { auditBookkeeping } from '../../../src/audit/mechanisms/bookkeeping.js'
import { type Expense, Ledger } from '../../../src/dp/accounting/ledger.js'
import { approximately, rational } from '../../../src/dp/accounting/rational.js'
import { openGate, openTapedGate } from '../../../src/dp/gate.js'
import { Private } from '../../../src/dp/private.js'
import { PrivacyError } from '../../../src/errors.js'
import { fitModel } from '../../../src/models/shell/fit.js'
import { seededBits } from '../seeded-bits.js'

const thresholds = 4e-7
const fresh = (): Ledger => new Ledger({ epsilon: 1, delta: 1e-6 }, 'row', thresholds)
const threshold = (delta: number): Expense => ({
  name: 'levels',
  mechanism: 'discrete Gaussian above a threshold',
  size: 1,
  sensitivity: '1',
  parameter: '1000000',
  rho: rational(1n, 2_000_000n),
  delta,
})

test('delta of thresholds adds up, and a second release beyond what was set aside is refused and books nothing', () => {
  const ledger = fresh()
  ledger.spend(threshold(0.75 * thresholds))
  expect(() => ledger.spend(threshold(0.5 * thresholds))).toThrow(PrivacyError)
  expect(ledger.expenses).toHaveLength(1)
  ledger.spend(threshold(0.25 * thresholds))
  expect(() => ledger.spend(threshold(1e-300))).toThrow(PrivacyError)
  expect(ledger.expenses).toHaveLength(2)
})

test('a gate refuses a second release of values beyond what was set aside', () => {
  const gate = openGate(new Private(0), fresh())
  const query = { name: 'levels', of: () => new Map([['a', 1]]) }
  gate.values(query, rational(1_000_000n), thresholds)
  expect(() => gate.values(query, rational(1_000_000n), thresholds)).toThrow(PrivacyError)
})

test('what thresholds may spend is lost to rho', () => {
  const rho = approximately(fresh().rho)
  expect(rho).toBeLessThanOrEqual(greatestRho(1, 1e-6 - thresholds))
  expect(rho).toBeLessThan(approximately(new Ledger({ epsilon: 1, delta: 1e-6 }).rho))
})

test('several columns without levels share the delta of a fit', async () => {
  const privacy = { epsilon: 1, delta: 1e-6, openLevels: true }
  const rows = auditTable(wideWorld.rows(50, 1), wideSchema)
  const { privacy: record } = await fitModel(rows, opened(wideSchema), { model: 'independent', privacy })
  const deltas = record?.expenses.flatMap(({ delta = 0 }) => (delta > 0 ? [delta] : [])) ?? []
  expect(deltas).toHaveLength(3)
  expect(deltas.reduce((sum, delta) => sum + delta, 0)).toBeLessThanOrEqual(record?.thresholds as number)
})

test.each([
  ['the gate of audits', openTapedGate],
  ['the gate of fits', (data: never, ledger: Ledger, rows: number) => openGate(data, ledger, rows)],
] as const)('%s: prices, limits, portions, refusals, records and books are right', (_, open) => {
  expect(auditBookkeeping(open as typeof openTapedGate, { bits: seededBits(1) }).filter(({ passed }) => !passed)).toEqual([])
})
