import { OptionError } from '../../../errors.js'
import type { Rng } from '../../../random/rng.js'
import { sorted } from '../../../stats/order/sorted.js'
import { type Schema, schemaColumn } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import { type Encoded, encodeColumn } from '../../sequential-trees/fit/encoded.js'
import type { FitContext } from '../../synthesizer.js'
import { type ChainLayout, sequenceLayout } from '../layout.js'
import type { ChainOptions } from '../options.js'
import { asksForChain, treeSettings } from '../settings.js'
import type { ChainFacts, ChainState, ChainStep } from '../state.js'
import { encodeStates, type StateSpace, stateSpaceOf, statesOf } from '../states.js'
import { type Arranged, arrange } from './arrange.js'
import type { Predictor } from './bases.js'
import { clockOf, encodeGaps } from './clock.js'
import { entryTable, fitEntries } from './entry.js'
import { type ChainStepInput, fitSteps } from './fit-step.js'
import { type History, historyOf } from './history.js'
import { columnPredictors, sequencePredictors, timePredictors } from './predictors.js'
import { risingOf } from './rises.js'

/** Streams of the parts of a fit. */
const streams = { components: 0, entry: 1, clock: 2, steps: 3 } as const

/** The model of a table whose sequence key numbers the sequences. */
export async function fitChain(table: Table, schema: Schema, options: ChainOptions, context: FitContext): Promise<ChainState> {
  const { rng, progress } = context
  if (options.by === 'trees' && (options.length === 'stop' || options.components > 1)) {
    throw new OptionError(
      'by',
      'trees say no ends and know no kinds of sequences: with length=stop or components leave by out, or say chain',
    )
  }
  const rows = arrange(table, schema)
  const layout = sequenceLayout(rows, options.length === 'ahead', options.components)
  const space = stateSpaceOf(rows, layout, schema.columns, options.state, options.bins)
  const states = space && {
    codes: encodeStates(space, (name) => rows.table.column(name), rows.table.rows),
    count: statesOf(space),
    isColumn: isColumn(space),
  }
  // Without states, all rows are alike to the chain: it only says when a sequence ends.
  const sequences = { codes: states?.codes ?? new Int32Array(rows.table.rows), symbols: states?.count ?? 1, starts: rows.starts }
  const byTrees = space !== null && treesSayState(options, layout, space)
  const growing = byTrees && options.components === 1 ? null : await import('./grow-chains.js')
  const components =
    growing?.drawComponents(sequences, options.components, !layout.lengthAhead, rng.split(streams.components)) ??
    new Int32Array(rows.starts.length - 1)
  const entries = entryTable(rows, layout, schema, components)
  const settings = treeSettings(options)
  const encoded = new Map(
    layout.dynamics.map((name) => [name, encodeColumn(rows.table.column(name), schemaColumn(schema, name), settings)]),
  )
  const history = historyOf(rows, layout, schema, encoded, entries, states)
  const entry = await fitEntries(entries, layout, schema, options, {
    ...context,
    rng: rng.split(streams.entry),
    progress: progress && ((share, what) => progress(share / 3, what)),
  })
  const later = new LaterRows(rows, layout, schema, encoded, space, history, options)
  const steps = await later.fit(byTrees, { ...context, progress: progress && ((share, what) => progress((1 + 2 * share) / 3, what)) })
  const facts = factsOf(rows, states?.codes ?? null, states?.count ?? 0, components, options.components)
  const chains = byTrees ? [] : (growing?.growChains(sequences, components, options) ?? [])
  return { layout, entry, space, chains, codings: history.past.codings, ...steps, longest: longestOf(rows), facts }
}

function isColumn({ members }: StateSpace): boolean {
  return members.length === 1 && members[0]?.edges === null
}

/** Whether trees say the next state: where more than the state changes, they know more than the chain does. */
function treesSayState(options: ChainOptions, { dynamics }: ChainLayout, { members }: StateSpace): boolean {
  if (options.by !== 'auto') return options.by === 'trees'
  const isAll = dynamics.length === members.length && members.every(({ edges }) => edges === null)
  return !asksForChain(options) && !isAll
}

/** Fits what is drawn for the rows that aren't the first of their sequence. */
class LaterRows {
  readonly #rows: Arranged
  readonly #layout: ChainLayout
  readonly #schema: Schema
  readonly #encoded: ReadonlyMap<string, Encoded>
  readonly #space: StateSpace | null
  readonly #history: History
  readonly #options: ChainOptions

  constructor(
    rows: Arranged,
    layout: ChainLayout,
    schema: Schema,
    encoded: ReadonlyMap<string, Encoded>,
    space: StateSpace | null,
    history: History,
    options: ChainOptions,
  ) {
    this.#rows = rows
    this.#layout = layout
    this.#schema = schema
    this.#encoded = encoded
    this.#space = space
    this.#history = history
    this.#options = options
  }

  async fit(byTrees: boolean, { rng, ...context }: FitContext): Promise<Pick<ChainState, 'clock' | 'steps'>> {
    const { order } = this.#layout
    const { past } = this.#history
    const task = { past, later: this.#rows.later, space: byTrees ? null : this.#space, settings: treeSettings(this.#options) }
    const times = order === null ? [] : [this.#timesInput(order, byTrees, rng.split(streams.clock))]
    const steps = await fitSteps(task, [...times, ...this.#columnInputs(byTrees, rng)], context)
    const clock = order === null ? null : clockOf(this.#rows, order, this.#schema, steps.shift() as ChainStep)
    return { clock, steps }
  }

  #timesInput(order: string, byTrees: boolean, rng: Rng): ChainStepInput {
    const { numbers, gaps } = this.#history
    const column = encodeGaps(gaps, order, this.#schema, treeSettings(this.#options))
    const timed = Uint8Array.from(this.#rows.times, (time) => (Number.isNaN(time) ? 0 : 1))
    const own = timePredictors(numbers, this.#stateBase(), this.#layout.dynamics.length, !byTrees)
    return { name: order, column, timed, predictors: [...sequencePredictors(numbers, this.#layout), ...own], key: rng.key }
  }

  #columnInputs(byTrees: boolean, rng: Rng): ChainStepInput[] {
    const path = visited(this.#layout, this.#space)
    const members = byTrees ? (this.#space?.members.length ?? 0) : 0
    return path.map((dynamic, i) => {
      const name = this.#layout.dynamics[dynamic]
      const predictors = this.#predictors(path, i, i >= members)
      const key = rng.split(streams.steps, dynamic).key
      // What the chain's state says is no matter of steps.
      const isSaid = !byTrees && (this.#space?.members.some((member) => member.name === name) ?? false)
      const rising = isSaid ? null : risingOf(this.#rows, name, this.#schema, treeSettings(this.#options))
      if (rising) return { name, column: rising.column, timed: rising.present, rise: rising.rise, predictors, key }
      return { name, column: this.#encoded.get(name) as Encoded, timed: null, predictors, key }
    })
  }

  /** What the column at this place of the path can look at. */
  #predictors(path: readonly number[], place: number, knowsState: boolean): Predictor[] {
    const { numbers } = this.#history
    const own = path[place]
    return [
      ...sequencePredictors(numbers, this.#layout),
      ...columnPredictors(numbers, this.#stateBase(), path.length, own, path.slice(0, place), knowsState),
    ]
  }

  /** Where trees see the state: in its column, if it is one. */
  #stateBase(): number {
    const { numbers } = this.#history
    const [member] = this.#space?.members ?? []
    return this.#space && member && isColumn(this.#space) ? numbers.column(this.#layout.dynamics.indexOf(member.name)) : numbers.state
  }
}

/** Columns in the order in which a row draws them: those of the state first. */
function visited({ dynamics }: ChainLayout, space: StateSpace | null): number[] {
  const members = (space?.members ?? []).map(({ name }) => dynamics.indexOf(name))
  return [...members, ...Array.from(dynamics.keys()).filter((i) => !members.includes(i))]
}

function longestOf({ position }: Arranged): number {
  return position.reduce((longest, place) => Math.max(longest, place + 1), 1)
}

const shares = [0.05, 0.25, 0.5, 0.75, 0.95] as const

/** Counts for readers: lengths, pairs of successive states, members of each component. */
function factsOf(
  { starts, position }: Arranged,
  states: Int32Array | null,
  count: number,
  components: Int32Array,
  kinds: number,
): ChainFacts {
  const lengths = sorted(Float64Array.from(starts.subarray(1), (end, i) => end - starts[i]))
  const transitions = new Float64Array(count * count)
  if (states) {
    for (let row = 1; row < position.length; row++) {
      if (position[row] === 0) continue
      const at = states[row - 1] * count + states[row]
      transitions[at] += 1
    }
  }
  const members = new Float64Array(kinds)
  for (const component of components) members[component] += 1
  return {
    sequences: lengths.length,
    rows: position.length,
    lengths: Float64Array.from(shares, (share) => lengths[Math.floor(share * (lengths.length - 1))]),
    transitions,
    components: members,
  }
}
