import { drawPositions } from '../../evaluate/tables/align.js'
import { concatTables } from '../../table/table.js'
import type { Attacked } from '../attacked.js'
import { areaOf, falsePositiveRates, type MembershipScores, tailTest, thresholdAt } from './roc.js'
import type { Candidates } from './score.js'
import { membershipScores } from './scores.js'

/** Fewer candidates of either kind say nothing about small false positive rates. */
export const fewestOthers = 200
/** Candidates of either kind, and reference rows, at most: neighbours and densities cost time in the square. */
const mostCandidates = 10_000
const stream = 11

/** What the panel came to. */
export interface Panel {
  /** The scores of all attacks, in the order of the list: targets, and those controls that are no reference. */
  readonly scores: readonly MembershipScores[]
  /** The attack that did best on the validation half, and by what: the area, or members above a threshold. */
  readonly chosen: { readonly attack: number; readonly by: 'area' | (typeof falsePositiveRates)[number]; readonly threshold: number }
  /** Position among the targets of each member that was scored. */
  readonly members: Int32Array
  readonly test: MembershipScores
  /** Of the chosen one, on the test half. */
  readonly p: number
}

/**
 * All attacks of the panel on the targets, against one half of the controls; the other half is what the attackers know. The first half of either side
 * chooses the attack and its threshold, the second half judges it, so that looking at many attacks makes no finding. Null where rows are too few.
 */
export function membershipPanel(attacked: Attacked): Panel | null {
  return attacked.memo('membership panel', [attacked], () => {
    const given = candidatesOf(attacked)
    if (given.rowsOf.others.length < fewestOthers) return null
    const members = given.rowsOf.members.length
    const scores = membershipScores.map((attack): MembershipScores => {
      const all = attack.score(given)
      return { members: all.subarray(0, members), others: all.subarray(members) }
    })
    const chosen = choose(scores.map((own) => part(own, 0)))
    const test = part(scores[chosen.attack], 1)
    return {
      scores,
      chosen,
      members: given.rowsOf.members,
      test,
      p: chosen.by === 'area' ? areaOf(test).p : tailTest(test, chosen.threshold),
    }
  })
}

function candidatesOf(attacked: Attacked): Candidates {
  const { targets, controls, synthetic } = attacked
  const rng = attacked.rng.split(stream)
  const order = drawPositions(controls.rows, controls.rows, rng.split(0))
  const half = controls.rows >> 1
  const rowsOf = {
    members: drawPositions(targets.rows, mostCandidates, rng.split(1)),
    others: order.slice(0, Math.min(half, mostCandidates)),
    reference: order.slice(half, half + mostCandidates),
  }
  const candidates = concatTables([targets.take(rowsOf.members), controls.take(rowsOf.others)])
  const reference = controls.take(rowsOf.reference)
  const mixed = { candidates: attacked.mixed(candidates), synthetic: attacked.mixed(synthetic), reference: attacked.mixed(reference) }
  const made = new Map<string, unknown>()
  const shared = <T>(name: string, make: () => T): T => {
    if (!made.has(name)) made.set(name, make())
    return made.get(name) as T
  }
  return { attacked, candidates, synthetic, reference, mixed, rowsOf, rng, shared }
}

/** The first or the second half of either side. */
function part({ members, others }: MembershipScores, half: 0 | 1): MembershipScores {
  const cut = (side: Float64Array) => (half === 0 ? side.subarray(0, side.length >> 1) : side.subarray(side.length >> 1))
  return { members: cut(members), others: cut(others) }
}

function choose(scores: readonly MembershipScores[]): Panel['chosen'] {
  const options = scores.flatMap((own, attack) => [
    { p: areaOf(own).p, chosen: { attack, by: 'area' as const, threshold: Number.NaN } },
    ...falsePositiveRates.map((by) => {
      const threshold = thresholdAt(own.others, by)
      return { p: tailTest(own, threshold), chosen: { attack, by, threshold } }
    }),
  ])
  return options.reduce((best, own) => (own.p < best.p ? own : best)).chosen
}
