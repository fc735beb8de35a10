import type { Finding } from '../../src/dp/audit/finding.js'
import { auditGate } from '../../src/dp/audit/gate-bounds.js'
import { auditReleases } from '../../src/dp/audit/release-bounds.js'
import { auditSamplers, samplers } from '../../src/dp/audit/samplers.js'
import { secureBits } from '../../src/dp/bits.js'
import { openTapedGate } from '../../src/dp/gate.js'
import { findModel } from '../../src/models/index.js'
import { auditFreshness } from '../../src/pipeline/privacy-replay.js'
import { auditReplays } from '../../src/pipeline/privacy-replays.js'
import { auditRows, auditSchema, auditTable } from '../../src/pipeline/privacy-tables.js'
import type { Bar } from '../support/bar.js'
import { textTable } from '../support/text-table.js'
import { type Mutant, mutantsOf } from './mutants.js'

const model = 'mst'
const privacy = { epsilon: 1, delta: 1e-9 }
const draws = 50_000
const trials = 20_000

/** Runs every audit but the canary on planted faults, and on none. Prints what caught each; returns the bars. */
export async function mutationBench(): Promise<Bar[]> {
  const lines: string[][] = []
  let caught = 0
  const mutants = mutantsOf(model)
  for (const mutant of mutants) {
    const failed = await failures(mutant)
    const kinds = [...new Set(failed.map(({ audit }) => audit))]
    if (kinds.includes(mutant.caughtBy)) caught++
    lines.push([
      mutant.what,
      kinds.join(', ') || 'NOTHING',
      failed.find(({ audit }) => audit === mutant.caughtBy)?.detail.slice(0, 90) ?? '',
    ])
  }
  const alarms = await failures({ what: 'none', caughtBy: 'gate', subject: { synthesizer: findModel(model), open: openTapedGate } })
  lines.push(['(no fault)', alarms.map(({ audit }) => audit).join(', ') || 'nothing', ''])
  console.log(`\nPlanted faults and the audits that found them (${model}, epsilon 1):\n`)
  console.log(textTable(['fault', 'caught by', 'what it said'], lines))
  const bars: Bar[] = [
    {
      what: 'planted faults caught',
      measured: `${caught} of ${mutants.length}`,
      value: caught,
      limit: mutants.length,
      sense: 'at least',
      digits: 0,
    },
    { what: 'false alarms without a fault', measured: `${alarms.length}`, value: alarms.length, limit: 0, sense: 'at most', digits: 0 },
  ]
  return bars
}

async function failures({ subject, samplers: own }: Mutant): Promise<Finding[]> {
  const bits = secureBits()
  const replays = await auditReplays(subject, privacy, { mixed: 2 })
  const findings = [
    ...auditSamplers(own ?? samplers, { draws, bits }),
    ...auditGate(subject.open, { trials, bits }),
    ...replays.map(({ finding }) => finding),
    auditReleases(subject.open, replays[0]?.pairs ?? [], { trials, bits }),
    await auditFreshness(subject, auditTable(auditRows(30, 1)), { schema: auditSchema, privacy }),
  ]
  return findings.filter(({ passed }) => !passed)
}
