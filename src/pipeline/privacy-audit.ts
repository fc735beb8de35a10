import type { Finding } from '../dp/audit/finding.js'
import { auditGate } from '../dp/audit/gate-bounds.js'
import { auditReleases } from '../dp/audit/release-bounds.js'
import { auditSamplers, samplers } from '../dp/audit/samplers.js'
import { type Bits, secureBits } from '../dp/bits.js'
import { openTapedGate } from '../dp/gate.js'
import { parseModelOptions } from '../models/fit.js'
import { ledgerOf, methodOf, type PrivacyOptions } from '../models/fit-privately.js'
import { findModel } from '../models/index.js'
import { createRng } from '../random/rng.js'
import { version } from '../version.js'
import { auditCanary, type Canary } from './privacy-canary.js'
import { auditFiles } from './privacy-files.js'
import { auditFreshness, type Neighbour, type Replay, replayNeighbours, type Subject } from './privacy-replay.js'
import { type AuditRow, auditRows, auditSchema, auditTable, oddRows } from './privacy-tables.js'

export interface AuditPrivacyOptions {
  readonly model: string
  readonly options?: Readonly<Record<string, unknown>>
  readonly epsilon: number
  readonly delta?: number
  /** Fits of the canary's table, with it and without it each. */
  readonly runs?: number
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
  /** Epsilon that the canary showed at 95 %: a lower bound of what the fit gives away. */
  readonly shown: Canary['shown']
  readonly findings: readonly Finding[]
}

const draws = 100_000
const trials = 40_000

/** Samplers, gate, record-replay, releases, freshness and canary of one model at one budget. */
export async function auditPrivacy({
  model,
  options,
  epsilon,
  delta = 1e-9,
  runs = 1000,
  progress,
}: AuditPrivacyOptions): Promise<PrivacyAudit> {
  const synthesizer = findModel(model)
  const subject: Subject = { synthesizer, open: openTapedGate, options }
  const privacy = { epsilon, delta, allowHighEpsilon: true }
  checkAuditable(subject, privacy)
  const bits = secureBits()
  progress?.(0, 'samplers')
  const primitives = [...auditSamplers(samplers, { draws, bits }), ...auditGate(openTapedGate, { trials, bits })]
  progress?.(0.2, 'record-replay')
  const replays = await auditReplays(subject, privacy, { mixed: 12 })
  const files = await auditFiles(subject, protectedIn(synthesizer.unit, privacy))
  const releases = auditReleases(openTapedGate, replays[0]?.pairs ?? [], { trials, bits })
  const fresh = await auditFreshness(subject, auditTable(auditRows(30, 1)), {
    schema: auditSchema,
    privacy: protectedIn(synthesizer.unit, privacy),
  })
  const canary = await auditCanary(subject, { privacy: protectedIn(synthesizer.unit, privacy), bits }, runs, (share) =>
    progress?.(0.3 + 0.7 * share, 'canary'),
  )
  const findings = [...primitives, ...replays.map(({ finding }) => finding), ...files, releases, fresh, canary.finding]
  const passed = findings.every((finding) => finding.passed)
  return { format: 'rowsmith-privacy-audit', version: 1, rowsmith: version, model, epsilon, delta, passed, shown: canary.shown, findings }
}

/** Throws for a model that can't be private, options that it doesn't have and a budget that is none. */
function checkAuditable({ synthesizer, options = {} }: Subject, privacy: PrivacyOptions): void {
  methodOf(synthesizer)
  parseModelOptions(synthesizer, options)
  ledgerOf(protectedIn(synthesizer.unit, privacy), auditSchema, synthesizer)
}

/** A table of so many rows, of which a row or a whole person is protected. */
export interface ReplayTable {
  readonly rows: number
  readonly unit: 'row' | 'person'
  /** The schema leaves levels open. */
  readonly open?: boolean
}

export interface ReplayOptions {
  /** Rows that mix all ways of being odd. */
  readonly mixed: number
  readonly tables?: readonly ReplayTable[]
  readonly bits?: Bits
}

const replayTables: readonly ReplayTable[] = [
  { rows: 60, unit: 'row' },
  { rows: 60, unit: 'person' },
  { rows: 0, unit: 'row' },
  { rows: 0, unit: 'person' },
  { rows: 60, unit: 'person', open: true },
]

/** Record-replay of a model on tables with one unit more or less, on many rows and on none. */
export async function auditReplays(
  subject: Subject,
  privacy: PrivacyOptions,
  { mixed, tables = replayTables, bits }: ReplayOptions,
): Promise<Replay[]> {
  const replays: Replay[] = []
  for (const { rows: count, unit, open = false } of tables) {
    const one = unit === 'row'
    if (one && subject.synthesizer.unit === 'sequence') continue
    const rows = auditRows(count, 1)
    const budget = { ...privacy, openLevels: open }
    const schema = open ? openSchema : auditSchema
    const job = { schema, bits, privacy: one ? budget : { ...budget, unit, maxRowsPerUnit: perPerson } }
    const what = `one ${unit} more or less, ${count} rows${open ? ', open levels' : ''}`
    replays.push(await replayNeighbours(subject, what, auditTable(rows), neighbours(rows, mixed, one ? 1 : perPerson), job))
  }
  return replays
}

const openSchema = {
  ...auditSchema,
  columns: auditSchema.columns.map((column) => (column.kind === 'categorical' ? { ...column, levels: [] } : column)),
}

/** Rows of one person that count. */
const perPerson = 3

/** Each with so many rows of a new person more; and one row, or all rows of a person, less. */
function neighbours(rows: readonly AuditRow[], mixed: number, each: number): Neighbour[] {
  const rng = createRng(rows.length, mixed)
  const more = oddRows(rows.length, mixed, rng).map(({ what, row }) => ({
    what,
    rows: [...rows, ...Array.from({ length: each }, () => row)],
  }))
  const copies = rows.length === 0 ? [] : [{ what: 'a copy of a row', rows: [...rows, [rows.length, ...(rows[0] as AuditRow).slice(1)]] }]
  const less = [0, rows.length - 1]
    .filter((at) => rows.length > 0 && at >= 0)
    .map((at) => ({ what: 'a row less', rows: rows.filter((row, i) => (each === 1 ? i !== at : row[0] !== rows[at]?.[0])) }))
  return [...more, ...copies, ...less].map(({ what, rows }) => ({ what, table: auditTable(rows) }))
}

/** Of sequences, the key is the unit; of rows, a row is. */
export function protectedIn(unit: 'row' | 'sequence', privacy: PrivacyOptions): PrivacyOptions {
  return unit === 'row' ? privacy : { ...privacy, unit: 'person', maxRowsPerUnit: perPerson }
}
