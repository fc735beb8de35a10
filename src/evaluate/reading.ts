import type { Baseline } from './evaluation.js'
import type { Metric } from './metric.js'

/** What the floor stands for, in words that finish "nearer to ... than to". */
export const floorWords: Readonly<Record<Baseline['name'], string>> = {
  half: 'real rows',
  permuted: 'independent columns',
  uniform: 'random values',
  worst: 'the worst there is',
}

/**
 * The score on a scale on which the floor is 0 and the ceiling 1. Null where there is no score or baseline, or where floor and ceiling
 * differ by less than two standard errors of a single score, so that the scale would only stretch noise.
 */
export function skillOf(value: number | null, ceiling: Baseline, floor: Baseline): number | null {
  if (value === null || ceiling.value === null || floor.value === null) return null
  const error = Math.sqrt((ceiling.sd ?? 0) ** 2 + (floor.sd ?? 0) ** 2)
  const width = ceiling.value - floor.value
  if (Math.abs(width) <= Math.max(2 * error, 1e-9)) return null
  return (value - floor.value) / width
}

/** Spread of the ceiling, in standard deviations, within which a score counts as equal to it, and beyond which as better. */
const equal = 2
const better = 3

/** The score in a few plain words, against what real rows reach and what the floor reaches at the same size. */
export function readingOf(
  value: number | null,
  metric: Pick<Metric, 'goal'>,
  baselines: { readonly ceiling: Baseline; readonly floor: Baseline },
  reference: 'holdout' | 'training',
): string {
  const { ceiling, floor } = baselines
  if (value === null) return 'not computed'
  if (ceiling.value === null) return 'no baseline: too few real rows'
  const above = metric.goal === 'maximize' ? value - ceiling.value : ceiling.value - value
  const sd = ceiling.sd ?? 0
  if (above > better * sd + 1e-9) {
    return reference === 'training'
      ? 'nearer to the training rows than fresh real rows are'
      : 'nearer to the holdout than other real rows are'
  }
  if (above >= -equal * sd - 1e-9) return 'indistinguishable from real rows'
  const skill = skillOf(value, ceiling, floor)
  const words = floorWords[floor.name]
  if (skill === null) return 'below real rows, but so is the floor: says little'
  if (skill >= 0.9) return 'close to real rows'
  if (skill >= 0.5) return `nearer to real rows than to ${words}`
  if (skill > 0) return `nearer to ${words} than to real rows`
  return `no better than ${words}`
}
