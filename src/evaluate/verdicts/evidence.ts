import { holm } from '../../stats/tests/intervals.js'
import type { Baseline, ScoreDetail } from '../evaluation.js'
import type { Metric } from '../metric.js'
import { distanceBelow, type Skill } from './reading.js'
import { equivalenceMargin, falseAlarms, rawMargin, type Verdict } from './verdict.js'

export interface Judgement {
  readonly value: number | null
  readonly skill: Skill | null
  readonly ceiling: Baseline
  readonly floor: Baseline
  readonly evidence: number | null
}

/**
 * How probable what speaks most against a score would be by chance, out of up to three kinds of evidence: that it lies below the ceiling, by the
 * t variable of its interval; its own p; and its worst detail, corrected by Holm. Null without any.
 */
export function evidenceOf(
  { goal }: Pick<Metric, 'goal'>,
  { value, ceiling }: Pick<Judgement, 'value' | 'ceiling'>,
  own: number | null,
  details: readonly ScoreDetail[],
): number | null {
  if (value === null) return null
  const below = ceiling.value === null || ceiling.n < 2 ? null : distanceBelow(value, goal, ceiling).p
  const known = details.flatMap(({ p }) => (p === null ? [] : [p]))
  const worst = known.length === 0 ? null : Math.min(...holm(known))
  const kinds = [below, own, worst].filter((p) => p !== null)
  return kinds.length === 0 ? null : Math.min(1, kinds.length * Math.min(...kinds))
}

/** The verdict by this evidence, where `alpha` is how small it must be to tell. */
export function verdictOf(
  { value, skill, ceiling, floor, evidence }: Judgement,
  { goal, range }: Pick<Metric, 'goal' | 'range'>,
  alpha = falseAlarms,
): Verdict {
  if (value === null) return 'unasked'
  if (evidence !== null && evidence < alpha) return howMuchWorse({ value, skill, ceiling, floor }, goal)
  if (ceiling.value === null || ceiling.n < 2) return 'unsure'
  const { above, width } = distanceBelow(value, goal, ceiling)
  if (above > 1.5 * width && above > 1e-9) return 'beyond'
  if (skill?.interval) return skill.interval[0] >= 1 - equivalenceMargin ? 'equal' : 'unsure'
  return above - width >= -rawMargin * (range[1] - range[0]) ? 'equal' : 'unsure'
}

/** By how much a score is worse of which is known that it is. */
function howMuchWorse({ value, skill, ceiling, floor }: Omit<Judgement, 'evidence'>, goal: Metric['goal']): Verdict {
  if (skill) return skill.value < 0 ? (skill.interval && skill.interval[1] < 0 ? 'beneath' : 'far') : sizeOf(skill.value)
  if (ceiling.value === null || floor.value === null || value === null || ceiling.n < 2) return 'worse'
  const { above, width } = distanceBelow(value, goal, ceiling)
  const apart = Math.abs(ceiling.value - floor.value)
  return -above > apart + 2 * width ? 'beneath' : 'worse'
}

function sizeOf(skill: number): Verdict {
  return skill >= 0.9 ? 'slight' : skill >= 0.5 ? 'worse' : 'far'
}
