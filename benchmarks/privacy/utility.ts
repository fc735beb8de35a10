import type { Bar } from '../support/bar.js'
import { benchDistances } from './distances.js'
import { benchTraining } from './training.js'

const parts = { distances: benchDistances, training: benchTraining } as const

/**
 * Prints how near rows of private models come to the real ones: distances of all pairs of columns on Adult in codes, for which figures of
 * other programs are known, and what a classifier learns from rows of other tables. Returns the bars.
 */
export async function utilityBench(chosen: readonly (keyof typeof parts)[] = ['distances', 'training']): Promise<Bar[]> {
  const bars: Bar[] = []
  for (const part of chosen) bars.push(...(await parts[part]()))
  return bars
}
