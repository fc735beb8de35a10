import { columnOf } from '../../encode/column-of.js'
import type { Rng } from '../../random/rng.js'
import type { Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { Later } from '../later.js'
import { sampleTrees } from '../sequential-trees/draw/sample.js'
import { collectRows } from '../shell/cells.js'
import type { PrivateFit, Synthesizer } from '../synthesizer.js'
import { SequenceBlock } from './draw/block.js'
import { drawSkeleton } from './draw/skeleton.js'
import { fitChain } from './fit/fit.js'
import { entrySchema } from './layout.js'
import type { ChainOptions } from './options.js'
import type { PrivateChainState } from './private/state.js'
import { chainDefaults } from './settings.js'
import type { ChainState } from './state.js'

export const chainQuestions = new Later(() => import('./questions.js'))
export const privateChainRows = new Later(() => import('./private/sample.js'))

/** Sequences: a chain of states, and trees on the rows before for everything else. */
export const markovChain: Synthesizer<ChainOptions, ChainState | PrivateChainState> = {
  name: 'markov-chain',
  title: 'Markov chain',
  summary:
    'Draws whole sequences, such as the purchases of a customer: rows that a key ties together, each by what went before it. Needs a key that comes back.',
  references: [
    { author: 'Rissanen, J.', year: 1983, title: 'A universal data compression system', url: 'https://doi.org/10.1109/TIT.1983.1056741' },
    { author: 'Kneser, R.; Ney, H.', year: 1995, title: 'Improved backing-off for m-gram language modeling' },
    {
      author: 'Cadez, I.; Heckerman, D.; Meek, C.; Smyth, P.; White, S.',
      year: 2003,
      title: 'Model-based clustering and visualization of navigation patterns on a web site',
    },
  ],
  defaults: chainDefaults,
  options: async () => (await import('./options.js')).chainOptions,
  unit: 'sequence',
  derives: true,

  async fit(source, schema, options, context) {
    return fitChain(await collectRows(source, context.signal), schema, options, context)
  },

  sampleBlock(state, schema, count, rng) {
    return 'kind' in state ? privateChainRows.loaded.samplePrivateChain(state, schema, count, rng) : sampleChain(state, schema, count, rng)
  },
  condition(state, schema, evidence) {
    // Nothing stays the same by itself in a private chain: conditions are left to the caller.
    return 'kind' in state ? { state, exact: false, logProbability: 0 } : chainQuestions.loaded.conditionChain(state, schema, evidence)
  },
  describe(state, schema) {
    const { describeChain, describePrivateChain } = chainQuestions.loaded
    return 'kind' in state ? describePrivateChain(state, schema) : describeChain(state, schema)
  },
  load: (state, use) =>
    Promise.all(['kind' in state ? privateChainRows.load() : undefined, use === 'questions' ? chainQuestions.load() : undefined]),

  private: {
    required: false,
    load: async () => (await import('./private/fit.js')).privateChain as PrivateFit<ChainOptions, ChainState | PrivateChainState>,
  },
}

/** Streams of the parts of a block. */
const streams = { entries: 0, skeleton: 1, rows: 2 } as const

/** The rows of `count` sequences, with a key column that numbers them from 0. */
function sampleChain(state: ChainState, schema: Schema, count: number, rng: Rng): Table {
  const entries = sampleTrees(state.entry, entrySchema(state.layout, schema), count, rng.split(streams.entries))
  const skeleton = drawSkeleton(state, entries, rng.split(streams.skeleton))
  const block = new SequenceBlock(state, schema, entries, skeleton)
  block.fill(rng.split(streams.rows))
  const rows = skeleton.states.length
  const sequence = sequenceOfRows(skeleton.starts)
  const columns = schema.columns.map((column) => {
    if (column.role === 'sequence-key') return columnOf(column, Float64Array.from(sequence))
    const values = block.values(column.name)
    if (values) return columnOf(column, 'levels' in column ? Int32Array.from(values, (code) => (Number.isNaN(code) ? -1 : code)) : values)
    return { ...new Table([entries.column(column.name)]).take(sequence).column(column.name) }
  })
  return new Table(columns, rows)
}

function sequenceOfRows(starts: Int32Array): Int32Array {
  const sequence = new Int32Array(starts.at(-1) as number)
  for (let i = 0; i < starts.length - 1; i++) sequence.fill(i, starts[i], starts[i + 1])
  return sequence
}
