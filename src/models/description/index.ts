import { columnOf } from '../../encode/column-of.js'
import { FitError } from '../../errors.js'
import type { Rng } from '../../random/rng.js'
import { normalCdf } from '../../stats/normal/normal.js'
import { isNumberKind } from '../../table/column.js'
import { Table } from '../../table/table.js'
import type { Synthesizer } from '../synthesizer.js'
import { type Law, lawQuantile } from './law.js'
import type { DescriptionState } from './state.js'

/** Rows from what a schema states, without any data: see `describedModel`. */
export const description: Synthesizer<Record<string, never>, DescriptionState> = {
  name: 'description',
  title: 'Description',
  summary: 'Draws rows from the laws, shares and dependences that a schema states; learns nothing.',
  references: [
    {
      author: 'Cario, M. C. and Nelson, B. L.',
      year: 1997,
      title: 'Modeling and generating random vectors with arbitrary marginal distributions and correlation matrix',
    },
  ],
  defaults: {},
  options: async () => (await import('../shell/no-options.js')).noOptions,
  unit: 'row',
  derives: false,

  fit() {
    throw new FitError(
      'description',
      'is stated in a schema and not learned from rows; give that alone: rowsmith synth --from people.schema.json -n 1000',
    )
  },

  sampleBlock(state, schema, count, rng) {
    const places = placesOf(state, count, rng)
    const values: (Float64Array | Int32Array)[] = []
    for (const i of state.order) {
      const { laws, given } = state.columns[i]
      const { kind } = schema.columns[i]
      const cells = isNumberKind(kind) ? new Float64Array(count) : new Int32Array(count)
      const quantiles = laws.map(quantilesOf)
      const own = places[i]
      const levels = given === null ? null : (values[given] as Int32Array)
      for (let row = 0; row < count; row++) {
        cells[row] = (quantiles[levels ? levels[row] : 0] as (p: number) => number)(own[row])
      }
      values[i] = cells
    }
    // At the end, as what is given a column is given its value whether or not a row shows it.
    state.columns.forEach(({ missing }, i) => {
      const cells = values[i]
      if (missing === 0) return
      const gap = cells instanceof Float64Array ? Number.NaN : -1
      for (let row = 0; row < count; row++) if (rng.uniform() < missing) cells[row] = gap
    })
    return new Table(
      schema.columns.map((column, i) => columnOf(column, values[i])),
      count,
    )
  },

  describe(state, schema) {
    return {
      summary: `${schema.columns.length} columns as a schema states them, ${state.correlated.length} of them correlated.`,
      parameters: [],
      holds: 'summaries',
      reveals: 'What the schema says: no rows were at hand.',
    }
  },
}

const known = new WeakMap<Law, (p: number) => number>()

/** `lawQuantile`, with tables made once for all blocks. */
function quantilesOf(law: Law): (p: number) => number {
  const quantile = known.get(law) ?? lawQuantile(law)
  known.set(law, quantile)
  return quantile
}

/** Where each value of each column lies in its law, as a share. */
function placesOf({ columns, correlated, factor }: DescriptionState, count: number, rng: Rng): Float64Array[] {
  const places = columns.map(() => {
    const own = new Float64Array(count)
    rng.uniforms(own)
    return own
  })
  const size = correlated.length
  const noise = new Float64Array(size)
  for (let row = 0; row < count; row++) {
    for (let i = 0; i < size; i++) {
      noise[i] = rng.normal()
      let z = 0
      for (let k = 0; k <= i; k++) z += factor[i * size + k] * noise[k]
      ;(places[correlated[i]] as Float64Array)[row] = normalCdf(z)
    }
  }
  return places
}
