import type { ScoreEntry } from '../../src/evaluate/evaluation.js'

/** Student's t with nine degrees of freedom is above it once in ten thousand times. Seeds are fixed: a test is that unlucky at most when what it draws changes. */
const tenThousandth = 6.01

/**
 * Where the score of one more table of the same law lies but once in ten thousand times on either side, by the scores of ten of them: for normal
 * scores the next differs from their mean, in their standard deviations times √1.1, by Student's t with nine degrees of freedom.
 */
export function rangeOfNext(scores: readonly number[]): { readonly least: number; readonly greatest: number } {
  if (scores.length !== 10) throw new RangeError(`ten scores are needed (got ${scores.length})`)
  const mean = scores.reduce((sum, own) => sum + own, 0) / 10
  const deviation = Math.sqrt(scores.reduce((sum, own) => sum + (own - mean) ** 2, 0) / 9)
  const margin = tenThousandth * deviation * Math.sqrt(1.1)
  return { least: mean - margin, greatest: mean + margin }
}

/** The seeds of ten tables that no test makes otherwise. */
export const ten: readonly number[] = Array.from({ length: 10 }, (_, i) => 1001 + i)

/** How many standard deviations a score lies from that of its floor: those of draws of the floor and of real rows together. */
export function fromFloor({ value, baselines: { floor, ceiling } }: ScoreEntry): number {
  return Math.abs((value as number) - (floor.value as number)) / Math.hypot(floor.sd as number, ceiling.sd as number)
}
