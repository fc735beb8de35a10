import type { Judged } from '../evaluation.js'
import { atomWords, conclude, detailsOf, type Finder, percent, type Sign, shortfall, unscored } from './finding.js'
import { opennessOf } from './openness.js'

const wording = {
  kind: 'over-smoothing',
  title: 'Over-smoothing',
  found: 'Structure is blurred:',
  none: 'Frequent values stand out, and columns depend on each other, as much as they really do.',
} as const

/** A frequent value counts as lost where its share has fallen to less than this part of it. */
const lostPart = 0.5

/** Frequent values that no longer stand out, weaker dependence of two columns, and columns that follow less surely from all others. */
export const smoothing: Finder = (evaluation) => {
  const open = (detailsOf(evaluation, 'conditional-agreement') ?? []).flatMap((detail): Sign[] => {
    const change = opennessOf(detail)
    const name = detail.columns[0] as string
    return change > 0
      ? [
          {
            columns: [name],
            size: change,
            text: `${name} is ${change < 1 ? `${percent(change)} more` : 'at least twice as'} uncertain once the other columns are known`,
          },
        ]
      : []
  })
  const weaker = (detailsOf(evaluation, 'pair-association') ?? []).flatMap((detail): Sign[] => {
    const { columns, real = 0, synthetic = 0 } = detail
    const size = Math.abs(real) > Math.abs(synthetic) ? shortfall(detail, 0.05) : 0
    return size > 0
      ? [{ columns, size, text: `${columns.join(' and ')} are associated by ${synthetic.toFixed(2)} instead of ${real.toFixed(2)}` }]
      : []
  })
  return conclude(wording, [...open, ...weaker, ...lostSpikes(evaluation)], unscored(evaluation, ['pair-association']))
}

function lostSpikes({ columns }: Judged): Sign[] {
  return columns.flatMap(({ name, chart, unit }) =>
    chart?.type !== 'histogram'
      ? []
      : chart.atoms
          .filter(({ real, synthetic }) => synthetic < lostPart * real)
          .map(({ value, real, synthetic }): Sign => {
            const text = `${name}: ${atomWords(value, unit)} is ${percent(real)} of the real rows and ${percent(synthetic)} of the synthetic ones`
            return { columns: [name], size: real - synthetic, text }
          }),
  )
}
