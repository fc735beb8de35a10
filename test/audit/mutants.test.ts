import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Mutant, mutantsOf } from '../../benchmarks/privacy/mutants.js'
import { auditPlanted, planted } from '../../benchmarks/privacy/plant.js'
import { sourceMutants } from '../../benchmarks/privacy/source-mutants.js'
import type { Finding } from '../../src/audit/finding.js'
import { auditRows, auditSchema, auditTable } from '../../src/audit/fits/neighbouring-tables.js'
import { auditFreshness } from '../../src/audit/fits/replay.js'
import { auditReplays } from '../../src/audit/fits/replays.js'
import { auditGate } from '../../src/audit/mechanisms/gate-bounds.js'
import { auditReleases } from '../../src/audit/mechanisms/release-bounds.js'
import { auditSamplers, samplers } from '../../src/audit/mechanisms/samplers.js'
import { secureBits } from '../../src/dp/mechanisms/bits.js'
import { seededBits } from '../dp/seeded-bits.js'

// The audits that ship, on faults that were planted; `npm run bench:privacy -- --only mutations` prints the whole table.
const privacy = { epsilon: 1, delta: 1e-9 }
const mutants = mutantsOf('independent')

test('there are ten of them at least, for every audit', () => {
  expect(mutants.length).toBeGreaterThanOrEqual(10)
  expect(new Set(mutants.map(({ caughtBy }) => caughtBy)).size).toBe(5)
})

test.each(mutants)('$what: caught by $caughtBy', async (mutant) => {
  const findings = await audits[mutant.caughtBy](mutant)
  expect(findings.filter(({ passed }) => !passed)).not.toEqual([])
})

const bits = seededBits(4)
const replays = ({ subject, people = false }: Mutant) =>
  auditReplays(subject, privacy, { mixed: 0, bits, tables: [{ rows: 60, unit: people ? 'person' : 'row' }] })

const audits: Readonly<Record<Mutant['caughtBy'], (mutant: Mutant) => Promise<Finding[]>>> = {
  samplers: async (mutant) => auditSamplers(mutant.samplers ?? samplers, { draws: 30_000, bits }),
  // Half the variance, and odds of e^2 for e, lie fifteen standard deviations off in so many; the other faults of the gate are there every time.
  gate: async ({ subject }) => auditGate(subject.open, { trials: 2_000, bits: secureBits() }),
  'record-replay': async (mutant) => (await replays(mutant)).map(({ finding }) => finding),
  releases: async (mutant) => [auditReleases(mutant.subject.open, (await replays(mutant))[0]?.pairs ?? [], { trials: 20_000, bits })],
  freshness: async ({ subject }) => [await auditFreshness(subject, auditTable(auditRows(20, 1)), { schema: auditSchema, privacy })],
}

describe('faults in the source', () => {
  test('all are where the list says, once, and every audit but two has some to find', () => {
    for (const { edits } of sourceMutants)
      for (const file of new Set(edits.map((edit) => edit.file)))
        expect(planted(readFileSync(file, 'utf8'), file, edits)).not.toBe(readFileSync(file, 'utf8'))
    expect(() => planted('a a', 'x.ts', [{ file: 'x.ts', find: 'a', replace: 'b' }])).toThrow(/2 times, and not once/)
    expect(sourceMutants.filter(({ from }) => from === 'others')).toHaveLength(12)
    expect(sourceMutants.filter(({ from }) => from === 'own').length).toBeGreaterThanOrEqual(20)
  })

  // Those that are found fast; `npm run bench:privacy -- --only mutations` plants all.
  const fast = ['accounting', 'ledger', 'caps']
  test.each(sourceMutants.filter(({ from, caughtBy }) => from === 'others' && fast.includes(caughtBy)))(
    '$what: caught by `rowsmith privacy audit`, $caughtBy',
    async ({ edits, caughtBy, model }) => {
      const audit = await auditPlanted(edits, ['--model', model, '--epsilon', '1', '--only', caughtBy])
      expect(audit).toMatchObject({ passed: false })
    },
  )

  test('nothing is caught where nothing was planted', async () => {
    expect(await auditPlanted([], ['--model', 'mst', '--epsilon', '1', '--only', fast.join()])).toMatchObject({ passed: true })
  })
})
