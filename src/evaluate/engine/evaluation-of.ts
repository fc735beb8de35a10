import { isModelled, type Schema } from '../../table/schema.js'
import { version } from '../../version.js'
import type { Evaluation, ScoredEvaluation } from '../evaluation.js'
import type { Metric } from '../metric.js'
import { shortcomingsOf } from '../shortcomings/index.js'
import { completeness } from '../summary/completeness.js'
import { linesOf } from '../verdicts/lines.js'
import type { Charts } from './charts.js'
import { type EvaluationOutcome, scoreEntry, type TableOutline } from './score-entry.js'

/** The evaluation of one synthetic table. */
export function evaluationOf(outcome: EvaluationOutcome, { sequenceRows, copied, ...charts }: Charts): Evaluation {
  const { job, real, synthetic, metrics, timings, leftOut, counted } = outcome
  const scores = metrics.map((metric) => scoreEntry(metric, outcome, sequenceRows))
  const scored = metrics.filter((_, place) => scores[place]?.value !== null)
  const judged: ScoredEvaluation = {
    format: 'rowsmith-evaluation',
    version: 1,
    rowsmith: version,
    seed: job.seed,
    name: synthetic.name ?? null,
    maker: synthetic.maker ?? null,
    rows: {
      training: (counted?.tables.training ?? real.training).rows,
      synthetic: (counted?.tables.synthetics[outcome.index] ?? synthetic.table).rows,
      holdout: (counted?.tables.holdout ?? real.holdout)?.rows ?? null,
      compared: counted?.size ?? job.sizes.pair,
      comparedOfThree: job.holdout ? job.sizes.triple : null,
    },
    unit: job.units?.column ?? null,
    reference: job.holdout ? 'holdout' : 'training',
    completeness: completeness(scored),
    scores,
    ...charts,
    leftOut: [...job.schema.columns.filter((column) => !isModelled(column)).map(leftOutOf), ...strangers(synthetic.table, job.schema)],
    writing: synthetic.writing ?? [],
    copied,
    notes: notesOn(outcome, leftOut),
    ...(timings ? { timings } : {}),
  }
  const shortcomings = shortcomingsOf(judged)
  return { ...judged, shortcomings, lines: linesOf({ scores, shortcomings, copied: judged.copied }) }
}

function leftOutOf({ name, kind, role }: Schema['columns'][number]): Evaluation['leftOut'][number] {
  if (kind === 'text') return { column: name, kind, reason: 'a text: its words are made up, not learned' }
  if (role === 'sequence-key') return { column: name, kind, reason: 'it says which rows belong together, and is made anew' }
  return { column: name, kind, reason: role === 'key' || kind === 'id' ? 'a key: made anew for every row' : 'not learned' }
}

/** Columns of the synthetic table that the schema doesn't have. */
function strangers(table: TableOutline, schema: Schema): Evaluation['leftOut'][number][] {
  const known = new Set(schema.columns.map(({ name }) => name))
  return table.columns
    .filter(({ name }) => !known.has(name))
    .map(({ name, kind }) => ({ column: name, kind, reason: 'only in the synthetic rows' }))
}

function notesOn({ job, real, synthetic, metrics, budget, counted, index }: EvaluationOutcome, leftOut: readonly Metric[]): string[] {
  const { training, holdout } = real
  const notes: string[] = []
  const size = counted?.size ?? job.sizes.pair
  if (!holdout) {
    notes.push(
      'There is no holdout: synthetic rows are compared with the rows the model learned from, so a model that copies them scores best of all. Give rows it never saw to find out.',
    )
  }
  if (job.units) {
    notes.push(
      `Rows of one ${job.units.column} belong together: real rows are dealt out by whole ones, and what a test says is held against what it says of other real rows.`,
    )
  }
  const all = counted?.tables
  const most = Math.min(
    (all?.synthetics[index] ?? synthetic.table).rows,
    ((holdout ? all?.holdout : all?.training) ?? holdout ?? training).rows,
  )
  if (size < most && metrics.some(({ asGiven }) => !asGiven)) {
    notes.push(
      `Scores compare ${size} rows with ${size}, drawn at random out of ${most} or more, so that real rows could be scored against real rows at the same size.`,
    )
  }
  if (counted) {
    const sampled = metrics.filter(({ name }) => !counted.metrics.has(name)).map(({ name }) => name)
    const rows = [real.training, synthetic.table].map((table) => table.rows)
    notes.push(
      `Scores by counts of all rows: ${[...counted.metrics].join(', ') || 'none'}.${sampled.length === 0 ? '' : ` By samples of ${rows.join(' and ')} rows at most: ${sampled.join(', ')}; the error of each stands beside it.`}`,
    )
  }
  if (size > 0 && size < 200) notes.push(`With ${size} rows on either side, scores are uncertain; look at the ceiling before you judge.`)
  if (leftOut.length > 0) {
    notes.push(`The budget of ${budget} s was spent before the turn of ${leftOut.map(({ title }) => title.toLowerCase()).join(', ')}.`)
  }
  return notes
}
