import { isModelled } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import type { Evaluation, PairMatrices } from '../evaluation.js'
import type { MetricContext, MetricInput } from '../metric.js'
import { associations } from '../metrics/pairwise/association.js'
import { pairContingency, similarities } from '../metrics/pairwise/contingency.js'
import { referenceOf } from '../metrics/results.js'
import { summarizeColumn } from '../summary/column-summary.js'
import { countCopies } from '../summary/copied.js'
import { type Comparisons, rowsFor, type Side } from './comparisons.js'
import type { ScoreJob } from './score-job.js'

/** What an evaluation shows of the rows themselves beside their scores. Plain data. */
export interface Charts extends Pick<Evaluation, 'columns' | 'pairs' | 'copied'> {
  /** Real rows in the sequences that are compared. */
  readonly sequenceRows: number
}

/** The charts of the synthetic table of a side, made of what its metrics have at hand. */
export function chartsOf(job: ScoreJob, side: Side, { context }: Pick<Comparisons, 'context'>): Charts {
  const { reference, training, pool, synthetic, made, coding, sequences } = side
  const columns = job.schema.columns.filter(isModelled)
  const { pair } = job.sizes
  // As many rows as metrics of pairs look at.
  const rows = rowsFor(pairContingency, job)
  const names = columns.map(({ name }) => name)
  return {
    columns: columns.map((column) => summarizeColumn(column, pool, synthetic as Table, coding)),
    pairs: pairMatrices(names, { training: reference.first(rows), synthetic: made?.first(rows) as Table }, context),
    copied: job.holdout ? countCopies(made?.first(pair) as Table, training.first(pair), reference.first(pair)) : null,
    sequenceRows: sequences?.reference.table.rows ?? 0,
  }
}

/** Matrices over the columns named, in that order, for heat maps. */
function pairMatrices(names: readonly string[], input: MetricInput, context: MetricContext): PairMatrices {
  const size = context.columns.length
  const places = names.map((name) => context.columns.findIndex((column) => column.name === name))
  const inOrder = (matrix: Float64Array) => places.map((row) => places.map((column) => cell(matrix[row * size + column])))
  return {
    columns: names,
    real: inOrder(associations(referenceOf(input), context)),
    synthetic: inOrder(associations(input.synthetic, context)),
    similarity: inOrder(similarities(input, context)),
  }
}

/** Four decimals are more than a colour shows. */
function cell(value: number): number | null {
  return Number.isNaN(value) ? null : Math.round(value * 10_000) / 10_000
}
