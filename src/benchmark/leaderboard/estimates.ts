import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import { type Level, levels } from '../../evaluate/metric.js'
import { spectrumLevels } from '../../evaluate/summary/completeness.js'
import type { CellRecord } from '../run/record.js'
import type { SeedMean } from './leaderboard.js'

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Mean over datasets of the means over seeds; null without values. */
export function estimate(cells: readonly CellRecord[], of: (cell: CellRecord) => number | null): SeedMean | null {
  const groups = [...groupBy(cells, ({ dataset }) => dataset).values()]
    .map((group) => group.map(of).filter((value) => value !== null))
    .filter((values) => values.length > 0)
  if (groups.length === 0) return null
  const spreads = groups.filter((values) => values.length > 1).map(standardDeviation)
  return {
    mean: mean(groups.map(mean)),
    sd: spreads.length > 0 ? mean(spreads) : null,
    n: groups.reduce((sum, values) => sum + values.length, 0),
  }
}

function standardDeviation(values: readonly number[]): number {
  const middle = mean(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1))
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

/** Mean skill of a cell's metrics of one level, each cut to [0, 1]: below the floor nothing is told apart, and nothing is more real than real rows. */
function levelSkill(cell: CellRecord, level: Level): number | null {
  const skills = cell.scores
    .filter((score) => score.level === level && score.skill !== null)
    .map(({ skill }) => Math.max(0, Math.min(1, skill as number)))
  return skills.length > 0 ? mean(skills) : null
}

const qualityLevels: readonly Level[] = [...spectrumLevels, 'sequence', 'relation']

/**
 * Mean skill over the levels that have any, from missing values to whole rows, of tables with a sequence key sequences, and
 * of databases what lies across their tables, each level counting the same. A cell that failed has 0. Null for a cell whose scores have no scale.
 */
export function cellQuality(cell: CellRecord): number | null {
  if (cell.outcome === 'published') return null
  if (cell.outcome !== 'ok') return 0
  const skills = qualityLevels.map((level) => levelSkill(cell, level)).filter((skill) => skill !== null)
  return skills.length > 0 ? mean(skills) : null
}

/**
 * 1 less the worst of what was found, cut to [0, 1]: the share of rows that are nearer to training rows than chance explains, and what each
 * attack that was detected gains on training rows beyond holdout rows.
 */
export function cellPrivacy({ closeness, attacks }: CellRecord): number | null {
  if (closeness === null) return null
  const gains = (attacks ?? []).filter(({ verdict }) => verdict === 'detected').map(({ residual }) => residual ?? 0)
  return Math.max(0, Math.min(1, 1 - Math.max(closeness.copied, ...gains)))
}

/** Attacks that were detected of those that were made, over all cells; null where none were. */
export function countAttacks(cells: readonly CellRecord[]): { readonly detected: number; readonly made: number } | null {
  const made = cells.flatMap(({ attacks }) => attacks ?? []).filter(({ residual }) => residual !== null)
  return made.length === 0 ? null : { detected: made.filter(({ verdict }) => verdict === 'detected').length, made: made.length }
}

export function levelEstimates(cells: readonly CellRecord[]): Partial<Record<Level, SeedMean>> {
  const found = levels.map((level) => [level, estimate(cells, (cell) => levelSkill(cell, level))] as const)
  return Object.fromEntries(found.filter(([, value]) => value !== null))
}

/** Null without values. */
export function geometricMean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null && value > 0) as number[]
  return known.length > 0 ? exp(mean(known.map((value) => ln(value)))) : null
}

export function greatest(values: readonly (number | null)[]): number | null {
  return values.reduce((most, value) => (value !== null && (most === null || value > most) ? value : most), null)
}

export function countOutcomes(cells: readonly CellRecord[]): Partial<Record<CellRecord['outcome'], number>> {
  const counts: Partial<Record<CellRecord['outcome'], number>> = {}
  for (const { outcome } of cells) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}
