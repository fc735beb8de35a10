import { conclude, detailsOf, type Finder, percent, type Sign, unscored } from './finding.js'
import { opennessOf } from './openness.js'

const wording = {
  kind: 'too-little-noise',
  title: 'Too little noise',
  found: 'Columns follow from the others more surely than they really do:',
  none: 'No column follows from the others more surely than it really does.',
} as const

/** Columns whose outcome, given all others, is less open in synthetic rows than it really is. */
export const noise: Finder = (evaluation) => {
  const signs = (detailsOf(evaluation, 'conditional-agreement') ?? []).flatMap((detail): Sign[] => {
    const change = opennessOf(detail)
    const name = detail.columns[0] as string
    return change < 0
      ? [{ columns: [name], size: -change, text: `${name} is ${percent(-change)} less uncertain once the other columns are known` }]
      : []
  })
  return conclude(wording, signs, unscored(evaluation, ['conditional-agreement']))
}
