import { conclude, type Finder, percent, type Sign, unscored } from './finding.js'
import { opennessOf } from './smoothing.js'

const wording = {
  kind: 'too-little-noise',
  title: 'Too little noise',
  found: 'Columns follow from the others more surely than they really do:',
  none: 'No column follows from the others more surely than it really does.',
} as const

/** Columns whose outcome, given all others, is less open in synthetic rows than it really is. */
export const noise: Finder = (evaluation, named) => {
  const signs = opennessOf(evaluation, named).flatMap(({ name, change }): Sign[] => {
    const text = `${name} is ${percent(-change)} less uncertain once the other columns are known`
    return change < 0 ? [{ level: 'conditional', columns: [name], size: -change, text }] : []
  })
  return conclude(wording, signs, unscored(evaluation, ['conditional-agreement']))
}
