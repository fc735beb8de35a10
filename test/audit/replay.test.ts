import { expect, test } from 'vitest'
import { auditRows, auditSchema, auditTable } from '../../src/audit/fits/neighbouring-tables.js'
import { auditFreshness } from '../../src/audit/fits/replay.js'
import { auditReplays, protectedIn } from '../../src/audit/fits/replays.js'
import { auditReleases } from '../../src/audit/mechanisms/release-bounds.js'
import { openTapedGate } from '../../src/dp/gate.js'
import { models, privateModels } from '../../src/models/index.js'
import { seededBits } from '../dp/seeded-bits.js'

const privacy = { epsilon: 3, delta: 1e-9 }

test.each([...privateModels, ...models].filter((model) => model.private))(
  '$name: neighbouring tables on the same releases give the same bytes, no release moves further or has less noise than was paid for, and noise is new',
  async (synthesizer) => {
    const bits = seededBits(3)
    const subject = { synthesizer, open: openTapedGate }
    const unit = synthesizer.unit === 'row' ? 'row' : 'person'
    const replays = await auditReplays(subject, privacy, {
      mixed: 2,
      bits,
      tables: [
        { rows: 60, unit },
        { rows: 0, unit: 'person', few: true },
        { rows: 50, unit: 'person', cap: 2, wide: true, open: true, few: true },
        { rows: 60, unit, strangers: true, wide: true },
      ],
    })
    const pairs = replays[0]?.pairs ?? []
    expect(pairs.length).toBeGreaterThan(3)
    const fresh = await auditFreshness(subject, auditTable(auditRows(20, 1)), {
      schema: auditSchema,
      privacy: protectedIn(synthesizer.unit, privacy),
    })
    const findings = [...replays.map(({ finding }) => finding), auditReleases(openTapedGate, pairs, { trials: 8000, bits }), fresh]
    expect(findings.filter(({ passed }) => !passed)).toEqual([])
  },
)
