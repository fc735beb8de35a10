import type { PccModel } from '../../learn/pcc/mixture.js'
import { dependenceProbability, posteriorInformation } from '../../learn/pcc/query/dependence.js'
import { convergenceOf } from '../../surrogate/relations.js'
import type { Schema } from '../../table/schema.js'
import type { Description } from '../synthesizer.js'
import { type MixtureState, readyMixture } from './state.js'

type Dependence = NonNullable<Description['dependences']>[number]

/** Most dependences that are listed, and most pairs whose order among equals is worth the time it takes. */
const mostListed = 30
const mostRanked = 1000
/** Up to this, series are usually said to have converged; chains of a mixture seldom do as well. @see Gelman et al. 2013, section 11.5 */
const agreed = 1.1
/** Parts that a column of numbers is cut into to put pairs in order. */
const coarse = 8

export function describeMixture(state: MixtureState, schema: Schema): Description {
  const { chains } = state.model
  const columns = schema.columns.length
  const views = chains.map(({ views }) => views.length)
  const categories = chains.flatMap(({ views }) => views.map(({ sizes }) => sizes.length))
  return {
    summary: `${columns} columns in views, the rows of each view in categories; ${chains.length} posterior samples, learned from ${state.rows} rows.`,
    parameters: [
      ['posterior samples', String(chains.length)],
      ['views of the columns', span(views)],
      ['categories of the rows, in a view', span(categories)],
      ...agreement(state),
      ...(chains[0] ? viewParameters(chains[0], schema) : []),
    ],
    reveals:
      'How many rows of each category have each level or repeated number, and the mean and spread of its other numbers, so that a category of one row is that row, cell by cell; of each column of numbers the least and the greatest value.',
    dependences: dependencesOf(state, schema),
  }
}

/** Whether the chains have come to the same: said where there are several that were run for long enough to tell. */
function agreement(state: MixtureState): [string, string][] {
  const { scaleReduction } = convergenceOf(state)
  if (scaleReduction === null || state.model.chains.length < 2) return []
  const verdict = scaleReduction < agreed ? 'the samples agree' : 'the samples differ; more sweeps may help'
  return [['convergence', `${verdict} (split R-hat ${Number.isFinite(scaleReduction) ? scaleReduction.toFixed(2) : 'infinite'})`]]
}

/** The views of one posterior sample, largest first. */
function viewParameters({ views }: PccModel['chains'][number], schema: Schema): [string, string][] {
  return [...views]
    .sort((a, b) => b.columns.length - a.columns.length)
    .map(({ columns, sizes }, i) => [
      `view ${i + 1} of the first sample`,
      `${columns.map((position) => schema.columns[position]?.name).join(', ')}: ${sizes.length} categories`,
    ])
}

/** Pairs of columns by the probability that they depend on each other, equals by how much one tells of the other. */
function dependencesOf(state: MixtureState, schema: Schema): Dependence[] {
  const pairs = schema.columns.flatMap((column, a) =>
    schema.columns
      .slice(0, a)
      .map((other, b) => ({ a: other.name, b: column.name, places: [b, a] as const, strength: dependenceProbability(state.model, a, b) })),
  )
  const likely = pairs.filter(({ strength }) => strength > 0).sort((x, y) => y.strength - x.strength)
  const { conditional } = readyMixture(state, schema)
  const ranked = likely
    .slice(0, mostRanked)
    .map((pair) => ({ ...pair, information: posteriorInformation(conditional, ...pair.places, coarse) }))
    .sort((x, y) => y.strength - x.strength || y.information - x.information)
  return ranked.slice(0, mostListed).map(({ a, b, strength }) => ({ a, b, strength }))
}

function span(counts: readonly number[]): string {
  if (counts.length === 0) return 'none'
  const [least, most] = [Math.min(...counts), Math.max(...counts)]
  return least === most ? String(least) : `${least} to ${most}`
}
