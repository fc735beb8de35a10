import { type Boosted, predictNumbers } from '../../../../learn/boosting/predict.js'
import { type Feature, takeRows } from '../../../../learn/trees/bins.js'

/** Where a number is to be expected, given the columns before it, on the scale of normal ranks: a sum of what each cell adds, and of boosted trees. Plain data. */
export interface Location {
  /** By feature, what each code adds. */
  readonly tables: readonly Float64Array[]
  readonly boosted: Boosted
}

/** The location of each of these rows of the features. */
export function locate({ tables, boosted }: Location, features: readonly Feature[], rows: Int32Array): Float64Array {
  const hasTrees = boosted.trees.length > 0
  const located = hasTrees
    ? predictNumbers(
        boosted,
        features.map((feature) => takeRows(feature, rows)),
        rows.length,
      )
    : new Float64Array(rows.length).fill(boosted.base[0])
  for (let i = 0; i < rows.length; i++) located[i] = located[i] + tableSum(tables, features, rows[i])
  return located
}

/** What the cells of a row add. */
export function tableSum(tables: readonly Float64Array[], features: readonly Feature[], row: number): number {
  let sum = 0
  for (let f = 0; f < tables.length; f++) sum += tables[f][features[f].codes[row]]
  return sum
}
