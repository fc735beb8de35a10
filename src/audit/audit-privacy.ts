import { cappedRows } from '../dp/contribution.js'
import { openGate, openTapedGate } from '../dp/gate.js'
import { secureBits } from '../dp/mechanisms/bits.js'
import { OptionError } from '../errors.js'
import { findModel } from '../models/index.js'
import { parseModelOptions } from '../models/shell/fit.js'
import { ledgerOf, methodOf, type PrivacyOptions } from '../models/shell/fit-privately.js'
import { version } from '../version.js'
import { auditFiles } from './files/files.js'
import type { Finding } from './finding.js'
import { auditCanary, type Canary } from './fits/canary.js'
import { auditFits } from './fits/front.js'
import { auditRows, auditSchema, auditTable } from './fits/neighbouring-tables.js'
import { auditFreshness, type Replay, type Subject } from './fits/replay.js'
import { auditReplays, protectedIn, type ReplayTable, replayTables } from './fits/replays.js'
import { auditBookkeeping } from './mechanisms/bookkeeping.js'
import { auditCaps } from './mechanisms/caps.js'
import { auditConversions, conversions } from './mechanisms/conversions.js'
import { auditGate, auditLaws } from './mechanisms/gate-bounds.js'
import { auditGenerator } from './mechanisms/generator.js'
import { auditReleases, type GateUnderAudit } from './mechanisms/release-bounds.js'
import { auditSamplers, samplers } from './mechanisms/samplers.js'
import { type AuditScope, auditScopes } from './scope.js'

/** What an audit of a private model tries, and how thoroughly. */
export interface AuditPrivacyOptions {
  readonly model: string
  readonly options?: Readonly<Record<string, unknown>>
  readonly epsilon: number
  readonly delta?: number
  /** Fits of the canary's table, with it and without it each. */
  readonly runs?: number
  /** Kinds of audits that are run, of those in `auditScopes`; all where absent. */
  readonly only?: readonly string[]
  /** Five times the draws, and more rows that are odd in mixed ways. */
  readonly thorough?: boolean
  readonly progress?: (share: number, what: string) => void
}

/** What an audit of a private fit found. Plain JSON, releasable: the audit has seen tables of its own only. */
export interface PrivacyAudit {
  readonly format: 'rowsmith-privacy-audit'
  readonly version: 1
  readonly rowsmith: string
  readonly model: string
  readonly epsilon: number
  readonly delta: number
  readonly passed: boolean
  /** Epsilon that the canary showed at 95 %: a lower bound of what the fit gives away; 0 where there was no canary. */
  readonly shown: Canary['shown']
  readonly findings: readonly Finding[]
  /** What each kind of audit that was run can see, and what it can't. */
  readonly scopes: readonly AuditScope[]
}

const draws = 100_000
const trials = 40_000
const mixedRows = 12
/** How much more a thorough audit draws. */
const thoroughly = 5
/** The gate of fits is the gate that is audited, with another generator and no tape: a part of the draws show that. */
const frontShare = 0.25

/** All audits of one model at one budget. */
export async function auditPrivacy(given: AuditPrivacyOptions): Promise<PrivacyAudit> {
  const { model, options, epsilon, delta = 1e-9, only = auditScopes.map(({ audit }) => audit), progress } = given
  const unknown = only.find((name) => !auditScopes.some(({ audit }) => audit === name))
  if (unknown !== undefined)
    throw new OptionError('only', `there is no audit ${unknown}; choose from ${auditScopes.map(({ audit }) => audit).join(', ')}`)
  const subject: Subject = { synthesizer: findModel(model), open: openTapedGate, options }
  const privacy = { epsilon, delta, allowHighEpsilon: true }
  await checkAuditable(subject, privacy)
  const parts = partsOf(subject, privacy, given)
  const chosen = auditScopes.filter(({ audit }) => only.includes(audit))
  const findings: Finding[] = []
  let shown: Canary['shown'] = { anyMechanism: 0, gaussian: 0 }
  for (const [i, { audit }] of chosen.entries()) {
    const tell = (share: number): void => progress?.((i + share) / chosen.length, audit)
    tell(0)
    const found = await parts[audit](tell).catch((error: unknown) => ({
      findings: [{ audit, what: 'runs to its end', passed: false, detail: `${error}` }],
      shown: undefined,
    }))
    findings.push(...found.findings)
    shown = found.shown ?? shown
  }
  const passed = findings.every((finding) => finding.passed)
  return { format: 'rowsmith-privacy-audit', version: 1, rowsmith: version, model, epsilon, delta, passed, shown, findings, scopes: chosen }
}

type Part = (tell: (share: number) => void) => Promise<{ readonly findings: readonly Finding[]; readonly shown?: Canary['shown'] }>

/** By the names of `auditScopes`. */
function partsOf(
  subject: Subject,
  privacy: PrivacyOptions,
  { runs = 1000, thorough = false }: AuditPrivacyOptions,
): Readonly<Record<string, Part>> {
  const bits = secureBits()
  const more = thorough ? thoroughly : 1
  const protectedRows = protectedIn(subject.synthesizer.unit, privacy)
  const found = (findings: readonly Finding[]) => ({ findings })
  const replayed = async (tables: readonly ReplayTable[], mixed: number, progress?: (share: number) => void): Promise<Replay[]> =>
    auditReplays(subject, privacy, { mixed, tables, progress })
  const gate = { trials: trials * more, bits }
  return {
    generator: async () => found(auditGenerator(secureBits)),
    samplers: async () => found(auditSamplers(samplers, { draws: draws * more, bits })),
    accounting: async () => found(auditConversions(conversions)),
    ledger: async () => found([...auditBookkeeping(openTapedGate, { bits }), ...auditBookkeeping(frontGate, { bits }).map(ofFits)]),
    gate: async () =>
      found([...auditGate(openTapedGate, gate), ...auditLaws(frontGate, { ...gate, trials: gate.trials * frontShare }).map(ofFits)]),
    caps: async () => found(auditCaps(cappedRows, { bits })),
    'record-replay': async (tell) => found((await replayed(replayTables, mixedRows * more, tell)).map(({ finding }) => finding)),
    files: async () => found(await auditFiles(subject, protectedRows)),
    releases: async () => {
      const pairs = (await replayed(replayTables.slice(0, 3), 2)).map((replay) => replay.pairs)
      return found(pairs.map((own) => auditReleases(openTapedGate, own, gate)))
    },
    freshness: async () =>
      found([await auditFreshness(subject, auditTable(auditRows(30, 1)), { schema: auditSchema, privacy: protectedRows })]),
    fit: async () => found(await auditFits(subject, privacy)),
    canary: async (tell) => {
      const { finding, shown } = await auditCanary(subject, { privacy: protectedRows, bits }, runs, tell)
      return { findings: [finding], shown }
    },
  }
}

/** The gate that fits open. */
const frontGate: GateUnderAudit = (data, ledger, rowsPerUnit) => openGate(data, ledger, rowsPerUnit)

function ofFits(finding: Finding): Finding {
  return { ...finding, what: `${finding.what} (the gate of fits)` }
}

/** Throws for a model that can't be private, options that it doesn't have and a budget that is none. */
async function checkAuditable({ synthesizer, options = {} }: Subject, privacy: PrivacyOptions): Promise<void> {
  methodOf(synthesizer)
  await parseModelOptions(synthesizer, options)
  ledgerOf(protectedIn(synthesizer.unit, privacy), auditSchema, synthesizer)
}
