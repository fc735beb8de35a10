import type { DrawPlan } from '../../../../relations/plan.js'
import type { Diamond } from '../../state.js'
import { diamondsOf } from '../../views.js'
import type { Prepared } from '../prepare.js'
import { rowsAlong } from '../table/contexts.js'

/** Two ways that come to the same row more, or less, often than by chance; and per row of the child, whether they do (0 where one leads nowhere). */
export interface MatchedDiamond extends Pick<Diamond, 'near' | 'far'> {
  readonly same: Int32Array
}

/** Agreement beyond chance from which on children care, in shares and in standard errors. */
const leastAgreement = 0.05
const standardErrors = 6
/** Meetings that chance would have brought, where there is none: no more than one in a million shuffled databases has none then. */
const neverFrom = 14

/** The other way to where a second parent leads with which it agrees most; null where none does more than chance explains. */
export function diamondOf(relation: number, plan: DrawPlan, prepared: ReadonlyMap<string, Prepared>): MatchedDiamond | null {
  const child = prepared.get(plan.relations[relation]?.child) as Prepared
  const parent = prepared.get(plan.relations[relation]?.parent) as Prepared
  const links = child.links.get(relation) as Int32Array
  let best: (MatchedDiamond & { readonly agreement: number }) | null = null
  for (const { near, far } of diamondsOf(plan, relation)) {
    const ends = rowsAlong(near, child, plan, prepared)
    const beyond = far.length === 0 ? null : rowsAlong(far, parent, plan, prepared)
    const found = beyond ? links.map((row) => (row < 0 ? -1 : beyond[row])) : links
    const agreement = agreementOf(ends, found, child)
    if (agreement !== null && agreement > (best?.agreement ?? 0)) best = { near, far, same: sameRows(ends, found), agreement }
  }
  return best && { near: best.near, far: best.far, same: best.same }
}

function sameRows(a: Int32Array, b: Int32Array): Int32Array {
  return a.map((row, i) => (row >= 0 && row === b[i] ? 1 : 0))
}

/**
 * How much two ways agree beyond chance, 0 to 1 (the size of Cohen's kappa); null where it could be chance. Rows of one owner count as one, since they may all
 * have been drawn together.
 */
function agreementOf(a: Int32Array, b: Int32Array, { ownerRow, owner }: Prepared): number | null {
  const [ofA, ofB] = [new Map<number, number>(), new Map<number, number>()]
  const owners = new Set<number>()
  let [n, same] = [0, 0]
  for (let row = 0; row < a.length; row++) {
    if (a[row] < 0 || b[row] < 0) continue
    n++
    if (a[row] === b[row]) same++
    ofA.set(a[row], (ofA.get(a[row]) ?? 0) + 1)
    ofB.set(b[row], (ofB.get(b[row]) ?? 0) + 1)
    owners.add(owner && ownerRow[row] >= 0 ? ownerRow[row] : -1 - row)
  }
  let chance = 0
  for (const [row, count] of ofA) chance += (count / n) * ((ofB.get(row) ?? 0) / n)
  if (n === 0 || chance >= 1) return null
  if (same === 0 && chance * owners.size >= neverFrom) return chance / (1 - chance)
  const beyond = same / n - chance
  const agreement = beyond / (1 - chance)
  return agreement >= leastAgreement && beyond >= standardErrors * Math.sqrt((chance * (1 - chance)) / owners.size) ? agreement : null
}
