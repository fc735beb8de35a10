import { sameShareAbove } from '../../stats/tests/homogeneity.js'
import { holm } from '../../stats/tests/intervals.js'
import type { ScoredEvaluation } from '../evaluation.js'
import type { SummaryShares } from '../summary/column-summary.js'
import {
  atomWords,
  conclude,
  familyAlarms,
  type Named,
  percent,
  type ShortcomingFinder,
  type Sign,
  unscored,
  worseDetails,
} from './finding.js'

const wording = {
  kind: 'over-smoothing',
  title: 'Over-smoothing',
  found: 'Structure is blurred:',
  none: 'Frequent values stand out, and columns depend on each other, as much as they really do.',
} as const

/** A frequent value counts as lost where its share has fallen to less than this part of it. */
const lostPart = 0.5

/** Frequent values that no longer stand out, weaker dependence of two columns, and columns that follow less surely from all others. */
export const smoothing: ShortcomingFinder = (evaluation, named) => {
  const open = opennessOf(evaluation, named).flatMap(({ name, change }): Sign[] => {
    const text = `${name} is ${change < 1 ? `${percent(change)} more` : 'at least twice as'} uncertain once the other columns are known`
    return change > 0 ? [{ level: 'conditional', columns: [name], size: change, text }] : []
  })
  const weaker = named.associations.flatMap(({ detail: { columns, size, real = 0, synthetic = 0 }, guilty }): Sign[] => {
    if (Math.abs(real) <= Math.abs(synthetic)) return []
    const text = `${columns.join(' and ')} are associated by ${synthetic.toFixed(2)} instead of ${real.toFixed(2)}`
    return [{ level: 'pairwise', columns: guilty, size, text }]
  })
  return conclude(wording, [...open, ...weaker, ...lostSpikes(evaluation)], unscored(evaluation, ['pair-association']))
}

function lostSpikes({ columns, rows, unit }: ScoredEvaluation): Sign[] {
  // The rows of a unit may share a value, so that rows are no number of trials.
  if (unit !== null) return []
  const real = rows.training + (rows.holdout ?? 0)
  const spikes = columns.flatMap(({ name, chart, unit }) =>
    chart?.type === 'histogram' ? chart.atoms.map((atom) => ({ ...atom, name, unit })) : [],
  )
  const adjusted = holm(spikes.map((atom) => sameShareAbove(Math.round(atom.real * real), real, ...synthetically(atom, rows))))
  return spikes.flatMap(({ name, unit, value, real, synthetic }, i): Sign[] => {
    if (synthetic >= lostPart * real || adjusted[i] >= familyAlarms) return []
    const text = `${name}: ${atomWords(value, unit)} is ${percent(real)} of the real rows and ${percent(synthetic)} of the synthetic ones`
    return [{ level: 'marginal', columns: [name], size: real - synthetic, text }]
  })
}

function synthetically({ synthetic }: SummaryShares, rows: ScoredEvaluation['rows']): [number, number] {
  return [Math.round(synthetic * rows.synthetic), rows.synthetic]
}

/**
 * A change that matters, as a share of how open the outcome really is: two tables of 2,000 real rows differ by up to 0.13. And an
 * outcome so certain that shares of it mean nothing.
 */
const leastChange = 0.2
const certain = 1e-3

/**
 * By what share the outcome of a column, given all others, is more open (above 0) or less (below 0) to what synthetic rows teach than to
 * what real rows teach, for each column where the two differ by more than chance and enough to matter. A column that is only off with a guilty
 * one isn't named: it goes along with what is.
 */
export function opennessOf(evaluation: ScoredEvaluation, { partners }: Named): { readonly name: string; readonly change: number }[] {
  // Predictions that agree within a hundredth may still differ in how open they are; chance is what has to be ruled out here.
  return worseDetails(evaluation, 'conditional-agreement', 0.005).flatMap(({ columns: [name = ''], real = 0, synthetic = 0 }) => {
    if (partners.has(name) || Math.max(real, synthetic) < certain) return []
    const change = (synthetic - real) / Math.max(real, certain)
    return Math.abs(change) < leastChange ? [] : [{ name, change: Math.max(-1, Math.min(1, change)) }]
  })
}
