import type { Ledger } from '../../dp/accounting/ledger.js'
import { approximately, readRational } from '../../dp/accounting/rational.js'
import type { Tape } from '../../dp/gate.js'
import { type Bits, secureBits } from '../../dp/mechanisms/bits.js'
import { parseModelOptions } from '../../models/shell/fit.js'
import { fitPrivately, type PrivacyOptions } from '../../models/shell/fit-privately.js'
import { stringifyModel } from '../../models/shell/model-file.js'
import type { FittedModel, Synthesizer } from '../../models/synthesizer.js'
import { sampleTable } from '../../pipeline/jobs/sample.js'
import type { Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import type { Finding } from '../finding.js'
import type { GateUnderAudit, ReleasePair } from '../mechanisms/release-bounds.js'
import { bookingProblems, noiseProblems, type Promised, type Recorded, recordingTape, replayingTape } from '../mechanisms/tape.js'

/** What is audited: a model, and the gate through which it sees the rows. */
export interface Subject {
  readonly synthesizer: Synthesizer
  readonly open: GateUnderAudit
  readonly options?: Readonly<Record<string, unknown>>
}

export interface TapedJob {
  readonly schema: Schema
  readonly privacy: PrivacyOptions
  readonly seed?: number
  readonly bits?: Bits
}

/** A private fit whose releases a tape sees and may replace. */
export interface TapedFit {
  /** Null where the fit threw. */
  readonly model: FittedModel | null
  /** All that anybody may see of it: model, rows, ledger, progress, or the message of the error. */
  readonly output: string
  readonly ledger: Ledger | null
}

/** Rows that are drawn from a model to be compared. */
const drawnRows = 40

/** Fits under observation. */
export async function fitOnTape(
  { synthesizer, open, options = {} }: Subject,
  table: Table,
  job: TapedJob,
  tape: (ledger: () => Ledger) => Tape,
): Promise<TapedFit> {
  let ledger: Ledger | null = null
  const { schema, privacy, seed = 1, bits = secureBits() } = job
  const seen: string[] = []
  const fit = {
    synthesizer,
    options: await parseModelOptions(synthesizer, options),
    seed,
    privacy,
    progress: (share: number, what: string) => void seen.push(`${share} ${what}`),
  }
  try {
    const model = await fitPrivately(table, schema, fit, (data, own, rowsPerUnit) => {
      ledger = own
      return open(
        data,
        own,
        rowsPerUnit,
        tape(() => own),
        bits,
      )
    })
    const rows = await sampleTable(model, drawnRows, { seed })
    const cells = rows.columns.map(({ name, values }) => [name, Array.from(values, String)])
    return { model, output: JSON.stringify([stringifyModel(model), cells, seen, ledger]), ledger }
  } catch (error) {
    return { model: null, output: `${error} ${JSON.stringify(seen)}`, ledger }
  }
}

/** A table that differs by one privacy unit; or a stranger, that may differ in everything but its schema. */
export interface Neighbour {
  readonly what: string
  readonly table: Table
  readonly stranger?: boolean
}

export interface Replay {
  readonly finding: Finding
  /** The releases on the table and on the neighbour that moves them most. */
  readonly pairs: readonly ReleasePair[]
  readonly model: FittedModel | null
}

/**
 * One fit is recorded; then the neighbours are fitted while its releases are given out. Whatever differs then has gone past the gate; and
 * exact numbers that differ by more than was declared have been paid for too cheaply.
 */
export async function replayNeighbours(
  subject: Subject,
  what: string,
  table: Table,
  neighbours: readonly Neighbour[],
  job: TapedJob,
): Promise<Replay> {
  const { tape, recorded } = recordingTape()
  const first = await fitOnTape(subject, table, job, () => tape)
  const problems =
    first.model && first.ledger
      ? [...bookingProblems(recorded, first.ledger, promisedBy(job.privacy)), ...noiseProblems(recorded)]
      : [`the fit failed: ${first.output}`]
  let pairs: ReleasePair[] = []
  let most = -1
  for (const neighbour of neighbours) {
    const replayed = await replay(subject, neighbour, job, recorded, first.output)
    problems.push(...replayed.problems.map((problem) => `${neighbour.what}: ${problem}`))
    if (neighbour.stranger) continue
    const own = recorded.flatMap((release, i) =>
      replayed.exact[i] ? [{ recorded: release, other: replayed.exact[i], sensitivity: unitSensitivity(first.ledger, i) }] : [],
    )
    const moved = own.reduce((sum, pair) => sum + movedBy(pair), 0)
    if (moved <= most) continue
    most = moved
    pairs = own
  }
  const detail =
    problems.length === 0
      ? `${neighbours.length} tables, ${recorded.length} releases: byte for byte the same`
      : [...new Set(problems)].slice(0, 3).join('; ')
  return { finding: { audit: 'record-replay', what, passed: problems.length === 0, detail }, pairs, model: first.model }
}

function promisedBy({ epsilon, delta = 1e-9, maxRowsPerUnit = 1 }: PrivacyOptions): Promised {
  return { epsilon, delta, rowsPerUnit: maxRowsPerUnit }
}

async function replay(subject: Subject, { table, stranger }: Neighbour, job: TapedJob, recorded: readonly Recorded[], expected: string) {
  let replaying: ReturnType<typeof replayingTape> | undefined
  const fit = await fitOnTape(subject, table, job, (ledger) => {
    replaying = replayingTape(recorded, ledger, stranger)
    return replaying.tape
  })
  const problems = [...(replaying?.problems ?? [])]
  const exact = replaying?.exact ?? []
  if (exact.length < recorded.length) problems.push(`${recorded[exact.length]?.name}: is asked of one table only`)
  if (fit.output !== expected)
    problems.push(fit.model ? 'the same releases gave another model, other rows or other words' : `failed: ${fit.output}`)
  return { problems, exact }
}

/** What the ledger was told one unit moves a release by. */
function unitSensitivity(ledger: Ledger | null, release: number): number {
  return approximately(readRational(ledger?.expenses[release]?.sensitivity ?? '0'))
}

/** How far the exact numbers are apart, measured by the noise. */
function movedBy({ recorded, other }: ReleasePair): number {
  if (recorded.kind !== 'measure') return 0
  const squares = other.reduce((sum, value, i) => sum + (value - recorded.exact[i]) * (value - recorded.exact[i]), 0)
  return squares / approximately(readRational(recorded.parameter))
}

/** Whether noise is drawn anew: two fits of the same rows with the same seed, by the generator that fits are made with. */
export async function auditFreshness(subject: Subject, table: Table, job: TapedJob): Promise<Finding> {
  const runs: Recorded[] = []
  for (let run = 0; run < 2; run++) {
    const { tape, recorded } = recordingTape()
    await fitOnTape(subject, table, { ...job, bits: secureBits() }, () => tape)
    runs.push(...recorded.map((release) => ({ ...release, name: `${release.name}, fit ${run + 1}` })))
  }
  const problems = noiseProblems(runs)
  const detail = problems.length === 0 ? `${runs.length} releases, none with the noise of another` : problems.slice(0, 2).join('; ')
  return { audit: 'freshness', what: 'two fits with one seed, and all releases of a fit', passed: problems.length === 0, detail }
}
