import { type BinValues, createBinValues } from '../../../encode/bin-values.js'
import { columnOf } from '../../../encode/column-of.js'
import type { Rng } from '../../../random/rng.js'
import type { Schema } from '../../../table/schema.js'
import { Table } from '../../../table/table.js'
import { roundedStates, spreadPositions } from '../../private/draw-states.js'
import { privateChainPlan, timesOf } from './lines.js'
import { groupOfPlace, type PrivateChainState, variableSizes } from './state.js'

const known = new WeakMap<PrivateChainState, readonly BinValues[]>()

/** The rows of one place of all sequences that have it. */
interface Round {
  readonly sequences: Int32Array
  /** By column of the plan. */
  readonly values: readonly (Float64Array | Int32Array)[]
}

/** The rows of `count` sequences, with a key column that numbers them from 0: all first rows at once, then all second ones, and so on. */
export function samplePrivateChain(state: PrivateChainState, schema: Schema, count: number, rng: Rng): Table {
  const rounds: Round[] = []
  let sequences = Int32Array.from({ length: count }, (_, i) => i)
  let before: Int32Array[] | null = null
  for (let place = 0; place < state.longest && sequences.length > 0; place++) {
    const own = rng.split(place)
    const groups = drawRow(state, place, before, sequences.length, own)
    const values = groups.map((states, i) => valuesOf(state)[i](states, spreadPositions(states, own.split(1, i))))
    rounds.push({ sequences, values })
    const last = values.at(-1) as Int32Array
    const going = [...last.keys()].filter((i) => last[i] !== 1)
    sequences = Int32Array.from(going, (i) => sequences[i])
    before = groups.map((states) => Int32Array.from(going, (i) => states[i]))
  }
  return assembled(rounds, schema, count)
}

function valuesOf(state: PrivateChainState): readonly BinValues[] {
  let values = known.get(state)
  if (!values) {
    values = state.columns.map(createBinValues)
    known.set(state, values)
  }
  return values
}

/** The groups of each column of the plan in the next row of some sequences. */
function drawRow(
  { columns, nodes, places }: PrivateChainState,
  place: number,
  before: readonly Int32Array[] | null,
  count: number,
  rng: Rng,
) {
  const sizes = variableSizes(columns, places)
  const first = columns.length + 1
  const codes: Int32Array[] = [new Int32Array(count).fill(groupOfPlace(places, place))]
  for (let i = 0; i < columns.length; i++) codes.push(before?.[i] ?? new Int32Array(count).fill(sizes[first + i]))
  for (const [i, { variable, parents, probabilities }] of nodes.entries()) {
    const lines = new Uint32Array(count)
    for (const parent of parents) {
      const [own, size] = [codes[parent], sizes[parent]]
      for (let row = 0; row < count; row++) lines[row] = lines[row] * size + own[row]
    }
    codes[variable] = roundedStates(lines, probabilities, sizes[variable], rng.split(0, i))
  }
  return columns.map((_, i) => codes[first + i])
}

/** Sequence after sequence. */
function assembled(rounds: readonly Round[], schema: Schema, count: number): Table {
  const lengths = new Int32Array(count)
  for (const { sequences } of rounds) for (const sequence of sequences) lengths[sequence] += 1
  const starts = new Int32Array(count + 1)
  for (let i = 0; i < count; i++) starts[i + 1] = starts[i] + lengths[i]
  const rows = starts[count]
  const [number, position] = [new Float64Array(rows), new Int32Array(rows)]
  const plan = privateChainPlan(schema)
  const columns = plan.schema.columns.map(({ kind }) =>
    kind === 'numeric' || kind === 'integer' || kind === 'datetime' ? new Float64Array(rows) : new Int32Array(rows),
  )
  for (const [place, { sequences, values }] of rounds.entries()) {
    for (const [i, sequence] of sequences.entries()) {
      const row = starts[sequence] + place
      number[row] = sequence
      position[row] = place
      for (let column = 0; column < columns.length; column++) {
        const [to, from] = [columns[column] as Float64Array, values[column] as Float64Array]
        to[row] = from[i]
      }
    }
  }
  const drawn = new Map(plan.schema.columns.map(({ name }, i) => [name, columns[i] as Float64Array | Int32Array]))
  return new Table(
    schema.columns.map((column) => {
      if (column.role === 'sequence-key') return columnOf(column, number)
      const values = drawn.get(column.name) as Float64Array
      return columnOf(column, column.name === plan.clock?.name ? timesOf(values, position, plan.clock.lattice) : values)
    }),
    rows,
  )
}
