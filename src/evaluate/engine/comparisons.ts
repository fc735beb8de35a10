import { createRng } from '../../random/rng.js'
import { Table } from '../../table/table.js'
import { comparedColumns, createMemo } from '../context.js'
import type { Metric, MetricContext, MetricInput } from '../metric.js'
import { drawSequenceBaselines, plainSequences, type SequenceDraw, type SequenceSide, sequenceSideOf } from '../metrics/sequence/draws.js'
import { alignTables, drawPositions, ShuffledTable } from '../tables/align.js'
import { CommonScale } from '../tables/common-scale.js'
import { type BaselineDraw, drawBaselines } from './baselines.js'
import { realRows } from './prepare.js'
import { scoresFloor } from './schedule.js'
import type { ScoredKind, ScoreJob, ScoreUnit } from './score-job.js'

/** The comparisons of one unit: what a metric is to score, with the context that they share. */
export interface Comparisons {
  readonly context: MetricContext
  inputsFor(metric: Metric): readonly (readonly [ScoredKind, () => MetricInput])[]
  /** Lets the tables of a candidate go, which no metric will ask for again. */
  forget(candidate: ScoredKind): void
}

/** Real rows, and for one synthetic table these, with common levels and codes. */
export interface Side {
  readonly coding: CommonScale
  /** All real rows. */
  readonly pool: Table
  readonly synthetic: Table | null
  /** The training rows as they are. */
  readonly real: Table
  /** The real rows that are compared with, the training rows, and the synthetic ones, in random order. */
  readonly reference: ShuffledTable
  readonly training: ShuffledTable
  readonly made: ShuffledTable | null
  /** Null where there is none to compare with. */
  readonly sequences: SequenceSide | null
}

/** Rows times pairs of columns that a metric of pairs looks at, about: what 50,000 rows of 45 columns have; and the rows that it looks at anyway. */
const mostOfPairs = 5e7
const fewestOfPairs = 2000

/** Rows of each table that a metric gets. */
export function rowsFor(metric: Metric, { sizes, holdout, schema }: Pick<ScoreJob, 'sizes' | 'holdout' | 'schema'>): number {
  const size = ofThree(metric, holdout !== null) ? sizes.triple : sizes.pair
  const most = Math.min(size, metric.mostRows ?? size)
  if (!metric.everyPair) return most
  const columns = comparedColumns(schema).length
  return Math.min(most, Math.max(fewestOfPairs, Math.floor((2 * mostOfPairs) / (columns * (columns - 1)))))
}

/**
 * True where a metric gets its tables as they are and baselines would have other sizes: a score changes with the number of rows, so they
 * couldn't be compared.
 */
export function sizesApart(metric: Metric, job: ScoreJob, synthetic: number): boolean {
  const rows = rowsFor(metric, job)
  return metric.asGiven === true && (job.training.rows !== rows || job.synthetics[synthetic]?.table.rows !== rows)
}

/** True where a metric compares training, holdout and synthetic rows, false where only two of them. */
export function ofThree(metric: Metric, hasHoldout: boolean): boolean {
  return hasHoldout && (metric.readsTraining === true || metric.needs.includes('holdout'))
}

/**
 * The tables of one side. Baselines are on a side without synthetic rows, so that they are the same for every synthetic table; each
 * draw is keyed, so that none depends on which others are made.
 */
export function sideOf(job: ScoreJob, synthetic: number | null): Side {
  const columns = comparedColumns(job.schema)
  const made = synthetic === null ? [] : [job.synthetics[synthetic]?.table]
  const plain = [...made, job.training, ...(job.holdout ? [job.holdout] : [])]
  const sequences = plainSequences(job, synthetic)
  const aligned = alignTables(
    [...plain, ...sequences.map(({ table }) => table)].map((table) => new Table(table.columns, table.rows)),
    columns,
  )
  const tables = aligned.slice(0, plain.length)
  const inLine = aligned.slice(plain.length)
  const [training, holdout] = (made.length > 0 ? tables.slice(1) : tables) as [Table, Table | undefined]
  const rows = made.length > 0 ? tables[0] : null
  const pool = realRows({ training, holdout: holdout ?? null })
  const coding = new CommonScale([pool, ...(rows ? [rows] : []), ...inLine])
  const draw = (table: Table, stream: number) =>
    new ShuffledTable(table, drawPositions(table.rows, job.sizes.pair, createRng(job.seed, 0, 1, stream)), coding)
  return {
    ...{ coding, pool, synthetic: rows, real: training },
    reference: draw(holdout ?? training, 1),
    // Without a holdout the training rows are what is compared with, and the copy is a copy of those.
    training: draw(training, holdout ? 2 : 1),
    made: rows && draw(rows, 0),
    sequences: sequenceSideOf(job, synthetic, inLine, coding),
  }
}

/** Streams of random numbers for metrics: one for the comparisons with the tables as they are, one for each draw. */
const metricStream = 1
const drawStream = 2
const sequenceStream = 3

export function comparisonsOf(job: ScoreJob, { side: kind, index }: Pick<ScoreUnit, 'side' | 'index'>, side: Side): Comparisons {
  const made = kind === 'synthetic' ? job.synthetics[index] : undefined
  const maker = made?.maker
  const context: MetricContext = {
    schema: job.schema,
    columns: comparedColumns(job.schema),
    rng: createRng(job.seed, metricStream, kind === 'draw' ? index + 1 : 0),
    memo: createMemo(),
    coding: side.coding,
    uniqueKeys: (made ?? job).uniqueKeys,
    ...(maker === undefined ? {} : { maker }),
    ...(made?.writing ? { writing: made.writing } : {}),
    // Where rows belong together, what a test says of real ones is what it is held against.
    ...(kind === 'synthetic' || (kind === 'draw' && job.units) ? {} : { unjudged: true }),
  }
  if (kind !== 'draw') {
    const candidate = kind === 'copy' ? 'copy' : 'synthetic'
    return { context, inputsFor: (metric) => [[candidate, () => tablesFor(metric, job, side, candidate)]], forget() {} }
  }
  const units = job.units && Int32Array.from([...job.units.training, ...(job.units.holdout ?? [])])
  const draw = drawBaselines({ pool: side.pool, units }, context.columns, job.sizes, side.coding, createRng(job.seed, drawStream, index))
  const sequences = side.sequences
    ? drawSequenceBaselines(side.sequences.pool, context.columns, side.coding, createRng(job.seed, sequenceStream, index))
    : null
  return { context, inputsFor: (metric) => drawnFor(metric, job, { draw, sequences }, index), forget: draw.forget }
}

function tablesFor(metric: Metric, job: ScoreJob, side: Side, candidate: 'synthetic' | 'copy'): MetricInput {
  if (metric.asGiven) {
    const { columns, rows } = side.real
    return { training: side.real, synthetic: candidate === 'synthetic' && side.synthetic ? side.synthetic : new Table(columns, rows) }
  }
  const rows = rowsFor(metric, job)
  const training = side.training.first(rows)
  const synthetic = candidate === 'synthetic' && side.made ? side.made.first(rows) : new Table(training.columns, training.rows)
  const reference = side.reference.first(rows)
  const sequences = pairOf(metric, side.sequences, candidate)
  if (ofThree(metric, job.holdout !== null)) return { training, holdout: reference, synthetic, ...sequences }
  const others = candidate === 'synthetic' && job.holdout ? { others: training } : {}
  return { training: reference, synthetic, ...others, ...sequences }
}

/** The sequences to compare, for a metric that asks for them. */
function pairOf(metric: Metric, side: SequenceSide | null, candidate: 'synthetic' | 'copy'): Pick<MetricInput, 'sequences'> {
  const made = candidate === 'copy' ? side?.training : side?.made
  return side && made && metric.needs.includes('sequence-key') ? { sequences: { real: side.reference, synthetic: made } } : {}
}

/** One draw of the baselines, of rows and of sequences. */
interface Draws {
  readonly draw: BaselineDraw
  readonly sequences: SequenceDraw | null
}

/** Real rows in every draw, the metric's floor in as many as it scores, and in the first draw of a fast metric what else would do for a floor. */
function drawnFor(metric: Metric, job: ScoreJob, { draw, sequences }: Draws, index: number): [ScoredKind, () => MetricInput][] {
  const rows = rowsFor(metric, job)
  const three = ofThree(metric, job.holdout !== null)
  const floors = (['permuted', 'uniform'] as const).filter((name) =>
    name === metric.floor ? scoresFloor(metric, index) : index === 0 && metric.cost === 'fast',
  )
  const given = (name: 'half' | (typeof floors)[number]): MetricInput => {
    const input = draw[name](rows, three)
    if (!sequences || !metric.needs.includes('sequence-key')) return input
    return { ...input, sequences: { real: sequences.reference, synthetic: sequences[name]() } }
  }
  return (['half', ...floors] as const).map((name) => [name, () => given(name)])
}
