import { boosting } from '../../../learn/boosting/boosting.js'
import { boostingClasses } from '../../../learn/boosting/class-boosting.js'
import { classWeights } from '../../../learn/boosting/class-weights.js'
import { predictProbabilities } from '../../../learn/boosting/loss.js'
import { type Boosted, predictNumbers } from '../../../learn/boosting/predict.js'
import { type CompactClasses, compactClasses, expandClasses, smoothedShares, splitRows } from '../../../learn/classes.js'
import { type Design, makeDesign, planDesign, takeDesign } from '../../../learn/linear/design.js'
import { fitLinear, predictLinear } from '../../../learn/linear/linear.js'
import { fittingLogistic, predictLogistic } from '../../../learn/linear/logistic.js'
import type { Feature } from '../../../learn/trees/bins.js'
import { leafOf } from '../../../learn/trees/nodes.js'
import type { TreeResponse } from '../../../learn/trees/split.js'
import { growTree, type Tree } from '../../../learn/trees/tree.js'
import type { Work } from '../../../learn/turn.js'
import { createRng } from '../../../random/rng.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { predictorsOf } from '../../tables/features.js'
import { designColumns } from './design-columns.js'

/** What a learner says of each row of a table: a number, or the probability of each class, row by row. */
export type Predict = (table: Table) => Float64Array

/** A way to learn a column from all others. Equal tables give equal predictions. */
export interface Learner {
  /** Kebab-case. */
  readonly name: string
  readonly label: string
  learn(task: PredictionTask, source: Table, context: MetricContext): Work<Predict>
}

/** Three models, each without a third of the rows: their mean hangs less on single rows than one model of all, and costs the same. */
const bags = 3
const settings = { rounds: 30, leaves: 16, learningRate: 0.25, minLeaf: 20 }
/** More than two classes share their trees, and as many more of them; the rows that say when to stop are the reason. */
const classBoosting = { rounds: 120, leaves: 16, learningRate: 0.15 }
/** Drawn alike for every table, so that what is learned from one doesn't depend on the others. */
const directions = createRng(0, 10)

const boosted: Learner = {
  name: 'boosted',
  label: 'boosted trees',
  *learn(task, source, context) {
    const others = predictorsFor(task, source, context)
    const features = others(source)
    if (task.kind === 'number') {
      const { values, rows } = presentNumbers(task, source)
      const models = yield* boostBags(features, { kind: 'number', values }, rows)
      return (table) => meanOf(models.map((model) => predictNumbers(model, others(table), table.rows)))
    }
    return yield* classPredict(task, source, function* ({ codes, occurring }) {
      const response = { codes, classes: occurring.length }
      if (occurring.length <= 2) {
        const models = yield* boostBags(features, { kind: 'class', ...response }, allRows(source))
        return (table) => meanOf(models.map((model) => predictProbabilities(model, others(table), table.rows)))
      }
      const { learned, held } = splitRows(source.rows)
      const model = yield* boostingClasses(features, response, learned, held, directions.split(task.index), classBoosting)
      return (table) => classWeights(model, others(table), table.rows)
    })
  },
}

const linear: Learner = {
  name: 'linear',
  label: 'linear or logistic regression',
  *learn(task, source, context) {
    const others = context.columns.filter((_, i) => i !== task.index).map(({ name }) => name)
    const columns = designColumns(others, source, context)
    const plan = planDesign(columns(source))
    const design = (table: Table): Design => makeDesign(plan, columns(table))
    if (task.kind === 'number') {
      const { values, rows } = presentNumbers(task, source)
      const present = takeDesign(design(source), rows)
      const model = fitLinear(present, rows.length === values.length ? values : Float64Array.from(rows, (row) => values[row]))
      return (table) => predictLinear(model, design(table))
    }
    return yield* classPredict(task, source, function* ({ codes, occurring }) {
      const model = yield* fittingLogistic(design(source), codes, occurring.length, { maxSteps: 60 })
      return (table) => predictLogistic(model, design(table))
    })
  },
}

const tree = treeOf('tree', 'one decision tree', 1 / 200)
/** A few leaves only: much simpler than the others, for those who compare learners. */
export const shortTree = treeOf('short-tree', 'a short decision tree', 1 / 8)

/** One tree whose leaves hold ten rows and at least this share of them. */
function treeOf(name: string, label: string, leastShare: number): Learner {
  return { name, label, learn: (task, source, context) => growOne(task, source, context, leastShare) }
}

function* growOne(task: PredictionTask, source: Table, context: MetricContext, leastShare: number): Work<Predict> {
  const others = predictorsFor(task, source, context)
  const features = others(source)
  const minLeaf = Math.max(10, Math.round(source.rows * leastShare))
  if (task.kind === 'number') {
    const { values, rows } = presentNumbers(task, source)
    const grown = growTree(features, { kind: 'number', values }, rows, { minLeaf })
    const means = leafSums(grown, 1, (row, add) => add(0, values[row]))
    return (table) => leafShares(grown, means, 1, others(table), table.rows)
  }
  return yield* classPredict(task, source, function* ({ codes, occurring }) {
    const classes = occurring.length
    const grown = growTree(features, { kind: 'class', codes, classes }, allRows(source), { minLeaf })
    const shares = leafSums(grown, classes, (row, add) => add(codes[row], 1))
    return (table) => leafShares(grown, shares, classes, others(table), table.rows)
  })
}

/** Learners of different kinds: what is lost for one of them may not matter to another. */
export const learners: readonly Learner[] = [boosted, linear, tree]

function predictorsFor({ index }: PredictionTask, source: Table, context: MetricContext) {
  return (table: Table) => predictorsOf(table, source, context).filter((_, i) => i !== index)
}

/** The table's values, and the rows that have one. */
function presentNumbers(task: NumberTask, table: Table): { readonly values: Float64Array; readonly rows: Int32Array } {
  const values = task.values(table)
  return { values, rows: allRows(table).filter((row) => !Number.isNaN(values[row])) }
}

function allRows(table: Table): Int32Array {
  return Int32Array.from({ length: table.rows }, (_, row) => row)
}

/** Probabilities of all classes by a learner of those that occur. */
function* classPredict(task: ClassTask, source: Table, learn: (compact: CompactClasses) => Work<Predict>): Work<Predict> {
  const codes = task.codes(source)
  const compact = compactClasses(codes, task.classes)
  const shares = smoothedShares(codes, task.classes)
  const predict = yield* learn(compact)
  return (table) => expandClasses(predict(table), compact, shares)
}

function* boostBags(features: readonly Feature[], response: TreeResponse, rows: Int32Array): Work<Boosted[]> {
  const models: Boosted[] = []
  for (let bag = 0; bag < bags; bag++) {
    const own = rows.filter((_, i) => i % bags !== bag)
    models.push(yield* boosting(features, response, own, settings))
  }
  return models
}

function meanOf(parts: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(parts[0]?.length ?? 0)
  for (const part of parts) for (let i = 0; i < mean.length; i++) mean[i] += part[i] / parts.length
  return mean
}

/** For each node and each of `width` things the mean over its rows of what `each` adds. */
function leafSums({ feature, start, end, rows }: Tree, width: number, each: (row: number, add: (k: number, by: number) => void) => void) {
  const sums = new Float64Array(feature.length * width)
  for (let node = 0; node < feature.length; node++) {
    const from = start[node]
    const to = end[node]
    if (feature[node] >= 0 || from === to) continue
    const add = (k: number, by: number) => {
      sums[node * width + k] += by / (to - from)
    }
    for (let i = from; i < to; i++) each(rows[i], add)
  }
  return sums
}

function leafShares(grown: Tree, sums: Float64Array, width: number, features: Parameters<typeof leafOf>[1], rows: number): Float64Array {
  const result = new Float64Array(rows * width)
  for (let row = 0; row < rows; row++) {
    const leaf = leafOf(grown, features, row)
    for (let k = 0; k < width; k++) result[row * width + k] = sums[leaf * width + k]
  }
  return result
}

/** Numbers and times, less the mean of the training rows and divided by their standard deviation; rows without one don't count. */
export interface NumberTask extends Common {
  readonly kind: 'number'
  /** One unit of the values, in units of the column. */
  readonly unit: number
  values(table: Table): Float64Array
}

/** Levels, where missing is one more. */
export interface ClassTask extends Common {
  readonly kind: 'class'
  readonly classes: number
  codes(table: Table): Int32Array
}

/** A column to be predicted from all others. */
export type PredictionTask = NumberTask | ClassTask

interface Common {
  readonly target: string
  /** The target's place among the context's columns. */
  readonly index: number
}
