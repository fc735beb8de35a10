import { columnOf, missingColumn } from '../encode/column-of.js'
import type { Schema } from '../table/schema.js'
import { Table } from '../table/table.js'
import { collectRows } from './shell/cells.js'
import type { Synthesizer } from './synthesizer.js'

/** The training rows: the values of each column, in the schema's order. */
interface BootstrapState {
  readonly rows: number
  readonly columns: readonly (Float64Array | Int32Array)[]
}

/** Draws real rows with replacement. Nothing is protected; it shows what evaluations say of copies. */
export const bootstrap: Synthesizer<Record<string, never>, BootstrapState> = {
  name: 'bootstrap',
  title: 'Bootstrap',
  summary: 'Repeats real rows: a baseline for evaluations that protects nobody.',
  references: [
    {
      author: 'Efron, B.',
      year: 1979,
      title: 'Bootstrap methods: another look at the jackknife',
      url: 'https://doi.org/10.1214/aos/1176344552',
    },
  ],
  defaults: {},
  options: async () => (await import('./shell/no-options.js')).noOptions,
  unit: 'row',
  derives: false,
  copies: true,

  async fit(source, schema, _, { signal }) {
    const table = await collectRows(source, signal)
    // Copied: the columns may be views of larger buffers, which a saved model must not take along.
    return { rows: table.rows, columns: schema.columns.map(({ name }) => table.column(name).values.slice()) }
  },

  sampleBlock(state, schema, count, rng) {
    if (state.rows === 0)
      return new Table(
        schema.columns.map((column) => missingColumn(column, count)),
        count,
      )
    const positions = new Uint32Array(count)
    for (let i = 0; i < count; i++) positions[i] = rng.integer(state.rows)
    return trainingRows(state, schema).take(positions)
  },

  describe(state) {
    return {
      summary: `Draws whole rows, with replacement, from the ${state.rows} rows it was given.`,
      parameters: [['training rows', String(state.rows)]],
      holds: 'rows',
      reveals: 'Everything: this file is the training table, and each row it makes is a copy of a real one.',
    }
  },
}

function trainingRows({ rows, columns }: BootstrapState, schema: Schema): Table {
  return new Table(
    schema.columns.map((column, i) => columnOf(column, columns[i])),
    rows,
  )
}
