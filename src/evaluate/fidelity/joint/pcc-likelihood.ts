import type { Table } from '../../../table/table.js'
import { cutToOneSize } from '../../cut.js'
import type { Metric } from '../../metric.js'
import { Judge, judgedTables, surrogateRows } from '../../surrogate/judge.js'
import { familyNotes } from '../../surrogate/notes.js'
import { surrogatePapers } from '../../surrogate/references.js'
import { judgementRefused } from '../../surrogate/refused.js'
import { treeLogs } from '../../surrogate/second-judge.js'

/**
 * exp(-max(0, D) / columns), with D = L(P^; H) - L(Q^; H) the difference of mean log densities of holdout rows, in nats per row: P^ is a
 * surrogate, probabilistic cross-categorisation, of the training rows, Q^ one of as many synthetic rows. D estimates KL(P, Q) - KL(P, P^),
 * so that a table which lacks a part of the real rows loses, however plausible the rows are that it has. The score is the part of a
 * cell's density that is kept, as a geometric mean. Beside it stands the same by dependence trees, a judge of another family.
 */
export const pccLikelihood: Metric = {
  name: 'pcc-likelihood',
  title: 'Real rows foreseen',
  plain:
    'Does a model of the synthetic rows foresee unseen real rows as well as a model of real rows does? 1 means as well; 0.9 that each cell is foreseen with nine tenths of the probability.',
  references: surrogatePapers,
  family: 'fidelity',
  level: 'joint',
  implies: 'E log Q(row) = E log P(row) over real rows, that is Q = P',
  necessity: 'necessary',
  goal: 'maximize',
  range: [0, 1],
  basis: 'model-based',
  missing: 'A value of its own, which depends on the other columns as any value does.',
  needs: ['holdout'],
  cost: 'standard',
  mostRows: surrogateRows,
  mostDraws: 3,
  floor: 'permuted',
  compute(input, context) {
    const refused = judgementRefused(pccLikelihood, input, context)
    if (refused) return refused
    const tables = judgedTables(input, context)
    const { fresh } = tables
    if (fresh.rows === 0) return { value: null, reason: 'The holdout has no rows.' }
    const judge = new Judge(tables, context)
    const [fitted, made] = cutToOneSize([tables.fitted, tables.synthetic], context) as [Table, Table]
    const real = judge.rows(judge.surrogateOf(fitted), fresh)
    const synthetic = judge.rows(judge.surrogateOf(made), fresh)
    const difference = meanDifference(real, synthetic)
    if (difference.mean === null) return { value: null, reason: 'The surrogates give no real row a probability.' }
    const columns = context.columns.length
    const tree = meanDifference(treeLogs(fresh, fitted, fitted, context), treeLogs(fresh, made, fitted, context))
    return {
      value: kept(difference.mean, columns),
      parts: [
        { name: 'difference', label: 'Nats per row by which the model of real rows foresees better', value: difference.mean },
        { name: 'difference-error', label: 'Standard error of that', value: difference.error },
        { name: 'impossible', label: 'Share of real rows to which a surrogate gives no probability, left out', value: difference.leftOut },
        { name: 'chow-liu-difference', label: 'The same nats by a judge of another family, dependence trees', value: tree.mean },
        { name: 'chow-liu-score', label: 'Score by that judge', value: kept(tree.mean ?? 0, columns) },
      ],
      notes: familyNotes(context),
    }
  },
}

function kept(difference: number, columns: number): number {
  return Math.exp(-Math.max(0, difference) / columns)
}

interface Difference {
  /** Null where no row has both densities. */
  readonly mean: number | null
  readonly error: number | null
  /** Share of the rows that have not. */
  readonly leftOut: number
}

function meanDifference(real: Float64Array, synthetic: Float64Array): Difference {
  let n = 0
  let sum = 0
  let squares = 0
  for (let row = 0; row < real.length; row++) {
    const difference = (real[row] as number) - (synthetic[row] as number)
    if (!Number.isFinite(difference)) continue
    n++
    sum += difference
    squares += difference * difference
  }
  const mean = n === 0 ? null : sum / n
  const error = mean === null || n < 2 ? null : Math.sqrt(Math.max(0, squares / n - mean * mean) / (n - 1))
  return { mean, error, leftOut: 1 - n / real.length }
}
