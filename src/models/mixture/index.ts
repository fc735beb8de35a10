import { ConstraintError } from '../../errors.js'
import { cellStates, drawOpenCells, type PartialCells } from '../../learn/pcc/query/complete.js'
import { simulate } from '../../learn/pcc/query/simulate.js'
import type { Rng } from '../../random/rng.js'
import { scoredCells } from '../../surrogate/cells.js'
import type { SurrogateCoding } from '../../surrogate/coding.js'
import { rowLogDensities } from '../../surrogate/density.js'
import { fitSurrogate } from '../../surrogate/fit.js'
import type { Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { collectRows, openCells, withFilled } from '../shell/cells.js'
import type { Synthesizer } from '../synthesizer.js'
import { decodeColumn } from './decode.js'
import { describeMixture } from './describe.js'
import type { MixtureOptions } from './options.js'
import { allowedRows } from './regions.js'
import { mixtureDefaults } from './settings.js'
import { type MixtureState, readyMixture } from './state.js'

/**
 * Cross-categorisation: columns in views, rows of each view in categories, both as many as the data call for. The chains look for the
 * structure in a sample of a large table, then take in the other rows and go over all of them, views and all, a few times more; what is
 * beyond `rows` is taken in once, each row given those before it.
 */
export const mixture: Synthesizer<MixtureOptions, MixtureState> = {
  name: 'mixture',
  title: 'Dirichlet-process mixture (cross-categorisation)',
  summary: 'Finds which columns hang together and sorts the rows into categories; answers any conditional question exactly.',
  references: [
    {
      author: 'Mansinghka, V. et al.',
      year: 2016,
      title: 'CrossCat: a fully Bayesian nonparametric method for analyzing heterogeneous, high dimensional data',
      url: 'https://jmlr.org/papers/v17/11-392.html',
    },
    {
      author: 'Neal, R. M.',
      year: 2000,
      title: 'Markov chain sampling methods for Dirichlet process mixture models',
      url: 'https://doi.org/10.1080/10618600.2000.10474879',
    },
    { author: 'Dahl, D. B.', year: 2003, title: 'An improved merge-split sampler for conjugate Dirichlet process mixture models' },
  ],
  defaults: mixtureDefaults,
  options: async () => (await import('./options.js')).mixtureOptions,
  unit: 'row',
  derives: true,

  async fit(source, schema, options, context) {
    return fitSurrogate(await collectRows(source, context.signal), schema, options, context)
  },

  sampleBlock(state, schema, count, rng) {
    const { conditional, regions } = readyMixture(state, schema)
    const drawn = simulate(conditional, count, rng)
    const columns = schema.columns.map((column, i) => decodeColumn(column, state.codings[i], drawn[i], regions[i] ?? null, rng))
    return new Table(columns, count)
  },

  logDensity(state, schema, table) {
    const logs = rowLogDensities(state, schema, table)
    if (!state.given) return logs
    const { logProbability } = readyMixture(state, schema).conditional
    const allowed = allowedRows(table, state.given)
    return logs.map((log, row) => (allowed[row] ? log - logProbability : Number.NEGATIVE_INFINITY))
  },

  condition(state, schema, evidence) {
    const given = { ...state, given: [...(state.given ?? []), ...evidence] }
    const { logProbability } = readyMixture(given, schema).conditional
    if (logProbability === Number.NEGATIVE_INFINITY) {
      throw new ConstraintError(
        'where',
        'the model gives no row that satisfies the condition; loosen it, or check that the table holds such rows',
      )
    }
    const before = state.given ? readyMixture(state, schema).conditional.logProbability : 0
    return { state: given, exact: true, logProbability: logProbability - before }
  },

  impute: imputeMixture,
  describe: describeMixture,
}

/** The table with its open cells drawn given the others, exactly. */
function imputeMixture({ model, codings }: MixtureState, schema: Schema, table: Table, fill: ReadonlySet<string>, rng: Rng): Table {
  const columns = schema.columns.map(({ name }) => table.column(name))
  const open = columns.map((column, i) => (hasValues(codings[i]) ? openCells(column, fill) : new Uint8Array(table.rows)))
  const cells = columns.map((column, i): PartialCells => {
    const coding = codings[i]
    const scored = scoredCells(column, coding)
    const states = Uint8Array.from(open[i], (isOpen, row) => {
      if (isOpen) return cellStates.open
      return scored.codes[row] < 0 && Number.isNaN(scored.low[row]) ? cellStates.unknown : cellStates.known
    })
    return { ...scored, states, missing: coding.missing }
  })
  const drawn = drawOpenCells(model, cells, table.rows, rng)
  const filled = columns.map((column, i) => {
    const own = open[i]
    if (!own.includes(1)) return column
    const schemaColumn = schema.columns[i]
    const { values } = decodeColumn(schemaColumn, codings[i], drawn[i], null, rng)
    return withFilled(column, own, values)
  })
  return new Table(filled, table.rows)
}

function hasValues({ outcomes, missing }: SurrogateCoding): boolean {
  return outcomes > (missing >= 0 ? 1 : 0)
}
