import type { Work } from '../../../learn/turn.js'
import { createRng } from '../../../random/rng.js'
import type { ColumnSchema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricDetail } from '../../metric.js'
import { drawPositions } from '../../tables/align.js'
import { defineMetric, unpredictable } from '../define-metric.js'
import { cutToOneSize, meanResult, targetsOf, type WithHoldout } from '../results.js'
import { assess } from './assess.js'
import { type Learner, learners, shortTree } from './learners.js'
import { taskOf } from './tstr.js'

/** What somebody chooses from. */
const candidates: readonly Learner[] = [...learners, shortTree]
/** Of the synthetic rows, those that a learner is judged by, as somebody would who has no others. */
const judged = 1 / 3
/** Equal tables are split alike. */
const split = createRng(0, 14)

/**
 * Whether learners rank alike where all is done on synthetic rows, trained on two thirds and judged by the rest, and where as many training rows
 * train them and the holdout judges. Of every two learners the difference in skill on real rows counts, for 1 where synthetic rows have the
 * same one ahead, half where they tie, 0 where the other one is; over the sum of all differences. 0.5 is what chance has. Parts: which learner
 * either side would choose, and the skill on real rows that is lost by choosing on synthetic ones.
 */
export const learnerRanking = defineMetric({
  name: 'learner-ranking',
  title: 'Which model is best',
  standardName: 'Synthetic ranking agreement',
  plain:
    'Would somebody who compares models on synthetic rows alone choose the one that is best on real rows? 1 means that all rank alike, weighed by what is at stake; 0.5 is chance.',
  references: [
    { author: 'Jordon, Yoon, van der Schaar', year: 2018, title: 'Measuring the quality of Synthetic data for use in competitions' },
  ],
  level: 'utility',
  implies: 'the order of the best predictions by different learners is the same under Q and P',
  missing: 'Among predictors and levels a value of its own; rows without the number that is to be predicted are left out.',
  needs: ['target', 'holdout'],
  cost: 'full',
  mostRows: 10_000,
  mostDraws: 5,
  refused: unpredictable,
  *steps(input, context) {
    const found: Ranking[] = []
    for (const target of targetsOf(context)) found.push(yield* rankingOf(target, input as WithHoldout, context))
    return {
      ...meanResult(
        found.map(({ detail }) => detail),
        'No target can be judged.',
      ),
      parts: found.flatMap(({ detail, lost }) =>
        lost === null
          ? []
          : [
              {
                name: `${detail.columns[0]}/skill-lost`,
                label: `${detail.columns[0]}: skill on real rows that is lost by choosing on synthetic ones`,
                value: lost,
              },
            ],
      ),
    }
  },
})

interface Ranking {
  readonly detail: MetricDetail
  /** Skill on real rows; null where nothing can be said. */
  readonly lost: number | null
}

function* rankingOf(target: ColumnSchema, { training, synthetic, holdout }: WithHoldout, context: MetricContext): Work<Ranking> {
  const [made, unseen] = splitRows(synthetic, context)
  const [real, learned] = cutToOneSize([training, made], context) as [Table, Table]
  const onReal = yield* skillsOf(target, real, holdout, context)
  const onSynthetic = yield* skillsOf(target, learned, unseen, context)
  const columns = [target.name]
  if (!onReal || !onSynthetic)
    return { detail: { columns, value: null, reason: 'It varies too little for predictions to be judged.' }, lost: null }
  let [agreed, all] = [0, 0]
  for (let i = 0; i < candidates.length; i++) {
    for (let j = 0; j < i; j++) {
      const apart = onReal[i] - onReal[j]
      const there = onSynthetic[i] - onSynthetic[j]
      all += Math.abs(apart)
      agreed += Math.abs(apart) * (Math.sign(apart) === Math.sign(there) ? 1 : there === 0 ? 0.5 : 0)
    }
  }
  if (all === 0) return { detail: { columns, value: null, reason: 'All learners do equally well.' }, lost: null }
  const lost = Math.max(...onReal) - onReal[onSynthetic.indexOf(Math.max(...onSynthetic))]
  return { detail: { columns, value: agreed / all }, lost }
}

/** The synthetic rows to learn from, and those to be judged by; equal tables are split alike. */
function splitRows(table: Table, { coding }: MetricContext): readonly [Table, Table] {
  const order = drawPositions(table.rows, table.rows, split.split(table.rows))
  const cut = Math.round(table.rows * (1 - judged))
  const take = (positions: Int32Array) => coding.take(table, () => positions, positions.length)
  return [take(order.subarray(0, cut)), take(order.subarray(cut))]
}

/** The skill of every candidate that learned from `source`, on other rows; undefined where these can't tell. */
function* skillsOf(target: ColumnSchema, source: Table, rows: Table, context: MetricContext): Work<number[] | undefined> {
  if (source.rows === 0) return undefined
  const task = taskOf(target, source, context)
  const skills: (number | undefined)[] = []
  for (const learner of candidates) {
    const predict = yield* learner.learn(task, source, context)
    yield
    skills.push(assess(task, predict(rows), rows)?.skill)
  }
  return skills.every((skill) => skill !== undefined) ? skills : undefined
}
