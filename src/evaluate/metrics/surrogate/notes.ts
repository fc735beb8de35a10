import type { MetricContext, Reference } from '../../metric.js'
import { spectrumPaper } from '../../metric.js'
import type { PpCurve } from './pp-curve.js'

/** Models that reckon with the same kind of structure as a judge. */
const families = { pcc: 'mixture', tree: 'bayesian-network' } as const
/** Fresh real rows against those that a surrogate was fitted to: below, it knows the latter by heart. */
const leastOwnScore = 0.75
/** Difference of the scores by single chains from which on they don't tell the same. */
const mostSpread = 0.1
/** Probability by chance below which a judge has a verdict. */
const significance = 0.001

/** That judge and maker are of one family, where they are. */
export function familyNotes({ maker }: MetricContext): string[] {
  if (maker === families.pcc) {
    return [
      'The judge is of the same family as the model that made these rows (cross-categorisation), and may overlook what both get wrong; look at the score by the second judge and at model-free ones.',
    ]
  }
  if (maker === families.tree) return ['The second judge, a tree of pairs, is of the same family as the model that made these rows.']
  return []
}

/** What makes the surrogate a poor judge: it knows its own rows too well, or its chains don't agree. */
export function fitNotes(ownScore: number, spread: number): string[] {
  const notes: string[] = []
  if (ownScore < leastOwnScore) {
    notes.push(
      `The surrogate fits badly: real rows that it has not seen are less plausible to it than those it was fitted to (score ${ownScore.toFixed(2)} between the two).`,
    )
  }
  if (spread > mostSpread) {
    notes.push(
      `The chains of the surrogate don't agree: their scores lie up to ${spread.toFixed(2)} apart, so the last digits mean little.`,
    )
  }
  return notes
}

/** That two judges come to different verdicts, where they do. */
export function disagreementNotes(pcc: PpCurve, tree: PpCurve): string[] {
  const [first, second] = [verdictOf(pcc), verdictOf(tree)]
  if (first === second) return []
  return [`The two judges disagree: to the surrogate synthetic rows are ${first}, to a tree of pairs they are ${second}.`]
}

function verdictOf({ p, deviation }: PpCurve): string {
  if (p >= significance) return 'as plausible as real ones'
  return deviation > 0 ? 'more plausible than real ones' : 'less plausible than real ones'
}

/** Where judging by a surrogate comes from, and what the surrogate is. */
export const surrogatePapers: readonly Reference[] = [
  spectrumPaper,
  {
    author: 'Mansinghka, Shafto, Jonas, Petschulat, Gasner, Tenenbaum',
    year: 2016,
    title: 'CrossCat: A Fully Bayesian Nonparametric Method for Analyzing Heterogeneous, High Dimensional Data',
    url: 'https://jmlr.org/papers/v17/11-392.html',
  },
  { author: 'Chow, Liu', year: 1968, title: 'Approximating discrete probability distributions with dependence trees' },
]
