import { nearestRows } from '../../learn/neighbours/neighbours.js'
import { binomialTail } from '../../stats/tests/binomial.js'
import type { Attacked } from '../attacked.js'
import { rounding } from '../copies/rare-rows.js'
import type { IntervalEstimate } from '../finding.js'
import { shareOf } from './rates.js'

/** A measure that may warn and never clears anybody. */
export interface Alarm {
  readonly name: string
  readonly title: string
  readonly plain: string
  readonly value: IntervalEstimate | null
  /** What the same share is where nothing was learned from. */
  readonly control: IntervalEstimate | null
  readonly p: number | null
  readonly raised: boolean
  readonly reason?: string
}

const mostRows = 4000
/** Chance of a false alarm. */
const level = 0.01
const fewestRows = 100

const about = [
  {
    name: 'nearer-training',
    title: 'Synthetic rows nearer to training than to holdout rows',
    plain:
      'Half is what chance gives. It warns of a model that overfits as a whole. It never clears: a table with a hundred people copied into ten thousand rows passes.',
  },
  {
    name: 'equal-training',
    title: 'Synthetic rows that equal a training row',
    plain: 'Against those that equal a holdout row: tables of few levels have many equal rows by chance.',
  },
] as const

/**
 * Overfitting alarms: the share of synthetic rows nearer to a training than to a holdout row, with a sign test that drops ties, and of those equal to one, by
 * McNemar's test. One of a hundred rows copied from the most isolated people moves them by less than chance does, and where columns are few, ties hide copies
 * altogether: they say nothing when they are silent.
 */
export function overfittingAlarms(attacked: Attacked): Alarm[] {
  const { targets, controls, synthetic } = attacked
  if (controls.rows < fewestRows) {
    const reason = `needs ${fewestRows} holdout rows (got ${controls.rows})`
    return about.map((own) => ({ ...own, value: null, control: null, p: null, raised: false, reason }))
  }
  const queries = attacked.mixed(synthetic.slice(0, mostRows))
  const [own, other] = [targets, controls].map((table) => nearestRows(queries, attacked.mixed(table)).distances) as [
    Float64Array,
    Float64Array,
  ]
  let [nearer, further, equal, equalOther, both] = [0, 0, 0, 0, 0]
  for (let i = 0; i < queries.rows; i++) {
    const [near, far] = [own[i], other[i]]
    if (far - near >= rounding) nearer++
    else if (near - far >= rounding) further++
    if (near < rounding) equal++
    if (far < rounding) equalOther++
    if (near < rounding && far < rounding) both++
  }
  const of = queries.rows
  const nearerP = binomialTail(nearer, nearer + further, 0.5)
  const equalP = binomialTail(equal - both, equal + equalOther - 2 * both, 0.5)
  return [
    {
      ...about[0],
      value: shareOf({ successes: (of + nearer - further) / 2, of }),
      control: { value: 0.5 },
      p: nearerP,
      raised: nearerP < level,
    },
    {
      ...about[1],
      value: shareOf({ successes: equal, of }),
      control: shareOf({ successes: equalOther, of }),
      p: equalP,
      raised: equalP < level,
    },
  ]
}
