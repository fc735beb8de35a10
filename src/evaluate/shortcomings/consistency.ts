import { conclude, type Finder, percent, type Sign, unscored, worseDetails } from './finding.js'

const wording = {
  kind: 'too-much-consistency',
  title: 'Too much consistency',
  found: 'Real rows are messier; rules that they break now and then are hardly ever broken:',
  none: 'Where real rows break a rule now and then, synthetic rows do as often; or no rule is ever broken.',
} as const

/** Rules that real rows break at a rate, and synthetic rows at less than half of it. */
export const consistency: Finder = (evaluation) => {
  const signs = worseDetails(evaluation, 'pair-rules').flatMap(({ columns, part, real = 0, synthetic = 0 }): Sign[] => {
    if (synthetic >= real / 2) return []
    const text = `${columns.join(' and ')}: that ${part} is broken by ${percent(real)} of the real rows and ${percent(synthetic)} of the synthetic ones`
    return [{ level: 'pairwise', columns, size: real - synthetic, text }]
  })
  // A table without rules has no score there, and nothing to be consistent with.
  const asked = evaluation.scores.some(({ metric }) => metric === 'pair-rules')
  return conclude(wording, signs, asked ? [] : unscored(evaluation, ['pair-rules']))
}
