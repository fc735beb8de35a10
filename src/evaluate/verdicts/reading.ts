import { type Baseline, type Verdict, verdicts } from '../evaluation.js'
import type { Metric } from '../metric.js'
import { studentAbove, studentQuantile } from './student-t.js'

/** What the floor stands for, in words that finish "nearer to ... than to". */
export const floorWords: Readonly<Record<Baseline['name'], string>> = {
  half: 'real rows',
  copy: 'training rows',
  permuted: 'independent columns',
  uniform: 'random values',
  worst: 'the worst there is',
}

/**
 * How much wider intervals are than Student's t makes them. Chosen, not derived: all draws deal out the same real rows, so that what a score owes
 * to just these rows is the same in every draw and can't be told from them (fresh rows lie 0.9 to 1.2 times as far off as draws say, by
 * metric); and scores of real rows have a longer tail below than above, which t knows nothing of. `npm run bench:evaluation -- --only
 * coverage` prints both, and how often intervals are right with it.
 */
export const intervalInflation = 1.1

export interface Skill {
  readonly value: number
  /** 95 %; null where a single draw of real rows leaves its spread unknown. */
  readonly interval: readonly [number, number] | null
}

/**
 * The score on a scale on which the floor is 0 and the ceiling 1. Null where there is no score or baseline, or where floor and ceiling
 * differ by less than two standard errors of a single score, so that the scale would only stretch noise.
 *
 * The interval takes the score to vary a little more than draws of real rows do, and the baselines as means of so many draws: (x - f) / (c - f) by the
 * delta method with Student's t. At the ceiling that is the prediction interval of one more draw of real rows. A floor of a single draw is taken
 * to vary as real rows do.
 */
export function skillOf(value: number | null, ceiling: Baseline, floor: Baseline): Skill | null {
  if (value === null || ceiling.value === null || floor.value === null) return null
  const sd = ceiling.sd ?? 0
  const floorSd = floor.sd ?? (floor.n > 0 ? sd : 0)
  const error = Math.sqrt(sd ** 2 + floorSd ** 2)
  const width = ceiling.value - floor.value
  if (Math.abs(width) <= Math.max(2 * error, 1e-9)) return null
  const skill = (value - floor.value) / width
  if (ceiling.n < 2) return { value: skill, interval: null }
  const variance =
    (intervalInflation * sd) ** 2 * (1 + skill ** 2 / ceiling.n) + (floor.n > 0 ? ((1 - skill) ** 2 * floorSd ** 2) / floor.n : 0)
  const half = (studentQuantile(0.975, ceiling.n - 1) * Math.sqrt(variance)) / Math.abs(width)
  return { value: skill, interval: [skill - half, skill + half] }
}

/** How far from the mean of its draws one more draw of real rows may lie. */
function margin(probability: 0.975 | 0.995, { sd, n }: Baseline): number {
  return n < 2 ? 1e-9 : studentQuantile(probability, n - 1) * intervalInflation * (sd ?? 0) * Math.sqrt(1 + 1 / n) + 1e-9
}

/**
 * Degrees of freedom, at most, of how probable scores far below those of real rows are, however many draws there are: these have a longer tail
 * below than a normal distribution, most of all where a few great numbers decide. Chosen, not derived; `npm run bench:evaluation -- --only truth`
 * prints how often real rows are called worse with it.
 */
export const tailDegrees = 4

/**
 * How far a score is above the mean of the draws of real rows (below 0: worse than they are), how far one more draw may lie from it in 95 of 100,
 * and how probable a draw so far below is, or one so far above.
 */
export function distanceBelow(value: number, goal: Metric['goal'], ceiling: Baseline): DistanceBelow {
  const mean = ceiling.value as number
  const above = goal === 'maximize' ? value - mean : mean - value
  const width = margin(0.975, ceiling)
  const t = -above / (width / studentQuantile(0.975, ceiling.n - 1))
  return { above, width, p: studentAbove(t, Math.min(ceiling.n - 1, tailDegrees)), pAbove: studentAbove(-t, ceiling.n - 1) }
}

interface DistanceBelow {
  readonly above: number
  readonly width: number
  readonly p: number
  readonly pAbove: number
}

/**
 * The score in a few plain words, against what real rows reach and what the floor reaches at the same size. `scored`: real rows were compared
 * with each other, whether or not that gave a score. `verdict`: by all evidence, of which the distance from the ceiling is only a part.
 */
export function verdictReading(
  value: number | null,
  metric: Pick<Metric, 'goal'>,
  baselines: { readonly ceiling: Baseline; readonly floor: Baseline },
  reference: 'holdout' | 'training',
  scored = false,
  verdict: Verdict = 'equal',
): string {
  const { ceiling, floor } = baselines
  if (value === null) return 'not computed'
  if (ceiling.value === null) return scored ? 'no baseline: real rows have no such score' : 'no baseline: too few real rows'
  const above = metric.goal === 'maximize' ? value - ceiling.value : ceiling.value - value
  if (above > margin(0.995, ceiling)) {
    return reference === 'training'
      ? 'nearer to the training rows than fresh real rows are'
      : 'nearer to the holdout than other real rows are'
  }
  if (above >= -margin(0.975, ceiling)) {
    if (isWorse(verdict)) return 'as real rows on the whole, but not in every part'
    return verdict === 'equal' ? 'indistinguishable from real rows' : 'not known to differ from real rows: too few to say more'
  }
  const skill = skillOf(value, ceiling, floor)
  const words = floorWords[floor.name]
  if (skill === null) {
    const apart = Math.abs(ceiling.value - (floor.value ?? ceiling.value))
    return -above > apart + margin(0.975, ceiling) + margin(0.975, floor)
      ? `further from real rows than ${words} are`
      : 'below real rows, but so is the floor: says little'
  }
  if (skill.value >= 0.9) return 'close to real rows'
  if (skill.value >= 0.5) return `nearer to real rows than to ${words}`
  if (skill.value > 0) return `nearer to ${words} than to real rows`
  return `no better than ${words}`
}

/** Skill that may be lacking where a score counts as good as that of real rows; and where there is no skill, share of the metric's range. */
export const equivalenceMargin = 0.2

export const rawMargin = 0.05

/** False alarms: scores of real rows that count as worse. */
export const falseAlarms = 0.05

export function isWorse(verdict: Verdict): boolean {
  return verdicts.indexOf(verdict) >= verdicts.indexOf('slight')
}

/** The worst of these; `unasked` of none. */
export function worstVerdict(all: readonly Verdict[]): Verdict {
  return all.length === 0 ? 'unasked' : verdicts[Math.max(...all.map((verdict) => verdicts.indexOf(verdict)))]
}
