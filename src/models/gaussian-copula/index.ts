import type { Schema } from '../../table/schema.js'
import { collectRows } from '../shell/cells.js'
import { marginParameters, marginsReveal } from '../shell/margin-words.js'
import type { Description, Synthesizer } from '../synthesizer.js'
import { conditionCopula } from './draw/condition.js'
import { copulaLogDensity } from './draw/density.js'
import { imputeCopula } from './draw/impute.js'
import { sampleCopula } from './draw/sample.js'
import { fitCopula } from './fit/fit.js'
import type { CopulaOptions } from './options.js'
import { copulaDefaults } from './settings.js'
import { type CopulaState, correlationMatrix, latentLayout } from './state.js'

export const gaussianCopula: Synthesizer<CopulaOptions, CopulaState> = {
  name: 'gaussian-copula',
  title: 'Gaussian copula',
  summary: 'Keeps each column as it is and the correlations between them; fits and samples in a fraction of a second.',
  references: [
    {
      author: 'Cario, M. C. and Nelson, B. L.',
      year: 1997,
      title: 'Modeling and generating random vectors with arbitrary marginal distributions and correlation matrix',
    },
    {
      author: 'Xiao, Q.',
      year: 2014,
      title: 'Evaluating correlation coefficient for Nataf transformation',
      url: 'https://doi.org/10.1016/j.probengmech.2014.03.010',
    },
    {
      author: 'Hill, M. O.',
      year: 1974,
      title: 'Correspondence analysis: a neglected multivariate method',
      url: 'https://doi.org/10.2307/2347127',
    },
    {
      author: 'Higham, N. J.',
      year: 2002,
      title: 'Computing the nearest correlation matrix: a problem from finance',
      url: 'https://doi.org/10.1093/imanum/22.3.329',
    },
    {
      author: 'Botev, Z. I.',
      year: 2017,
      title: 'The normal law under linear restrictions: simulation and estimation via minimax tilting',
      url: 'https://doi.org/10.1111/rssb.12162',
    },
  ],
  defaults: copulaDefaults,
  options: async () => (await import('./options.js')).copulaOptions,
  unit: 'row',
  derives: true,

  learnsCounts: true,

  async fit(source, schema, options, { progress, signal }) {
    const report = (share: number, what: string): void => {
      signal?.throwIfAborted()
      progress?.(share, what)
    }
    if (source.elsewhere) {
      const { fitCopulaByCounts } = await import('./fit/fit-counts.js')
      return await fitCopulaByCounts(source.statistics, schema, options, report)
    }
    return fitCopula(await collectRows(source, signal), schema, options, { report, signal })
  },

  sampleBlock: sampleCopula,
  logDensity: copulaLogDensity,
  condition: (state, schema, evidence) => ({ ...conditionCopula(state, schema, evidence), exact: true }),
  impute: imputeCopula,
  describe: describeCopula,
  private: { required: false, load: async () => (await import('./private.js')).privateCopula },
}

const strongest = 20

/** The copula in words and its strongest dependences. */
function describeCopula(state: CopulaState, schema: Schema): Description {
  const { size, ofColumn, ofGap } = latentLayout(state.margins, state.gaps)
  const matrix = correlationMatrix(state, size)
  const names: string[] = []
  ofColumn.forEach((variable, i) => {
    if (variable >= 0) names[variable] = schema.columns[i]?.name
  })
  ofGap.forEach((variable, i) => {
    if (variable < 0) return
    names[variable] = `${state.gaps[i]?.columns.map((column) => schema.columns[column]?.name).join(', ')} missing`
  })
  const pairs = names.flatMap((a, i) => names.slice(0, i).map((b, j) => ({ a: b, b: a, strength: matrix[i * size + j] })))
  pairs.sort((x, y) => Math.abs(y.strength) - Math.abs(x.strength))
  const gaps = size - ofColumn.filter((variable) => variable >= 0).length
  return {
    summary: `A normal distribution of ${size} variables behind ${schema.columns.length} columns${gaps > 0 ? `, ${gaps} of them for missing values` : ''}.${
      state.given ? ` Confined to what was asked for (${state.given.length} ${state.given.length === 1 ? 'case' : 'cases'}).` : ''
    }`,
    parameters: marginParameters(schema, state.margins),
    holds: 'summaries',
    reveals: `${marginsReveal} Of how columns hang together it holds one number for each pair, and the order of levels.`,
    dependences: pairs.slice(0, strongest),
  }
}
