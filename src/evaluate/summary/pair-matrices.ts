import type { PairMatrices } from '../evaluation.js'
import type { MetricContext, MetricInput } from '../metric.js'
import { referenceOf } from '../metrics/details.js'
import { associations } from '../metrics/pairwise/association.js'
import { similarities } from '../metrics/pairwise/contingency.js'

/** Matrices over the columns named, in that order, for heat maps. */
export function pairMatrices(names: readonly string[], input: MetricInput, context: MetricContext): PairMatrices {
  const size = context.columns.length
  const places = names.map((name) => context.columns.findIndex((column) => column.name === name))
  const inOrder = (matrix: Float64Array) => places.map((row) => places.map((column) => cell(matrix[row * size + column] as number)))
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
