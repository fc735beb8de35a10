import { createRng, type Rng } from '../../../random/rng.js'
import type { ColumnSchema } from '../../../table/schema.js'
import { concatTables, type Table } from '../../../table/table.js'
import { uniformRows } from '../../engine/baselines.js'
import type { ScoreJob } from '../../engine/score-job.js'
import { drawPositions } from '../../tables/align.js'
import type { CommonScale } from '../../tables/common-scale.js'
import type { PlainSequences, Sequences } from '../../tables/plain-tables.js'
import { lengthsOf, rowsOf, startsOf } from './sequences.js'

/** Rows of a table of sequences that are worth comparing, about. */
const mostRows = 10_000

/** The real sequences, and how many of them stand on either side of a comparison. */
export interface SequencePool {
  readonly sequences: Sequences
  readonly count: number
}

/**
 * As many sequences as either side of a comparison can have, so that real ones can be compared with other real ones in just the same
 * way: none more than the smallest table has, but for empty ones, and half of all real ones.
 */
function sequenceCount(real: readonly PlainSequences[], synthetic: readonly PlainSequences[]): number {
  const counts = real.map((one) => one.starts.length - 1)
  const all = counts.reduce((sum, count) => sum + count, 0)
  const rows = real.reduce((sum, one) => sum + (one.starts.at(-1) as number), 0)
  const worth = rows === 0 ? 0 : Math.max(1, Math.floor((mostRows * all) / rows))
  const made = synthetic.map((one) => one.starts.length - 1).filter((count) => count > 0)
  return Math.min(worth, ...made, counts.at(-1) as number, all < 2 ? all : Math.floor(all / 2))
}

/** So many sequences, drawn at random. */
function drawSequences(from: Sequences, count: number, coding: CommonScale, rng: Rng): Sequences {
  return takeSequences(from, drawPositions(from.starts.length - 1, count, rng), coding)
}

function takeSequences({ table, starts }: Sequences, places: ArrayLike<number>, coding: CommonScale): Sequences {
  const taken = rowsOf({ starts }, places)
  return { table: coding.take(table, () => taken.rows, taken.rows.length), starts: taken.starts }
}

/** One draw of the baselines for sequences: what is compared with, and what is handed in as synthetic; each made once. */
export interface SequenceDraw {
  readonly reference: Sequences
  /** Other real sequences. */
  half(): Sequences
  /** Those with their rows dealt out anew, each row whole: lengths and rows stay as they are, which row follows which is lost. */
  permuted(): Sequences
  /** Lengths drawn evenly from the least to the greatest, rows drawn evenly over levels and ranges. */
  uniform(): Sequences
}

/** Null where there are fewer than two real sequences. No sequence is on both sides. */
export function drawSequenceBaselines(
  { sequences, count }: SequencePool,
  columns: readonly ColumnSchema[],
  coding: CommonScale,
  rng: Rng,
): SequenceDraw | null {
  const all = sequences.starts.length - 1
  if (all < 2 || count === 0) return null
  const places = drawPositions(all, all, rng.split(0))
  const half = once(() => takeSequences(sequences, places.slice(all - count), coding))
  return {
    reference: takeSequences(sequences, places.slice(0, count), coding),
    half,
    permuted: once(() => {
      const { table, starts } = half()
      const dealt = drawPositions(table.rows, table.rows, rng.split(1))
      return { table: coding.take(table, () => dealt, table.rows), starts }
    }),
    uniform: once(() => {
      const starts = startsOf(evenLengths(sequences, count, rng.split(2)))
      return { table: uniformRows(sequences.table, columns, starts.at(-1) as number, coding, rng.split(3)), starts }
    }),
  }
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

/** So many lengths, or fewer where one sequence is so long that they would have far more rows than real ones. */
function evenLengths(sequences: Sequences, count: number, rng: Rng): number[] {
  const lengths = lengthsOf(sequences).sort()
  const least = lengths[0]
  const range = (lengths.at(-1) as number) - least + 1
  const drawn: number[] = []
  for (let rows = 0; drawn.length < count && rows < 2 * mostRows; rows += drawn.at(-1) as number) drawn.push(least + rng.integer(range))
  return drawn
}

/** The sequences of several tables, one after the other. */
function concatSequences(parts: readonly Sequences[]): Sequences {
  return { table: concatTables(parts.map(({ table }) => table)), starts: startsOf(parts.flatMap((part) => [...lengthsOf(part)])) }
}

/** The sequences of one side of an evaluation. */
export interface SequenceSide {
  /** All real ones. */
  readonly pool: SequencePool
  /** Those that are compared with, those of the training rows, and the synthetic ones, drawn at random; null where there are none. */
  readonly reference: Sequences
  readonly training: Sequences
  readonly made: Sequences | null
}

/** The sequences of a side before their tables are aligned: those of the real rows, then those of the synthetic table. */
export function plainSequences({ sequences, synthetics }: ScoreJob, synthetic: number | null): PlainSequences[] {
  if (sequences.length === 0) return []
  const made = synthetic === null ? null : (synthetics[synthetic]?.sequences ?? null)
  return made ? [...sequences, made] : [...sequences]
}

/** Streams of random numbers for sequences. */
const streams = { reference: 1, training: 2, made: 0 } as const

/** The side, from the tables of `plainSequences` once they are aligned; null where the job has no sequences. */
export function sequenceSideOf(
  job: ScoreJob,
  synthetic: number | null,
  tables: readonly Table[],
  coding: CommonScale,
): SequenceSide | null {
  const aligned = plainSequences(job, synthetic).map(({ starts }, i): Sequences => ({ table: tables[i], starts }))
  const real = aligned.slice(0, job.sequences.length)
  const [training, holdout] = real
  if (!training) return null
  const made = aligned[real.length] ?? null
  const count = sequenceCount(
    real,
    job.synthetics.flatMap(({ sequences }) => (sequences ? [sequences] : [])),
  )
  const draw = (from: Sequences, stream: number) => drawSequences(from, count, coding, createRng(job.seed, 0, 2, stream))
  return {
    pool: { sequences: concatSequences(real), count },
    reference: draw(holdout ?? training, streams.reference),
    // Without a holdout the training rows are what is compared with, and the copy is a copy of those.
    training: draw(training, holdout ? streams.training : streams.reference),
    made: made && draw(made, streams.made),
  }
}
