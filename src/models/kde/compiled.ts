import { type BinValues, createBinValues } from '../../encode/bin-values.js'
import type { Rng } from '../../random/rng.js'
import { upperBound } from '../../stats/order/sorted.js'
import { type AliasTables, aliasTables, drawStates } from '../binned/alias.js'
import { kernelTable } from './kernel.js'
import type { KernelName } from './options.js'
import type { DensityColumn, DensityState } from './state.js'

/** A column's kernel as a table: from each state of a training row (row) to each state that evidence leaves (column). */
export interface Chances {
  readonly values: Float64Array
  /** States that are left. */
  readonly targets: number
  /** What each row of the table came to before it was made to sum to 1: the share of the kernel that evidence leaves. */
  readonly left: Float64Array
}

interface CompiledColumn {
  readonly chances: Chances
  readonly tables: AliasTables
  readonly values: BinValues
}

interface CompiledDensity {
  readonly columns: readonly CompiledColumn[]
  /** Sums of the weights up to and including each training row; null where all are alike. */
  readonly cumulative: Float64Array | null
}

const compiled = new WeakMap<DensityState, CompiledDensity>()

/** A density ready for use; made once per state. */
export function compile(state: DensityState): CompiledDensity {
  let density = compiled.get(state)
  if (!density) {
    const columns = state.columns.map((column): CompiledColumn => {
      const chances = chancesOf(column, state.kernel)
      const bins = column.restriction?.bins ?? column.binned.bins
      const values = createBinValues({ margin: column.binned.margin, bins })
      return { chances, tables: aliasTables(chances.values, chances.targets), values }
    })
    density = { columns, cumulative: state.weights && cumulated(state.weights) }
    compiled.set(state, density)
  }
  return density
}

/** The kernel of a column, cut down to what evidence leaves of its states. */
export function chancesOf({ kernel, bandwidth, restriction }: DensityColumn, name: KernelName): Chances {
  const table = kernelTable(kernel, bandwidth, name)
  const states = kernel.shares.length
  if (!restriction) return { values: table, targets: states, left: new Float64Array(states).fill(1) }
  const { former, left: parts } = restriction
  const values = new Float64Array(states * former.length)
  const left = new Float64Array(states)
  for (let from = 0; from < states; from++) {
    let sum = 0
    for (let to = 0; to < former.length; to++) {
      const chance = table[from * states + former[to]] * parts[to]
      values[from * former.length + to] = chance
      sum += chance
    }
    left[from] = sum
    if (sum > 0) for (let to = 0; to < former.length; to++) values[from * former.length + to] /= sum
  }
  return { values, targets: former.length, left }
}

function cumulated(weights: Float64Array): Float64Array {
  let sum = 0
  return weights.map((weight) => {
    sum += weight
    return sum
  })
}

/** Values of `count` rows, by column: a training row each, every cell moved by its kernel. */
export function drawKernelRows(state: DensityState, count: number, rng: Rng): (Float64Array | Int32Array)[] {
  const { columns, cumulative } = compile(state)
  const rows = new Uint32Array(count)
  const total = cumulative ? cumulative[cumulative.length - 1] : 0
  for (let i = 0; i < count; i++)
    rows[i] = cumulative ? Math.min(state.rows - 1, upperBound(cumulative, rng.uniform() * total)) : rng.integer(state.rows)
  const sources = new Uint32Array(count)
  const drawn = new Uint16Array(count)
  const positions = new Float64Array(count)
  return columns.map(({ tables, values }, i) => {
    const { codes } = state.columns[i]
    for (let row = 0; row < count; row++) sources[row] = codes[rows[row]]
    drawStates(tables, sources, drawn, positions, rng)
    return values(drawn, positions)
  })
}
