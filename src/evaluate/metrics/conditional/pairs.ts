import { smoothedShares } from '../../../learn/classes.js'
import { logScore } from '../../../learn/proper-scores.js'
import type { Work } from '../../../learn/turn.js'
import { mutualInformation } from '../../../stats/association/mutual-information.js'
import type { Table } from '../../../table/table.js'
import { type MetricContext, type MetricDetail, spectrumPaper } from '../../metric.js'
import { type ClassResponse, responseOf } from '../../tables/response.js'
import { defineMetric, unpredictable } from '../define-metric.js'
import { cutToOneSize, targetsOf, type WithHoldout } from '../results.js'
import { learnPredictive } from './predictive.js'

/** Standard errors by which the other columns must help for a pair to count as predictable. */
const standardErrors = 2

/**
 * Mean over pairs of columns of clip((L0 - LS) / (L0 - LR), 0, 1): LR and LS are the mean log losses, on holdout rows, of what boosted trees
 * learned from the training rows and from as many synthetic rows about both columns together given all others, L0 that of their own joint
 * distribution. By the chain rule the loss of a pair is that of the first given the columns outside the pair, and that of the second given
 * all others; numbers count as up to 20 quantile bins. Pairs: every two targets; and every column once, those that say most about each
 * other first.
 *
 * It closes the gap of Brook's lemma, by which the conditionals of single columns determine the whole distribution only where every
 * combination is possible: of two columns that copy each other, each follows from the other however wrong both are.
 */
export const conditionalPairs = defineMetric({
  name: 'conditional-pairs',
  title: 'Two columns from all others',
  standardName: 'TSTR of pairs of columns',
  plain:
    'Does somebody who learns from the synthetic rows predict two columns together from all others as well as from real rows? It matters where columns repeat each other, so that each follows from the other even in wrong rows. 1 means as well.',
  references: [
    spectrumPaper,
    { author: 'Brook', year: 1964, title: 'On the distinction between the conditional probability and the joint probability approaches' },
    { author: 'Gneiting and Raftery', year: 2007, title: 'Strictly Proper Scoring Rules, Prediction, and Estimation' },
  ],
  level: 'conditional',
  implies: 'Q(two columns | all others) = P(two columns | all others), for pairs that hold every column',
  missing: 'A value of its own, among what is predicted as among what is predicted from.',
  needs: ['holdout'],
  cost: 'full',
  mostRows: 5000,
  mostDraws: 3,
  refused: unpredictable,
  *steps(input, context) {
    if (context.columns.length < 3) return { value: null, reason: 'There are only two columns, and nothing to predict both from.' }
    const { training, synthetic, holdout } = input as WithHoldout
    const [real, made] = cutToOneSize([training, synthetic], context) as [Table, Table]
    const details: MetricDetail[] = []
    for (const pair of pairsOf(training, context))
      details.push(yield* detailOf(pair, { training: real, synthetic: made, holdout }, context))
    const known = details.flatMap(({ value }) => (value === null ? [] : [value]))
    if (known.length === 0) return { value: null, reason: 'No pair can be predicted from the others, even from real rows.', details }
    const left = details.filter(({ value }) => value === null).map(({ columns }) => columns.join(' with '))
    const notes = left.length === 0 ? [] : [`Left out of the mean, since real rows don't tell either: ${left.join(', ')}.`]
    return { value: known.reduce((sum, value) => sum + value, 0) / known.length, details, notes }
  },
})

type Pair = readonly [number, number]

/** Every two targets; then, of all pairs by what they say of each other, those of which neither column is in a pair yet, and what is left over with its best. */
function pairsOf(training: Table, context: MetricContext): Pair[] {
  const { columns } = context
  const targets = targetsOf(context).map((target) => columns.indexOf(target))
  const pairs: Pair[] = targets.flatMap((first, i) => targets.slice(i + 1).map((second): Pair => [first, second]))
  const used = new Set(pairs.flat())
  const byInformation = pairsByInformation(training, context)
  for (const pair of byInformation) {
    if (pair.some((index) => used.has(index))) continue
    pairs.push(pair)
    for (const index of pair) used.add(index)
  }
  const left = columns.findIndex((_, index) => !used.has(index))
  return left < 0 ? pairs : [...pairs, byInformation.find((pair) => pair.includes(left)) as Pair]
}

function pairsByInformation(training: Table, context: MetricContext): Pair[] {
  const coded = context.columns.map(({ name }) => {
    const { codes, classes } = responseOf(name, training, context)
    return { codes: codes(training.column(name)), count: classes }
  })
  const pairs = coded.flatMap((first, i) =>
    coded.slice(i + 1).map((second, k) => ({ pair: [i, i + 1 + k] as const, information: mutualInformation(first, second) })),
  )
  return pairs.sort((a, b) => b.information - a.information).map(({ pair }) => pair)
}

function* detailOf(pair: Pair, { training, synthetic, holdout }: WithHoldout, context: MetricContext): Work<MetricDetail> {
  const columns = pair.map((index) => context.columns[index]?.name)
  const losses: [Float64Array, Float64Array] = [
    yield* pairLosses(pair, training, training, holdout, context),
    yield* pairLosses(pair, synthetic, training, holdout, context),
  ]
  const without = marginLosses(columns, training, holdout, context)
  const n = holdout.rows
  const sums = { without: 0, real: 0, synthetic: 0, squares: 0 }
  for (let row = 0; row < n; row++) {
    const told = without[row] - losses[0][row]
    sums.without += without[row]
    sums.real += losses[0][row]
    sums.synthetic += losses[1][row]
    sums.squares += told * told
  }
  const gain = (sums.without - sums.real) / n
  const error = Math.sqrt(Math.max(0, sums.squares / n - gain ** 2) / n)
  const compared = { real: sums.real / n, synthetic: sums.synthetic / n }
  if (gain <= Math.max(standardErrors * error, 1e-12)) {
    return { columns, value: null, reason: "They can't be predicted from the other columns, even from real rows.", ...compared }
  }
  return { columns, value: Math.max(0, Math.min(1, (sums.without - sums.synthetic) / n / gain)), ...compared }
}

/** The log loss of both columns given all others, row by row: of the first without the second, and of the second. */
function* pairLosses([first, second]: Pair, source: Table, training: Table, holdout: Table, context: MetricContext): Work<Float64Array> {
  const losses = new Float64Array(holdout.rows)
  const add = (index: number, leftOut?: number) => {
    const { name } = context.columns[index] as { readonly name: string }
    const { classes, codes } = responseOf(name, training, context)
    const came = codes(holdout.column(name))
    const shares = learnPredictive(index, source, training, context, leftOut).predict(holdout)
    for (let row = 0; row < losses.length; row++) {
      losses[row] += logScore.loss(shares, row * classes, classes, came[row])
    }
  }
  add(first, second)
  yield
  add(second)
  yield
  return losses
}

/** The log loss of both columns by their joint distribution in the training rows, row by row. */
function marginLosses(columns: readonly string[], training: Table, holdout: Table, context: MetricContext): Float64Array {
  const [first, second] = columns.map((name) => responseOf(name, training, context)) as [ClassResponse, ClassResponse]
  const cellsOf = (table: Table) => {
    const [a, b] = [first.codes(table.column(columns[0])), second.codes(table.column(columns[1]))]
    return a.map((code, row) => code * second.classes + b[row])
  }
  const classes = first.classes * second.classes
  const shares = smoothedShares(cellsOf(training), classes)
  return Float64Array.from(cellsOf(holdout), (cell) => logScore.loss(shares, 0, classes, cell))
}
