import { type Nearest, nearestSeveral } from '../../../learn/neighbours/neighbours.js'
import type { Work } from '../../../learn/turn.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext } from '../../metric.js'
import { defineMetric, unpredictable } from '../define-metric.js'
import { embed } from '../joint/embedding.js'
import { alaaPaper } from '../joint/precision-recall.js'
import { cutToOneSize, type WithHoldout } from '../results.js'

/** What both metrics of nearest rows state. */
const ofNearestRows = {
  level: 'privacy',
  implies: 'synthetic rows depend on the training rows through the distribution only',
  missing: 'As far from any value as two levels are from each other.',
  needs: ['holdout'],
  cost: 'full',
  mostRows: 2000,
  mostDraws: 5,
  floor: 'worst',
  refused: unpredictable,
} as const

/**
 * 1 - how much more often a synthetic row is not authentic towards the training rows than towards as many fresh ones, and never above 1. Not
 * authentic is a row that is at least as near to its nearest real row as that one is to its own nearest other one. The share of authentic
 * rows itself, of which nobody knows how large it has to be, is among the parts; fresh real rows reach about one half.
 */
export const authenticity = defineMetric({
  name: 'authenticity',
  title: 'Authenticity',
  plain:
    'Are synthetic rows no nearer to the training rows than to fresh real ones? 1 means no nearer; a table of copies is at about a half. It sees copies, and is no proof that there are none.',
  references: [alaaPaper],
  ...ofNearestRows,
  *steps(input, context) {
    const { training, holdout, synthetic } = input as WithHoldout
    const [own, fresh] = cutToOneSize([training, holdout], context)
    if (!own || !fresh || own.rows < 2) return { value: null, reason: 'Needs two training rows and two of the holdout.' }
    const towardsTraining = yield* authenticShare(own, synthetic, context)
    const towardsFresh = yield* authenticShare(fresh, synthetic, context)
    return {
      value: 1 - Math.max(0, towardsFresh - towardsTraining),
      parts: [
        { name: 'authenticity', label: 'Authentic rows, towards the training rows', value: towardsTraining },
        { name: 'authenticity-holdout', label: 'Authentic rows, towards as many fresh rows', value: towardsFresh },
      ],
    }
  },
})

/** The share of synthetic rows that are further from their nearest real row than that one is from its nearest other one. */
function* authenticShare(real: Table, synthetic: Table, context: MetricContext): Work<number> {
  const { syntheticToReal, realToReal } = yield* nearerRows(real, synthetic, context)
  let authentic = 0
  for (let row = 0; row < synthetic.rows; row++) {
    const nearest = syntheticToReal.positions[row]
    if (syntheticToReal.distances[row] > realToReal.distances[nearest]) authentic++
  }
  return authentic / synthetic.rows
}

/** Distances of every row of two tables to the nearest row of the other one and to the nearest other row of its own. */
interface NearerRows {
  /** Of each real row the nearest synthetic one, and the other way round. */
  readonly realToSynthetic: Nearest
  readonly syntheticToReal: Nearest
  readonly realToReal: Nearest
  readonly syntheticToSynthetic: Nearest
}

/** Distances as in `embed`, summed over columns, one search a step. Memoised: metrics of nearest rows share them. */
function* nearerRows(real: Table, synthetic: Table, context: MetricContext): Work<NearerRows> {
  const both = [real, synthetic]
  const [a, b] = context.memo('rows whose nearest are looked for', both, () => embed(real, synthetic, context))
  type Rows = typeof a
  const find = (name: keyof NearerRows, rows: Rows, from: Rows): Nearest =>
    context.memo(`nearest rows, ${name}`, both, () =>
      rows === from
        ? nearestSeveral(
            rows,
            rows,
            1,
            Int32Array.from({ length: rows.rows }, (_, row) => row),
          )
        : nearestSeveral(rows, from, 1),
    )
  yield
  const realToSynthetic = find('realToSynthetic', a, b)
  yield
  const syntheticToReal = find('syntheticToReal', b, a)
  yield
  const realToReal = find('realToReal', a, a)
  yield
  return { realToSynthetic, syntheticToReal, realToReal, syntheticToSynthetic: find('syntheticToSynthetic', b, b) }
}

/**
 * 1 - the privacy loss, never above 1: how much less often an adversary who goes by the nearest row tells training rows from synthetic ones than
 * fresh rows. The adversarial accuracy towards a table is the mean of two shares: of its rows whose nearest other row is nearer than any
 * synthetic one, and of synthetic rows whose nearest other synthetic row is nearer than any of the table; 0.5 is a guess, 0 a copy. Both accuracies
 * are among the parts.
 */
export const adversarialAccuracy = defineMetric({
  name: 'adversarial-accuracy',
  title: 'Nearest-neighbour adversary',
  standardName: 'Nearest-neighbour adversarial accuracy',
  plain:
    'Does an adversary who goes by the nearest row tell synthetic rows from training rows as well as from fresh ones? 1 means as well; a table of copies is at about a half. It sees copies, and is no proof that there are none.',
  references: [
    {
      author: 'Yale, Dash, Dutta, Guyon, Pavao, Bennett',
      year: 2020,
      title: 'Generation and evaluation of privacy preserving synthetic health data',
    },
  ],
  ...ofNearestRows,
  *steps(input, context) {
    const given = input as WithHoldout
    const [training, holdout, synthetic] = cutToOneSize([given.training, given.holdout, given.synthetic], context) as [Table, Table, Table]
    if (training.rows < 2) return { value: null, reason: 'Needs two rows of each table.' }
    const own = yield* accuracy(training, synthetic, context)
    const fresh = yield* accuracy(holdout, synthetic, context)
    return {
      value: 1 - Math.max(0, fresh - own),
      parts: [
        { name: 'accuracy-training', label: 'Adversarial accuracy against training rows: 0.5 is a guess, less is copying', value: own },
        { name: 'accuracy-holdout', label: 'Adversarial accuracy against fresh rows', value: fresh },
        { name: 'privacy-loss', label: 'Privacy loss: how much better fresh rows are told apart', value: fresh - own },
      ],
    }
  },
})

function* accuracy(real: Table, synthetic: Table, context: MetricContext): Work<number> {
  const { realToSynthetic, syntheticToReal, realToReal, syntheticToSynthetic } = yield* nearerRows(real, synthetic, context)
  return (further(realToSynthetic, realToReal) + further(syntheticToReal, syntheticToSynthetic)) / 2
}

/** The share of rows whose nearest row of the other table is further off than that of their own; one as far off counts half. */
function further(other: Nearest, own: Nearest): number {
  let sum = 0
  for (let row = 0; row < other.distances.length; row++) {
    const [theirs, ours] = [other.distances[row], own.distances[row]]
    sum += theirs > ours ? 1 : theirs === ours ? 0.5 : 0
  }
  return sum / other.distances.length
}
