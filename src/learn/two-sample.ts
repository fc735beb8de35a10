import { mix } from '../random/permutation.js'
import { ranks } from '../stats/ranks.js'
import type { Feature } from './bins.js'
import { type BoostingOptions, boost, predictNumbers } from './boosting.js'
import { takeRows } from './class-boosting.js'

/**
 * How well boosted trees tell two samples apart: the area under the curve of what they say of rows they haven't seen. 0.5: not at
 * all; 1: always; below 0.5 one sample holds copies of the other. Rows with the same codes are seen together or not at all, lest a
 * copy gives its original away. `second` is 1 for the rows of the second sample.
 *
 * @see Lopez-Paz and Oquab, 2017, Revisiting Classifier Two-Sample Tests
 */
export function twoSampleArea(
  features: readonly Feature[],
  second: Uint8Array,
  { folds = 3, ...options }: BoostingOptions & { readonly folds?: number } = {},
): number {
  const fold = foldsByContent(features, second.length, folds)
  const scores = new Float64Array(second.length)
  const values = Float64Array.from(second)
  const all = Int32Array.from(second.keys())
  for (let held = 0; held < folds; held++) {
    const model = boost(
      features,
      { kind: 'number', values },
      all.filter((row) => fold[row] !== held),
      options,
    )
    const unseen = all.filter((row) => fold[row] === held)
    const predicted = predictNumbers(
      model,
      features.map((feature) => takeRows(feature, unseen)),
      unseen.length,
    )
    unseen.forEach((row, i) => {
      scores[row] = predicted[i] as number
    })
  }
  return areaUnderCurve(scores, second)
}

/** The chance that a positive scores higher than a negative, ties half; 0.5 where one of them is missing. */
export function areaUnderCurve(scores: Float64Array, isPositive: Uint8Array): number {
  const rank = ranks(scores)
  let positives = 0
  let sum = 0
  for (let i = 0; i < scores.length; i++) {
    if (isPositive[i] === 0) continue
    positives++
    sum += rank[i] as number
  }
  const negatives = scores.length - positives
  return positives === 0 || negatives === 0 ? 0.5 : (sum - (positives * (positives + 1)) / 2) / (positives * negatives)
}

/** A fold for each row, the same for rows with the same codes. */
function foldsByContent(features: readonly Feature[], rows: number, folds: number): Uint8Array {
  const fold = new Uint8Array(rows)
  for (let row = 0; row < rows; row++) {
    let hash = 0
    for (let f = 0; f < features.length; f++) hash = mix((features[f] as Feature).codes[row] as number, hash, f)
    fold[row] = hash % folds
  }
  return fold
}
