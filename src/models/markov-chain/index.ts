import { columnOf } from '../../encode/column-of.js'
import { ConstraintError } from '../../errors.js'
import type { Rng } from '../../random/rng.js'
import type { Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { privateReveals } from '../private/refusals.js'
import { conditionTrees } from '../sequential-trees/draw/conditions/condition.js'
import { sampleTrees } from '../sequential-trees/draw/sample.js'
import { collectRows } from '../shell/cells.js'
import type { Conditioned, Description, Evidence, PrivateFit, Synthesizer } from '../synthesizer.js'
import { describeChain } from './describe.js'
import { SequenceBlock } from './draw/block.js'
import { drawSkeleton } from './draw/skeleton.js'
import { fitChain } from './fit/fit.js'
import { entrySchema } from './layout.js'
import { type ChainOptions, chainOptions } from './options.js'
import { privateChainPlan } from './private/lines.js'
import { samplePrivateChain } from './private/sample.js'
import type { PrivateChainState } from './private/state.js'
import type { ChainState } from './state.js'

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
  options: chainOptions,
  unit: 'sequence',
  derives: true,

  async fit(source, schema, options, context) {
    return fitChain(await collectRows(source, context.signal), schema, options, context)
  },

  sampleBlock(state, schema, count, rng) {
    return 'kind' in state ? samplePrivateChain(state, schema, count, rng) : sampleChain(state, schema, count, rng)
  },
  condition(state, schema, evidence) {
    // Nothing stays the same by itself in a private chain: conditions are left to the caller.
    return 'kind' in state ? { state, exact: false, logProbability: 0 } : conditionChain(state, schema, evidence)
  },
  describe(state, schema) {
    return 'kind' in state ? describePrivateChain(state, schema) : describeChain(state, schema)
  },

  private: {
    required: false,
    load: async () => (await import('./private/fit.js')).privateChain as PrivateFit<ChainOptions, ChainState | PrivateChainState>,
  },
}

/**
 * The state given the evidence, as far as the trees that draw a sequence's first row can see to it: what stays the same in a sequence, and
 * the first value of what changes. That later rows satisfy it, too, is left to the caller, who drops sequences in which one doesn't.
 */
function conditionChain(state: ChainState, schema: Schema, evidence: Evidence): Conditioned<ChainState> {
  const known = new Set(schema.columns.map(({ name }) => name))
  for (const { column } of evidence) {
    if (!known.has(column)) throw new ConstraintError(column, `is no column of the model; it knows ${[...known].join(', ')}`)
  }
  const { statics, order } = state.layout
  const own = evidence.filter(({ column }) => column !== order)
  const again = [...new Set(evidence.map(({ column }) => column))].filter((name) => !statics.includes(name))
  if (own.length === 0) return { state, exact: true, logProbability: 0, again }
  const { state: entry, ...how } = conditionTrees(state.entry, entrySchema(state.layout, schema), own)
  return { ...how, state: { ...state, entry }, again }
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

/** What each column depends on. */
function describePrivateChain({ nodes, columns, longest }: PrivateChainState, schema: Schema): Description {
  const { schema: own, clock } = privateChainPlan(schema)
  const names = own.columns.map(({ name }, i) =>
    i === columns.length - 1 ? 'whether it is the last row' : name === clock?.name ? `time until ${name}` : name,
  )
  const nameOf = (variable: number): string => {
    if (variable === 0) return 'the place in the sequence'
    // No row follows a last one, so that of the row before this tells whether there is one.
    if (variable === names.length) return 'whether it is the first row'
    return variable <= names.length ? `${names[variable - 1]} of the row before` : names[variable - 1 - names.length]
  }
  return {
    summary: `Sequences of up to ${longest} rows, row after row, each column by up to two others of the row or the row before.`,
    parameters: nodes.map(({ variable, parents }): [string, string] => [nameOf(variable), `by ${parents.map(nameOf).join(' and ')}`]),
    reveals: privateReveals,
  }
}
