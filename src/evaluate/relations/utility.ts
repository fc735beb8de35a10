import { boost } from '../../learn/boosting/boosting.js'
import { predictProbabilities } from '../../learn/boosting/loss.js'
import { predictNumbers } from '../../learn/boosting/predict.js'
import { takeRows } from '../../learn/trees/bins.js'
import { isNumberColumn } from '../../table/column.js'
import type { ColumnSchema } from '../../table/schema.js'
import { concatTables, type Table } from '../../table/table.js'
import { featuresOf } from '../tables/features.js'
import type { MadeTable } from './aggregates.js'

/** Rows of each side that are learned from or foretold at most, and fewest. */
const mostRows = 4000
const fewestRows = 60
const options = { rounds: 60, leaves: 15, learningRate: 0.1, minLeaf: 10 } as const
/** Classes that a target may have. */
const mostClasses = 20

/** Share that real rows must explain of each other for anything to be foretold. */
const leastExplained = 0.05

/**
 * How well boosted trees that have learned a column of parents from rows of the other database, by the parents' further columns and what their children are together,
 * foretell it for real rows, beside trees that have learned from as many further real rows: the ratio of what both explain, at most 1. Null where real rows say
 * next to nothing of each other, or are too few.
 */
export function foretold(real: MadeTable, other: MadeTable, target: string): number | null {
  const rows = real.table.rows
  const half = (first: number): Table => real.table.take(Int32Array.from({ length: Math.floor(rows / 2) }, (_, i) => 2 * i + first))
  const seen = real.columns.filter(({ name }) => name !== target)
  if (rows < 2 || seen.length === 0) return null
  const [learned, test] = [half(0), half(1)]
  const best = explained(learned, test, seen, target)
  if (best === null || best < leastExplained) return null
  const own = explained(other.table, test, seen, target)
  return own === null ? null : Math.min(1, own / best)
}

/** The share of variance, or of the wrong guesses of the commonest class, that what is learned from some rows explains in others, from 0. */
function explained(from: Table, to: Table, seen: readonly ColumnSchema[], target: string): number | null {
  const [train, test] = [from, to].map((table) => table.slice(0, Math.min(table.rows, mostRows))) as [Table, Table]
  if (test.rows < fewestRows || train.rows < fewestRows) return null
  const names = seen.map(({ name }) => name)
  const features = featuresOf([train.select(names), test.select(names)], seen)
  const both = concatTables([train.select([target]), test.select([target])]).column(target)
  const rows = Int32Array.from(both.values.keys())
  const isGap = (row: number): boolean => (isNumberColumn(both) ? Number.isNaN(both.values[row]) : both.values[row] < 0)
  const learned = rows.filter((row) => row < train.rows && !isGap(row))
  const asked = rows.filter((row) => row >= train.rows && !isGap(row))
  if (learned.length < fewestRows || asked.length < fewestRows) return null
  const own = features.map((feature) => takeRows(feature, asked))
  if (isNumberColumn(both)) {
    const said = predictNumbers(boost(features, { kind: 'number', values: both.values }, learned, options), own, asked.length)
    const truth = Float64Array.from(asked, (row) => both.values[row])
    const mean = truth.reduce((sum, value) => sum + value, 0) / truth.length
    const total = truth.reduce((sum, value) => sum + (value - mean) ** 2, 0)
    const missed = truth.reduce((sum, value, i) => sum + (value - said[i]) ** 2, 0)
    return total > 0 ? Math.max(0, 1 - missed / total) : null
  }
  const classes = both.levels.length
  if (classes < 2 || classes > mostClasses) return null
  const said = predictProbabilities(boost(features, { kind: 'class', codes: both.values, classes }, learned, options), own, asked.length)
  const counts = new Float64Array(classes)
  let hits = 0
  asked.forEach((row, i) => {
    let best = 0
    for (let k = 1; k < classes; k++) if (said[i * classes + k] > said[i * classes + best]) best = k
    counts[both.values[row]] += 1
    if (best === both.values[row]) hits++
  })
  const usual = Math.max(...counts)
  return usual < asked.length ? Math.max(0, (hits - usual) / (asked.length - usual)) : null
}
