import { createRng } from '../../../random/rng.js'
import type { Table } from '../../../table/table.js'
import type { ScoreJob } from '../../engine/score-job.js'
import type { Coding } from '../../tables/common-scale.js'
import { concatSequences, drawSequences, type SequencePool, sequenceCount } from './draws.js'
import type { PlainSequences, Sequences } from './sequences.js'

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
export function sequenceSideOf(job: ScoreJob, synthetic: number | null, tables: readonly Table[], coding: Coding): SequenceSide | null {
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
