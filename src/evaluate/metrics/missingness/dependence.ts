import { boosting } from '../../../learn/boosting/boosting.js'
import { predictProbabilities } from '../../../learn/boosting/loss.js'
import type { Boosted } from '../../../learn/boosting/predict.js'
import type { Feature } from '../../../learn/trees/bins.js'
import { takeRows } from '../../../learn/trees/bins.js'
import type { Work } from '../../../learn/turn.js'
import { areaUnderCurve } from '../../../learn/two-sample/two-sample.js'
import { type MetricContext, type MetricDetail, type MetricInput, spectrumPaper } from '../../metric.js'
import { drawPositions } from '../../tables/align.js'
import { featuresOf } from '../../tables/features.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, referenceOf } from '../results.js'
import { columnsWithMissing, missingCount, missingFlags } from './rates.js'
import { reasonsOf } from './reasons.js'

const settings = { rounds: 30, leaves: 8, learningRate: 0.2 } as const
/** Columns whose missing values are learned at most. */
const mostColumns = 20
const stream = 0x6d64

/**
 * Mean over columns of 1 - mean |P real(missing | other columns) - P synthetic(missing | other columns)|, as boosted trees learn them from
 * half of the rows of either table, over the other half of both. Each column's detail holds the area under the curve of either learner
 * on unseen rows of its own table: 0.5 where values are missing completely at random. Further details, of pairs, are for naming what it depends on
 * (`reasonsOf`).
 */
export const missingDependence = defineMetric({
  name: 'missing-dependence',
  version: 2,
  title: 'Missing for a reason',
  standardName: 'Missingness mechanism (missing at random)',
  plain: 'Does it depend on the other columns whether a value is missing, as it really does? Values left out at random fail where it does.',
  references: [spectrumPaper, { author: 'Rubin', year: 1976, title: 'Inference and missing data' }],
  level: 'missingness',
  implies: 'Q(column is missing | all others) = P(the same), for every column',
  missing: 'They are what is predicted; in other columns a value of its own.',
  mostRows: 8000,
  mostDraws: 5,
  *steps(input, context) {
    const tables = [referenceOf(input), input.synthetic]
    const all = columnsWithMissing(input, context).filter((name) => tables.some((table) => missingCount(table, name, context) > 0))
    if (all.length === 0) return { value: 1, reason: 'No value is missing, in the real rows or the synthetic ones.', details: [] }
    if (context.columns.length < 2)
      return { value: null, reason: 'There is only one column, and nothing to predict missing values from.', details: [] }
    const drawn = [...drawPositions(all.length, mostColumns, context.rng.split(stream))].sort((a, b) => a - b)
    const sides = sidesOf(input, context)
    const own: MetricDetail[] = []
    for (const at of drawn) own.push(yield* dependence(all[at], sides, context))
    const result = meanResult(own, '')
    if (context.unjudged) return result
    const reasons: MetricDetail[] = []
    for (const at of drawn) {
      yield
      reasons.push(...reasonsOf(all[at], input, context))
    }
    return { ...result, details: [...(result.details ?? []), ...reasons] }
  },
})

/** One table's rows among those of both, and which of them are learned from. */
interface Side {
  readonly table: MetricInput['synthetic']
  readonly learned: Int32Array
  readonly unseen: Int32Array
}

interface Sides {
  readonly features: readonly Feature[]
  readonly real: Side
  readonly synthetic: Side
}

function sidesOf(input: MetricInput, { columns }: MetricContext): Sides {
  const reference = referenceOf(input)
  const features = featuresOf([reference, input.synthetic], columns)
  const side = (table: Side['table'], start: number): Side => {
    const rows = Int32Array.from({ length: table.rows }, (_, row) => start + row)
    return { table, learned: rows.filter((_, i) => i % 2 === 0), unseen: rows.filter((_, i) => i % 2 === 1) }
  }
  return { features, real: side(reference, 0), synthetic: side(input.synthetic, reference.rows) }
}

function* dependence(name: string, { features, real, synthetic }: Sides, context: MetricContext): Work<MetricDetail> {
  const others = features.filter((_, index) => context.columns[index]?.name !== name)
  const codes = new Uint8Array(real.table.rows + synthetic.table.rows)
  codes.set(missingFlags(real.table, name, context))
  codes.set(missingFlags(synthetic.table, name, context), real.table.rows)
  const learn = ({ learned }: Side) => boosting(others, { kind: 'class', codes, classes: 2 }, learned, settings)
  const chances = (model: Boosted, { unseen }: Side) => {
    const shown = others.map((feature) => takeRows(feature, unseen))
    return predictProbabilities(model, shown, unseen.length).filter((_, i) => i % 2 === 1)
  }
  const [a, b] = [yield* learn(real), yield* learn(synthetic)]
  const byReal = [chances(a, real), chances(a, synthetic)] as const
  const bySynthetic = [chances(b, real), chances(b, synthetic)] as const
  let apart = 0
  byReal.forEach((own, side) => {
    for (let i = 0; i < own.length; i++) apart += Math.abs(own[i] - bySynthetic[side]?.[i])
  })
  const rows = real.unseen.length + synthetic.unseen.length
  const areaOf = (side: Side, scores: Float64Array) =>
    areaUnderCurve(
      scores,
      Uint8Array.from(side.unseen, (row) => codes[row]),
    )
  return {
    columns: [name],
    value: rows === 0 ? 1 - Math.abs(shareOf(real, codes) - shareOf(synthetic, codes)) : 1 - apart / rows,
    real: areaOf(real, byReal[0]),
    synthetic: areaOf(synthetic, bySynthetic[1]),
  }
}

/** Where all rows were learned from, nothing is left but the shares of missing values. */
function shareOf({ learned }: Side, codes: Uint8Array): number {
  return learned.reduce((sum, row) => sum + codes[row], 0) / Math.max(1, learned.length)
}
