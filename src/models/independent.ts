import { columnOf, missingColumn } from '../encode/column-of.js'
import { logMeasures } from '../encode/log-measure.js'
import { countedMargin, type Margin, missingShare } from '../encode/margin.js'
import { levelQuantiles, numberQuantiles, shareScale } from '../encode/quantile.js'
import { learnedValues, mostValues } from '../encode/statistics.js'
import type { Rng } from '../random/rng.js'
import type { Column } from '../table/column.js'
import type { ColumnSchema } from '../table/schema.js'
import { Table } from '../table/table.js'
import { type IndependentOptions, independentDefaults } from './independent-settings.js'
import { openCells, withFilled } from './shell/cells.js'
import { marginParameters, marginsReveal } from './shell/margin-words.js'
import type { Synthesizer } from './synthesizer.js'

/** One margin per column, in the schema's order. */
interface IndependentState {
  readonly margins: readonly Margin[]
}

/** Every column as it is, and no dependence between them. */
export const independent: Synthesizer<IndependentOptions, IndependentState> = {
  name: 'independent',
  title: 'Independent columns',
  summary: 'Keeps each column and forgets how they hang together: the floor for evaluations.',
  references: [
    {
      author: 'Hyndman, R. J. and Fan, Y.',
      year: 1996,
      title: 'Sample quantiles in statistical packages',
      url: 'https://doi.org/10.1080/00031305.1996.10473566',
    },
  ],
  defaults: independentDefaults,
  options: async () => (await import('./independent-options.js')).independentOptions,
  unit: 'row',
  derives: false,

  learnsCounts: true,

  async fit({ statistics, elsewhere }, schema, { knots }, { signal, progress }) {
    const margins: Margin[] = []
    for (const column of schema.columns) {
      signal?.throwIfAborted()
      progress?.(margins.length / schema.columns.length, `counting ${column.name}`)
      const counted = await learnedValues(statistics, column, elsewhere ? mostValues : Number.POSITIVE_INFINITY)
      margins.push(countedMargin(counted, column, knots))
    }
    return { margins }
  },

  sampleBlock(state, schema, count, rng) {
    const columns = schema.columns.map((column, i) => sampleColumn(column, state.margins[i], count, rng))
    return new Table(columns, count)
  },

  logDensity(state, schema, table) {
    const total = new Float64Array(table.rows)
    schema.columns.forEach(({ name }, i) => {
      const logs = logMeasures(state.margins[i], table.column(name))
      for (let row = 0; row < total.length; row++) total[row] += logs[row]
    })
    return total
  },

  impute(state, schema, table, fill, rng) {
    const columns = schema.columns.map((column, i) => {
      const margin = state.margins[i]
      const cells = table.column(column.name)
      const open = openCells(cells, fill)
      if (margin.present === 0 || !open.includes(1)) return cells
      return withFilled(cells, open, drawValues(margin, table.rows, rng))
    })
    return new Table(columns, table.rows)
  },

  private: { required: false, load: async () => (await import('./private/independent.js')).privateIndependent },

  describe(state, schema) {
    return {
      summary: `${schema.columns.length} columns, each drawn on its own.`,
      parameters: marginParameters(schema, state.margins),
      holds: 'summaries',
      reveals: marginsReveal,
    }
  },
}

function sampleColumn(schema: ColumnSchema, margin: Margin, count: number, rng: Rng): Column {
  if (margin.present === 0) return missingColumn(schema, count)
  const values = drawValues(margin, count, rng)
  const share = missingShare(margin)
  if (share > 0) for (let i = 0; i < count; i++) if (rng.uniform() < share) values[i] = margin.kind === 'number' ? Number.NaN : -1
  return columnOf(schema, values)
}

/** Values without gaps, of a margin that has some. */
function drawValues(margin: Margin, count: number, rng: Rng): Float64Array | Int32Array {
  const places = new Float64Array(count)
  for (let i = 0; i < count; i++) places[i] = rng.uniform()
  const values = margin.kind === 'number' ? new Float64Array(count) : new Int32Array(count)
  if (margin.kind === 'number') numberQuantiles(margin, shareScale)(places, values as Float64Array)
  else levelQuantiles(margin, shareScale)(places, values as Int32Array)
  return values
}
