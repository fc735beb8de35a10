import { boostClasses } from '../../../learn/boosting/class-boosting.js'
import { classWeights } from '../../../learn/boosting/class-weights.js'
import { compactClasses, expandClasses, smoothedShares, splitRows } from '../../../learn/classes.js'
import { informativeInteractions, withInteractions } from '../../../learn/two-sample/informative-interactions.js'
import { createRng } from '../../../random/rng.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { predictorsOf } from '../../tables/features.js'
import { responseOf } from '../../tables/response.js'

/**
 * Directions in which trees are grown are drawn alike for every table: a model of the real rows is shared by all that are compared with
 * them, whoever comes first.
 */
const directions = createRng(0, 8)

/** What a learner knows of a column once it has seen a table. Distributions are `classes` probabilities each, which sum to 1 and are above 0. */
export interface Predictive {
  /** The distribution where nothing is known of the other columns. */
  readonly margin: Float64Array
  /** For each row of a table the distribution given the others, row by row. */
  predict(table: Table): Float64Array
}

/**
 * The distribution of the context's column `index` given all others, as boosted trees learn it from `source`; `training` cuts the classes.
 * Pairs of columns that tell more together than each by itself are predictors of their own. The column `leftOut`, if any, is no predictor.
 */
export function learnPredictive(index: number, source: Table, training: Table, context: MetricContext, leftOut = index): Predictive {
  const { name } = context.columns[index]
  const { classes, ordered, codes } = responseOf(name, training, context)
  const own = codes(source.column(name))
  const compact = compactClasses(own, classes)
  const others = (table: Table) => predictorsOf(table, source, context).filter((_, i) => i !== index && i !== leftOut)
  const { learned, held } = splitRows(source.rows)
  const response = { codes: compact.codes, classes: compact.occurring.length }
  const features = others(source)
  const interactions = informativeInteractions(features, response, learned, 2, directions.split(index, 0))
  const model = boostClasses(withInteractions(features, interactions), response, learned, held, directions.split(index), { ordered })
  const shares = smoothedShares(own, classes)
  return {
    // What the trees begin with, so that a model without trees tells exactly nothing.
    margin: expandClasses(model.shares, compact, shares),
    predict: (table) => expandClasses(classWeights(model, withInteractions(others(table), interactions), table.rows), compact, shares),
  }
}
