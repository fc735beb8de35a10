import type { ScoredEvaluation } from '../evaluation.js'
import type { ColumnSummary, HistogramChart, SummaryShares } from '../summary/column-summary.js'
import { atomWords, conclude, leastMatter, percent, type ShortcomingFinder, type Sign, unscored, worseDetails } from './finding.js'

const wording = {
  kind: 'bias',
  title: 'Bias',
  found: 'Some values or groups are more or less frequent than they really are:',
  none: 'No column is distributed differently than real rows would be by chance.',
} as const

/** Shifted distributions of single columns, missing values, and groups of sensitive columns that are too few or too many. */
export const bias: ShortcomingFinder = (evaluation) => {
  const shapes = worseDetails(evaluation, 'marginal-shape', 0).flatMap(
    ({ columns: [name = ''], size, real = 0, synthetic = 0, words }): Sign[] => {
      const isLarge = size > leastMatter
      if (!isLarge && Math.max(real, synthetic) <= leastRatio * Math.min(real, synthetic)) return []
      const what = isLarge ? shapeWords(name, evaluation) : `${words} is ${shareWords({ real, synthetic })}`
      return [{ level: 'marginal', columns: [name], size, text: `${name}: ${what}` }]
    },
  )
  const known = new Set(shapes.flatMap(({ columns }) => columns))
  const gaps = worseDetails(evaluation, 'missing-rates').flatMap(({ columns: [name = ''], size, real = 0, synthetic = 0 }): Sign[] =>
    known.has(name)
      ? []
      : [{ level: 'missingness', columns: [name], size, text: `${name}: missing values are ${shareWords({ real, synthetic })}` }],
  )
  const times = worseDetails(evaluation, 'calendar').map(({ columns, size, words = '' }): Sign => {
    return { level: 'marginal', columns, size, text: `${columns[0]}: ${words}` }
  })
  const rounded = worseDetails(evaluation, 'decimals').flatMap(
    ({ columns: [name = ''], size, words = 'values are rounded otherwise' }): Sign[] => {
      const isExplained = shapes.some((sign) => sign.columns[0] === name && leastRatio * sign.size >= size)
      return isExplained ? [] : [{ level: 'marginal', columns: [name], size, text: `${name}: ${words}` }]
    },
  )
  const groups = worseDetails(evaluation, 'subgroup-shares', 0.1).map(({ columns, part = '', real = 0, synthetic = 0 }): Sign => {
    const text = `the group ${part} of ${columns[0]} is ${shareWords({ real, synthetic })}`
    return { level: 'utility', columns, size: Math.abs(real - synthetic), text }
  })
  return conclude(wording, [...shapes, ...gaps, ...times, ...rounded, ...groups], unscored(evaluation, ['marginal-shape']))
}

/** Where the two distributions differ most. */
function shapeWords(name: string, { columns }: ScoredEvaluation): string {
  const column = columns.find((candidate) => candidate.name === name)
  const worst = column && worstLevel(column)
  const { missing, chart } = column ?? { missing: { real: 0, synthetic: 0 }, chart: null }
  if (worst && gap(worst) >= gap(missing)) return `${worst.label} is ${shareWords(worst)}`
  if (chart?.type === 'histogram' && gap(missing) < leastGap) return histogramWords(chart)
  return gap(missing) > 0 ? `missing values are ${shareWords(missing)}` : 'values are spread otherwise'
}

/**
 * Rare levels matter by how many times too many or too few they are, however small a share of all rows that is. And a column of which so many times
 * as many values end otherwise (heaped, rounded) as lie elsewhere is told by how they end, too.
 */
const leastRatio = 1.5

/** A gap in the share of missing values that explains a difference by itself. */
const leastGap = 0.02

function worstLevel({ chart, unit }: ColumnSummary): (SummaryShares & { readonly label: string }) | undefined {
  const bars =
    chart?.type === 'levels'
      ? chart.levels
      : (chart?.atoms.filter((atom) => gap(atom) > leastGap).map((atom) => ({ ...atom, label: atomWords(atom.value, unit) })) ?? [])
  return [...bars].sort((a, b) => gap(b) - gap(a))[0]
}

function gap({ real, synthetic }: SummaryShares): number {
  return Math.abs(real - synthetic)
}

function shareWords({ real, synthetic }: SummaryShares): string {
  return `${percent(real)} of the real rows and ${percent(synthetic)} of the synthetic ones`
}

/** On which side of the real median the synthetic values lie. */
function histogramWords({ bins }: HistogramChart): string {
  const total = bins.reduce((sum, { real }) => sum + real, 0)
  const all = bins.reduce((sum, { synthetic }) => sum + synthetic, 0)
  let [below, lower] = [0, 0]
  for (const { real, synthetic } of bins) {
    if (below + real > total / 2 && below > 0) break
    below += real
    lower += synthetic
  }
  const [expected, got] = [below / Math.max(total, 1e-12), lower / Math.max(all, 1e-12)]
  if (Math.abs(expected - got) < leastGap) return 'values are spread otherwise, though as many lie on either side of the middle'
  return `values are too ${got > expected ? 'low' : 'high'}: below the middle lie ${percent(expected)} of the real and ${percent(got)} of the synthetic ones`
}
