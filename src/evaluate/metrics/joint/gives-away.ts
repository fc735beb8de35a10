import { takeRows } from '../../../learn/boosting/class-boosting.js'
import type { Feature } from '../../../learn/trees/bins.js'
import { areaUnderCurve, type CrossedBoosted, crossedScores } from '../../../learn/two-sample/two-sample.js'
import type { Rng } from '../../../random/rng.js'
import type { ColumnSchema } from '../../../table/schema.js'
import type { MetricDetail } from '../../metric.js'
import { drawPositions } from '../../tables/align.js'
import type { TwoSamples } from './two-samples.js'

/** Rows with which columns are shuffled at most. */
const mostRows = 2000

/**
 * What each column gives away, as scores: 1 less twice what the area under the curve falls when the column is shuffled among unseen
 * rows, never above 1. `model` has not seen the rows of fold 0. Of columns that say the same, each may go without a loss.
 * @see Breiman, 2001, Random Forests
 */
export function givesAway(
  { features, synthetic, fold }: TwoSamples,
  model: CrossedBoosted,
  columns: readonly ColumnSchema[],
  rng: Rng,
): MetricDetail[] {
  const unseen = Int32Array.from(fold.keys()).filter((row) => fold[row] === 0)
  const rows = drawPositions(unseen.length, mostRows, rng.split(0)).map((at) => unseen[at] as number)
  const own = features.map((feature) => takeRows(feature, rows))
  const labels = Uint8Array.from(rows, (row) => synthetic[row] as number)
  const areaOf = (shown: readonly Feature[]) => areaUnderCurve(crossedScores(model, shown, rows.length), labels)
  const area = areaOf(own)
  return columns.map(({ name }, index) => {
    const shuffled = takeRows(own[index] as Feature, Int32Array.from(drawPositions(rows.length, rows.length, rng.split(1, index))))
    const fall = area - areaOf(own.map((feature, f) => (f === index ? shuffled : feature)))
    return { columns: [name], value: 1 - Math.min(1, Math.max(0, 2 * fall)) }
  })
}
