import type { Judged, ScoreDetail } from '../evaluation.js'
import { conclude, detailsOf, type Finder, percent, type Sign, shortfall, unscored } from './finding.js'

const wording = {
  kind: 'inaccuracy',
  title: 'Inaccuracy',
  found: 'Some values, combinations or relations are wrong:',
  none: 'Values, combinations of two columns and the relations of each column to all others are as right as those of other real rows.',
} as const

/** Impossible values, broken rules, wrong combinations, and columns that no longer follow from the others as they should. */
export const inaccuracy: Finder = (evaluation) => {
  const signs = [
    ...signsOf(
      evaluation,
      'marginal-adherence',
      ({ columns, value }) => `${columns[0]}: ${percent(1 - (value ?? 0))} of its values occur in no real row, or lie outside their range`,
    ),
    ...brokenRules(evaluation),
    ...signsOf(
      evaluation,
      'pair-contingency',
      ({ columns, value }) =>
        `${columns.join(' and ')}: ${percent(1 - (value ?? 0))} of the rows would have to change for their combinations to be as frequent as they are`,
    ),
    ...signsOf(
      evaluation,
      'conditional-skill',
      ({ columns, value, ceiling }) =>
        `${columns[0]}: ${percent(value ?? 0)} of what the other columns tell about it is left, where other real rows keep ${percent(ceiling ?? 1)}`,
    ),
  ]
  return conclude(wording, signs, unscored(evaluation, ['marginal-adherence', 'pair-contingency']))
}

function signsOf(evaluation: Judged, metric: string, words: (detail: ScoreDetail) => string): Sign[] {
  return (detailsOf(evaluation, metric) ?? []).flatMap((detail): Sign[] => {
    const size = shortfall(detail)
    return size > 0 ? [{ columns: detail.columns, size, text: words(detail) }] : []
  })
}

function brokenRules(evaluation: Judged): Sign[] {
  return (detailsOf(evaluation, 'pair-rules') ?? []).flatMap((detail): Sign[] => {
    const { columns, part, real = 0, synthetic = 0 } = detail
    if (shortfall(detail) === 0 || synthetic <= real) return []
    const text = `${columns.join(' and ')}: that ${part} is broken by ${percent(synthetic)} of the synthetic rows and ${percent(real)} of the real ones`
    return [{ columns, size: synthetic - real, text }]
  })
}
