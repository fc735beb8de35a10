import { nearestRows } from '../../learn/neighbours.js'
import { binomialTail } from '../../stats/binomial.js'
import type { Attacked } from './attacked.js'
import type { Estimate } from './finding.js'
import { rounding } from './rare-rows.js'
import { shareOf } from './rates.js'

/** A measure that may warn and never clears anybody. */
export interface Alarm {
  readonly name: string
  readonly title: string
  readonly plain: string
  readonly value: Estimate | null
  readonly p: number | null
  readonly raised: boolean
  readonly reason?: string
}

const mostRows = 4000
/** Chance of a false alarm. */
const level = 0.01
const fewestRows = 100

/**
 * Overfitting alarms: the share of synthetic rows nearer to a training than to a holdout row, with a sign test that drops ties. One of a hundred rows copied
 * from the most isolated people moves it by less than chance does, and where columns are few, ties hide copies altogether: it says nothing when it is silent.
 */
export function overfittingAlarms(attacked: Attacked): Alarm[] {
  const { targets, controls, synthetic } = attacked
  const queries = attacked.mixed(synthetic.slice(0, mostRows))
  const about = {
    name: 'nearer-training',
    title: 'Synthetic rows nearer to training than to holdout rows',
    plain:
      'Half is what chance gives. It warns of a model that overfits as a whole. It never clears: a table with a hundred people copied into ten thousand rows passes.',
  }
  if (controls.rows < fewestRows)
    return [{ ...about, value: null, p: null, raised: false, reason: `needs ${fewestRows} holdout rows (got ${controls.rows})` }]
  const [own, other] = [targets, controls].map((table) => nearestRows(queries, attacked.mixed(table)).distances) as [
    Float64Array,
    Float64Array,
  ]
  let [nearer, further, ties] = [0, 0, 0]
  for (let i = 0; i < queries.rows; i++) {
    const difference = (other[i] as number) - (own[i] as number)
    if (Math.abs(difference) < rounding) ties++
    else if (difference > 0) nearer++
    else further++
  }
  const p = binomialTail(nearer, nearer + further, 0.5)
  const share = shareOf({ successes: nearer + ties / 2, of: queries.rows })
  return [{ ...about, value: share, p, raised: p < level }]
}
