import type { Schema } from '../../table/schema.js'
import type { Description } from '../synthesizer.js'
import type { ChainState, ChainStep } from './state.js'
import { chainTransitions, type Transitions } from './transitions.js'

/** Rows of the matrix, and probabilities in one, that are printed. */
const mostStates = 12
const mostNext = 6

/** The chain as people read it: how far it looks back, its matrix, how sequences begin, go on and end, and what the file gives away. */
export function describeChain(state: ChainState, schema: Schema): Description {
  const { layout, facts } = state
  const transitions = chainTransitions(state, schema)
  const main = transitions ? `; the main state is ${transitions.columns.join(' · ')}` : ''
  return {
    summary: `Sequences of rows, learned from ${facts.sequences.toLocaleString('en')} sequences with ${facts.rows.toLocaleString('en')} rows${main}.`,
    parameters: [
      ['rows of a sequence', lengthsInWords(state)],
      ['same in a sequence', list(layout.statics)],
      ['puts rows in order', layout.order ?? 'nothing: rows stand as the table had them'],
      ...(transitions ? chainParameters(state, transitions) : []),
      ...state.steps.filter(({ member, support }) => !member || support).map((step): [string, string] => [step.name, stepInWords(step)]),
    ],
    reveals:
      'every level, and values of training rows as donors in the leaves, without saying which values belong to one row or one sequence; do not publish the file',
  }
}

function lengthsInWords({ layout, facts: { lengths } }: ChainState): string {
  const [low, quarter, median, threeQuarters, high] = lengths
  const how = layout.lengthAhead ? 'drawn before the rows' : 'as the chain ends'
  return `median ${median}, half of them ${quarter} to ${threeQuarters}, nine in ten ${low} to ${high}; ${how}`
}

function chainParameters({ chains, facts }: ChainState, transitions: Transitions): [string, string][] {
  const contexts = chains.map(({ symbol }) => symbol.length)
  const kinds = chains.length > 1 ? `${chains.length} chains, followed by ${Array.from(facts.components).join(', ')} sequences; ` : ''
  const depth = Math.max(0, ...chains.map(deepest))
  return [
    ['memory', `${kinds}up to ${depth} ${depth === 1 ? 'row' : 'rows'} back, in ${contexts.join(' + ')} pasts`],
    ['in the long run', shares(transitions.states, transitions.stationary, mostStates)],
    ...matrixRows(transitions),
  ]
}

/** The most states back that a context of the tree looks. */
function deepest({ parent }: ChainState['chains'][number]): number {
  const depths = new Int32Array(parent.length)
  let most = 0
  for (let node = 1; node < parent.length; node++) {
    depths[node] = depths[parent[node]] + 1
    most = Math.max(most, depths[node])
  }
  return most
}

/** The rows of the commonest states. */
function matrixRows({ states, matrix, stationary }: Transitions): [string, string][] {
  const order = byShare(stationary)
  const rows = order
    .slice(0, mostStates)
    .map((from): [string, string] => [
      `after ${states[from]}`,
      shares(states, matrix.subarray(from * states.length, (from + 1) * states.length), mostNext),
    ])
  const rest = states.length - rows.length
  return rest > 0 ? [...rows, ['...', `and after ${rest} states that are rarer`]] : rows
}

function shares(states: readonly string[], probabilities: Float64Array, most: number): string {
  const order = byShare(probabilities)
  const shown = order.slice(0, most).map((state) => `${states[state]} ${percent(probabilities[state])}`)
  return shown.join(', ') + (order.length > most ? `, ${order.length - most} more` : '')
}

function byShare(values: Float64Array): number[] {
  return Array.from(values.keys()).sort((a, b) => values[b] - values[a] || a - b)
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'no column' : names.join(', ')
}

function stepInWords({ same, values, presence, member, rise }: ChainStep): string {
  const beyond = rise ? `${rise.by > 0 ? 'never falls' : 'never rises'}: how far it goes beyond the row before, ` : ''
  const trees = values
    ? `${values.trees.length} trees on ${values.bases.length} things about the rows before`
    : 'no value after the first row'
  const within = member ? ', within the bin that the state says' : ''
  return `${beyond}${same ? 'as in the row before or else by ' : 'by '}${trees}${within}${presence ? '; whether it is missing by trees, too' : ''}`
}
