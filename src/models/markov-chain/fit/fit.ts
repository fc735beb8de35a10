import { OptionError } from '../../../errors.js'
import type { Rng } from '../../../random/rng.js'
import { type Schema, schemaColumn } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import { type Encoded, encodeColumn } from '../../sequential-trees/fit/encoded.js'
import type { FitContext } from '../../synthesizer.js'
import { type Layout, layoutOf } from '../layout.js'
import { asksForChain, type ChainOptions, treeSettings } from '../options.js'
import type { ChainState, Step } from '../state.js'
import { encodeStates, type StateSpace, stateSpaceOf, statesOf } from '../states.js'
import { type Arranged, arrange } from './arrange.js'
import type { Sight } from './bases.js'
import { clockOf, encodeGaps } from './clock.js'
import { drawComponents, growChains } from './components.js'
import { entryTable, fitEntries } from './entry.js'
import { factsOf } from './facts.js'
import { fitSteps, type StepInput } from './fit-step.js'
import { type History, historyOf } from './history.js'
import { columnSights, sequenceSights, timeSights } from './sights.js'

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
  const layout = layoutOf(rows, options.length === 'ahead', options.components)
  const space = stateSpaceOf(rows, layout, schema.columns, options.state, options.bins)
  const states = space && {
    codes: encodeStates(space, (name) => rows.table.column(name), rows.table.rows),
    count: statesOf(space),
    isColumn: isColumn(space),
  }
  // Without states, all rows are alike to the chain: it only says when a sequence ends.
  const sequences = { codes: states?.codes ?? new Int32Array(rows.table.rows), symbols: states?.count ?? 1, starts: rows.starts }
  const components = drawComponents(sequences, options.components, !layout.lengthAhead, rng.split(streams.components))
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
  const byTrees = space !== null && treesSayState(options, layout, space)
  const steps = await later.fit(byTrees, { ...context, progress: progress && ((share, what) => progress((1 + 2 * share) / 3, what)) })
  const facts = factsOf(rows, states?.codes ?? null, states?.count ?? 0, components, options.components)
  const chains = byTrees ? [] : growChains(sequences, components, options)
  return { layout, entry, space, chains, codings: history.past.codings, ...steps, longest: longestOf(rows), facts }
}

function isColumn({ members }: StateSpace): boolean {
  return members.length === 1 && members[0]?.edges === null
}

/** Whether trees say the next state: where more than the state changes, they know more than the chain does. */
function treesSayState(options: ChainOptions, { dynamics }: Layout, { members }: StateSpace): boolean {
  if (options.by !== 'auto') return options.by === 'trees'
  const isAll = dynamics.length === members.length && members.every(({ edges }) => edges === null)
  return !asksForChain(options) && !isAll
}

/** Fits what is drawn for the rows that aren't the first of their sequence. */
class LaterRows {
  readonly #rows: Arranged
  readonly #layout: Layout
  readonly #schema: Schema
  readonly #encoded: ReadonlyMap<string, Encoded>
  readonly #space: StateSpace | null
  readonly #history: History
  readonly #options: ChainOptions

  constructor(
    rows: Arranged,
    layout: Layout,
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
    const clock = order === null ? null : clockOf(this.#rows, order, this.#schema, steps.shift() as Step)
    return { clock, steps }
  }

  #timesInput(order: string, byTrees: boolean, rng: Rng): StepInput {
    const { numbers, gaps } = this.#history
    const column = encodeGaps(gaps, order, this.#schema, treeSettings(this.#options))
    const timed = Uint8Array.from(this.#rows.times, (time) => (Number.isNaN(time) ? 0 : 1))
    const own = timeSights(numbers, this.#stateBase(), this.#layout.dynamics.length, !byTrees)
    return { name: order, column, timed, sights: [...sequenceSights(numbers, this.#layout), ...own], key: rng.key }
  }

  #columnInputs(byTrees: boolean, rng: Rng): StepInput[] {
    const path = visited(this.#layout, this.#space)
    const members = byTrees ? (this.#space?.members.length ?? 0) : 0
    return path.map((dynamic, i) => {
      const name = this.#layout.dynamics[dynamic] as string
      const column = this.#encoded.get(name) as Encoded
      return { name, column, timed: null, sights: this.#sights(path, i, i >= members), key: rng.split(streams.steps, dynamic).key }
    })
  }

  /** What the column at this place of the path can look at. */
  #sights(path: readonly number[], place: number, knowsState: boolean): Sight[] {
    const { numbers } = this.#history
    const own = path[place] as number
    return [
      ...sequenceSights(numbers, this.#layout),
      ...columnSights(numbers, this.#stateBase(), path.length, own, path.slice(0, place), knowsState),
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
function visited({ dynamics }: Layout, space: StateSpace | null): number[] {
  const members = (space?.members ?? []).map(({ name }) => dynamics.indexOf(name))
  return [...members, ...Array.from(dynamics.keys()).filter((i) => !members.includes(i))]
}

function longestOf({ position }: Arranged): number {
  return position.reduce((longest, place) => Math.max(longest, place + 1), 1)
}
