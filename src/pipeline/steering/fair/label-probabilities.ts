import { boostClasses } from '../../../learn/boosting/class-boosting.js'
import { classWeights } from '../../../learn/boosting/class-weights.js'
import { binEdges, binNumbers, type Feature, levelFeature, takeRows } from '../../../learn/trees/bins.js'
import { createRng, type Rng } from '../../../random/rng.js'
import { type CodeColumn, isNumberColumn } from '../../../table/column.js'
import type { Table } from '../../../table/table.js'

/** Parts of the rows, each judged by what the others teach. */
const folds = 5
const boosting = { rounds: 150, leaves: 16, learningRate: 0.15, minLeaf: 20 }
/** Levels that trees tell apart; a column of more says nothing. */
const mostLevels = 1000

/**
 * The probability of each level of a column in each row, row by row, as the other columns tell it: boosted trees that have not seen the row. Rows whose
 * cell is missing teach nothing.
 */
export function labelProbabilities(table: Table, label: string, seed: number): { readonly levels: number; readonly of: Float64Array } {
  const own = table.column(label) as CodeColumn
  const levels = own.levels.length
  const features = featuresOf(table, label)
  const rng = createRng(seed, labelStream)
  const foldOf = Uint8Array.from({ length: table.rows }, () => rng.integer(folds))
  const probabilities = new Float64Array(table.rows * levels)
  for (let fold = 0; fold < folds; fold++) {
    const judged = rowsOf(foldOf, (other) => other === fold)
    const weights = predicted(features, own, foldOf, fold, judged, rng.split(fold))
    judged.forEach((row, i) => {
      let sum = 0
      for (let k = 0; k < levels; k++) sum += weights[i * levels + k]
      for (let k = 0; k < levels; k++) probabilities[row * levels + k] = weights[i * levels + k] / sum
    })
  }
  return { levels, of: probabilities }
}

/** Keeps the draws apart from those of rows. */
const labelStream = -7

function predicted(
  features: readonly Feature[],
  { values, levels }: CodeColumn,
  foldOf: Uint8Array,
  fold: number,
  judged: Int32Array,
  rng: Rng,
): Float64Array {
  const held = (fold + 1) % folds
  const isKnown = (row: number): boolean => values[row] >= 0
  const learned = rowsOf(foldOf, (other) => other !== fold && other !== held).filter(isKnown)
  const unseen = rowsOf(foldOf, (other) => other === held).filter(isKnown)
  const model = boostClasses(features, { codes: values, classes: levels.length }, learned, unseen, rng, boosting)
  return classWeights(
    model,
    features.map((feature) => takeRows(feature, judged)),
    judged.length,
  )
}

function rowsOf(foldOf: Uint8Array, test: (fold: number) => boolean): Int32Array {
  return Int32Array.from(foldOf.keys()).filter((row) => test(foldOf[row]))
}

function featuresOf(table: Table, label: string): Feature[] {
  return table.columns.flatMap((column) => {
    if (column.name === label || column.kind === 'id' || column.kind === 'text') return []
    if (isNumberColumn(column)) return [binNumbers(column.values, binEdges(column.values))]
    return column.levels.length > mostLevels ? [] : [levelFeature(column.values, column.levels.length, column.kind !== 'ordinal')]
  })
}
