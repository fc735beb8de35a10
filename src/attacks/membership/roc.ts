import type { Rng } from '../../random/rng.js'
import { normalCdf } from '../../stats/normal/normal.js'
import { ranks, sorted } from '../../stats/order/sorted.js'
import { fisherTail } from '../../stats/tests/binomial.js'
import type { ConfidenceInterval } from '../../stats/tests/intervals.js'

/** False positive rates at which an attack is looked at: what it finds with few false accusations is what counts. */
export const falsePositiveRates = [0.001, 0.01, 0.1] as const

/** Scores of members and of others. */
export interface MembershipScores {
  readonly members: Float64Array
  readonly others: Float64Array
}

/** Chance that a member scores higher than another, ties half, and how probable so high a one is by chance (Mann and Whitney, with ties). */
export function areaOf({ members, others }: MembershipScores): { readonly area: number; readonly p: number } {
  const [n, m] = [members.length, others.length]
  if (n === 0 || m === 0) return { area: 0.5, p: 1 }
  const both = new Float64Array(n + m)
  both.set(members)
  both.set(others, n)
  const ranked = ranks(both)
  let own = 0
  for (let i = 0; i < n; i++) own += ranked[i]
  const wins = own - (n * (n + 1)) / 2
  const middle = (n + m + 1) / 2
  let spread = 0
  for (const rank of ranked) spread += (rank - middle) ** 2
  const deviation = Math.sqrt((n * m * spread) / ((n + m) * Math.max(1, n + m - 1)))
  return { area: wins / (n * m), p: deviation === 0 ? 1 : normalCdf((n * m * 0.5 - wins) / deviation) }
}

/** The least threshold above which no more than this share of others lie. */
export function thresholdAt(others: Float64Array, falsePositives: number): number {
  const ascending = sorted(others)
  return ascending[ascending.length - 1 - Math.floor(falsePositives * ascending.length)] ?? Number.POSITIVE_INFINITY
}

export function countAbove(scores: Float64Array, threshold: number): number {
  let count = 0
  for (const score of scores) if (score > threshold) count++
  return count
}

/** How probable it is that so many more members than others lie above a threshold that was set without them. */
export function tailTest({ members, others }: MembershipScores, threshold: number): number {
  return fisherTail(countAbove(members, threshold), members.length, countAbove(others, threshold), others.length)
}

/** Share of members found where this share of others is accused; null where the others are too few for such a share. */
export function truePositives({ members, others }: MembershipScores, falsePositives: number): number | null {
  if (falsePositives * others.length < 1) return null
  return countAbove(members, thresholdAt(others, falsePositives)) / members.length
}

const draws = 200

/** Middle 95 % of a statistic over samples drawn with replacement from members and from others. */
export function bootstrapInterval(scored: MembershipScores, statistic: (scored: MembershipScores) => number, rng: Rng): ConfidenceInterval {
  const values = new Float64Array(draws)
  for (let b = 0; b < draws; b++) {
    const [members, others] = [scored.members, scored.others].map((side) =>
      Float64Array.from(side, () => side[rng.integer(side.length)]),
    ) as [Float64Array, Float64Array]
    values[b] = statistic({ members, others })
  }
  const ascending = sorted(values)
  return [ascending[Math.floor(0.025 * draws)], ascending[Math.ceil(0.975 * draws) - 1]]
}
