import { lowerBound, upperBound } from '../../stats/order/sorted.js'
import type { Attacked } from '../attacked.js'
import { equalCounts } from '../copies/any-copies.js'
import { copiedTargets } from '../copies/copies.js'
import { rareRows } from '../copies/rare-rows.js'
import { membershipPanel } from '../membership/panel.js'

/** A training row that is most at risk, for the internal annex. */
export interface WorstRecord {
  /** Which row of the training file, from 1; the first of a sequence. */
  readonly row: number
  readonly copied: 'exact' | 'near' | null
  /** Share of unseen people who look more like members than this one; null where the panel didn't look at it. */
  readonly unseenLikelier: number | null
  /** Share of real rows that stand more alone; null where only refits speak of the record. */
  readonly moreIsolated: number | null
  /** Area under the ROC curve of telling fits with this record from fits without, where fits were made. */
  readonly area?: number
}

const most = 10

/** The ten training rows that are most at risk: copies first, then those that look most like members if `withPanel`, then those that stand most alone. */
export function worstRecords(attacked: Attacked, withPanel = true): WorstRecord[] {
  const { targets, targetRows } = attacked
  const { isolation } = rareRows(attacked)
  const { exact, near } = copiedTargets(attacked)
  const equals = equalCounts(attacked)
  const onlyOne = Array.from({ length: targets.rows }, (_, row) => row).filter(
    (row) => equals.real[row] === 1 && equals.synthetic[row] !== 0,
  )
  const [isExact, isNear] = [new Set([...exact, ...onlyOne]), new Set(near)]
  const ascending = isolation.slice().sort()
  const suspicion = withPanel ? suspicions(attacked) : new Map<number, number>()
  const copyOf = (row: number): number => (isExact.has(row) ? 2 : isNear.has(row) ? 1 : 0)
  const order = Array.from({ length: targets.rows }, (_, row) => row).sort(
    (a, b) => copyOf(b) - copyOf(a) || (suspicion.get(a) ?? 1) - (suspicion.get(b) ?? 1) || isolation[b] - isolation[a] || a - b,
  )
  return order.slice(0, most).map((row) => ({
    row: targetRows[row] + 1,
    copied: isExact.has(row) ? 'exact' : isNear.has(row) ? 'near' : null,
    unseenLikelier: suspicion.get(row) ?? null,
    moreIsolated: 1 - upperBound(ascending, isolation[row]) / Math.max(1, ascending.length),
  }))
}

/** For each target that the panel looked at, the share of unseen people who score as high or higher by the attack that was chosen. */
function suspicions(attacked: Attacked): ReadonlyMap<number, number> {
  const panel = membershipPanel(attacked)
  if (!panel) return new Map()
  const { members, others } = panel.scores[panel.chosen.attack]
  const ascending = others.slice().sort()
  return new Map([...panel.members].map((row, i) => [row, 1 - lowerBound(ascending, members[i]) / Math.max(1, ascending.length)]))
}
