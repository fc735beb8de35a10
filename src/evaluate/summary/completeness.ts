import { type Level, levels, type Metric, spectrum } from '../metric.js'

/** Which statements about a table a set of metrics tests, and which it leaves open. */
export interface Completeness {
  /** The levels of the spectrum from missing values to whole rows, and which metrics cover each. */
  readonly levels: readonly LevelCover[]
  /** Levels without any metric. */
  readonly open: readonly Level[]
  readonly complete: boolean
  /** What is left open, in words; null where nothing is. */
  readonly warning: string | null
}

export interface LevelCover {
  readonly level: Level
  readonly modelFree: readonly string[]
  readonly modelBased: readonly string[]
}

/** The levels that together say whether two tables have one distribution. */
export const spectrumLevels: readonly Level[] = levels.slice(0, levels.indexOf('joint') + 1)

/**
 * Which levels of the spectrum these metrics cover, and on which basis. A set is complete where it covers all five: whatever it
 * leaves open may differ without any of its scores telling.
 * @see Yang et al., 2024, Structured Evaluation of Synthetic Tabular Data
 */
export function completeness(metrics: readonly Pick<Metric, 'name' | 'level' | 'basis' | 'family'>[]): Completeness {
  const covers = spectrumLevels.map((level): LevelCover => {
    const here = metrics.filter((metric) => metric.level === level && metric.family === 'fidelity')
    const names = (basis: Metric['basis']) => here.filter((metric) => metric.basis === basis).map(({ name }) => name)
    return { level, modelFree: names('model-free'), modelBased: names('model-based') }
  })
  const open = covers.filter(({ modelFree, modelBased }) => modelFree.length + modelBased.length === 0).map(({ level }) => level)
  return { levels: covers, open, complete: open.length === 0, warning: warningOf(open) }
}

function warningOf(open: readonly Level[]): string | null {
  if (open.length === 0) return null
  if (open.length === spectrumLevels.length) return 'Nothing was judged on the spectrum from missing values to whole rows.'
  const titles = open.map((level) => spectrum[level].title.toLowerCase())
  const usual = spectrumLevels.every((level) => open.includes(level) !== (level === 'marginal' || level === 'pairwise'))
  const known = usual ? " Single columns and pairs are what SDMetrics' quality score covers." : ''
  return `Left open: ${titles.join(', ')}. Tables that agree in everything judged here may still differ there.${known}`
}
