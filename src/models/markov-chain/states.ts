import ln from '@stdlib/math-base-special-ln'
import { OptionError } from '../../errors.js'
import { binEdges, binOf } from '../../learn/trees/bins.js'
import { type Column, isNumberColumn } from '../../table/column.js'
import { type ColumnSchema, levelsOf } from '../../table/schema.js'
import type { Arranged } from './fit/arrange.js'
import type { ChainLayout } from './layout.js'

/** A column that the state is made of: a level, or the bin of a number between its edges. */
interface Member {
  readonly name: string
  readonly edges: Float64Array | null
}

/** The states of the chain: combinations of member codes that occur. Code 0 is a missing value. Plain data. */
export interface StateSpace {
  readonly members: readonly Member[]
  /** State by state, the code of each member. */
  readonly codes: Int32Array
}

/** More states than this make no chain that anybody could read, or that rows would bear out. */
const mostStates = 1000
/** A column of more levels than this is not chosen as the state of its own accord. */
const mostChosenLevels = 64

/** The states that these columns, or with 'auto' the most telling one, make; null where no column changes within a sequence. */
export function stateSpaceOf(
  rows: Arranged,
  layout: ChainLayout,
  columns: readonly ColumnSchema[],
  state: string,
  bins: number,
): StateSpace | null {
  const names = state === 'auto' ? chosenState(rows, layout, columns) : namedState(state, layout)
  if (names.length === 0) return null
  const members = names.map((name): Member => {
    const column = rows.table.column(name)
    return { name, edges: isNumberColumn(column) ? binEdges(column.values, bins) : null }
  })
  const parts = members.map((member) => memberCodes(member, rows.table.column(member.name)))
  const seen = new Map<string | number, readonly number[]>()
  for (let row = 0; row < rows.table.rows; row++) {
    const key = parts.length === 1 ? parts[0]?.[row] : parts.map((part) => part[row]).join()
    if (seen.has(key)) continue
    seen.set(
      key,
      parts.map((part) => part[row]),
    )
  }
  if (seen.size > mostStates) {
    throw new OptionError(
      'state',
      `${names.join(', ')} make ${seen.size} states, of which most are rare; name fewer columns, or set bins lower`,
    )
  }
  const ascending = [...seen.values()].sort((a, b) => a.reduce((order, code, i) => order || code - b[i], 0))
  return { members, codes: Int32Array.from(ascending.flat()) }
}

function namedState(state: string, { dynamics }: ChainLayout): string[] {
  const names = state.split(',').map((name) => name.trim())
  for (const name of names) {
    if (!dynamics.includes(name)) {
      throw new OptionError(
        'state',
        `names ${name}, which is no column that changes within a sequence (those are ${dynamics.join(', ') || 'none'})`,
      )
    }
  }
  return [...new Set(names)]
}

/** A target of levels, else the column of levels whose next value the last one tells least about, else the first column of numbers. */
function chosenState({ table, position }: Arranged, { dynamics }: ChainLayout, columns: readonly ColumnSchema[]): string[] {
  const coded = columns.filter((column) => dynamics.includes(column.name) && levelsOf(column).length > 1)
  const fit = coded.filter((column) => levelsOf(column).length <= mostChosenLevels)
  const target = fit.find(({ role }) => role === 'target')
  if (target) return [target.name]
  let best: { name: string; open: number } | null = null
  for (const column of fit) {
    const open = conditionalEntropy(table.column(column.name).values as Int32Array, position, levelsOf(column).length)
    if (!best || open > best.open) best = { name: column.name, open }
  }
  if (best) return [best.name]
  const number = dynamics.find((name) => isNumberColumn(table.column(name)))
  return number === undefined ? [] : [number]
}

/** How open the next level is once the last one is known, in nats. */
function conditionalEntropy(codes: Int32Array, position: Int32Array, levels: number): number {
  const width = levels + 1
  const pairs = new Float64Array(width * width)
  const before = new Float64Array(width)
  let total = 0
  for (let row = 1; row < codes.length; row++) {
    if (position[row] === 0) continue
    const from = codes[row - 1] + 1
    const at = from * width + codes[row] + 1
    pairs[at] += 1
    before[from] += 1
    total++
  }
  let sum = 0
  pairs.forEach((count, at) => {
    if (count > 0) sum -= count * ln(count / before[Math.floor(at / width)])
  })
  return total === 0 ? 0 : sum / total
}

function memberCodes({ edges }: Member, { values }: Column): Int32Array {
  const codes = new Int32Array(values.length)
  for (let row = 0; row < codes.length; row++) codes[row] = memberCode(edges, values[row])
  return codes
}

function memberCode(edges: Float64Array | null, value: number): number {
  return edges ? binOf(value, edges) : value + 1
}

export function statesOf({ members, codes }: StateSpace): number {
  return codes.length / members.length
}

/**
 * Tells the state of the row whose members have these values. A combination that never occurred counts as the first state that shares
 * its first codes.
 */
export function stateCoder(space: StateSpace): (valueIn: (member: number) => number) => number {
  const { members, codes } = space
  const count = statesOf(space)
  if (members.length === 1) {
    const [{ edges }] = members as [Member]
    const stateOf = new Int32Array(codes.reduce((most, code) => Math.max(most, code), 0) + 1)
    for (let state = count - 1; state >= 0; state--) stateOf[codes[state]] = state
    return (valueIn) => stateOf[memberCode(edges, valueIn(0))] ?? 0
  }
  const known = new Map<string, number>()
  for (let state = count - 1; state >= 0; state--) {
    const own = codes.subarray(state * members.length, (state + 1) * members.length)
    for (let shared = 0; shared <= own.length; shared++) known.set(own.subarray(0, shared).join(), state)
  }
  return (valueIn) => {
    const own = members.map(({ edges }, member) => memberCode(edges, valueIn(member)))
    let shared = own.length
    while (!known.has(own.slice(0, shared).join())) shared--
    return known.get(own.slice(0, shared).join()) as number
  }
}

/** The state of each row of these columns. */
export function encodeStates(space: StateSpace, column: (name: string) => Column, rows: number): Int32Array {
  const values = space.members.map(({ name }) => column(name).values)
  const stateOf = stateCoder(space)
  const states = new Int32Array(rows)
  for (let row = 0; row < rows; row++) states[row] = stateOf((member) => values[member]?.[row])
  return states
}

/** A state in words: levels as they are, bins of numbers by their bounds. */
export function stateInWords({ members, codes }: StateSpace, state: number, levels: (name: string) => readonly string[]): string {
  const words = members.map(({ name, edges }, i) => {
    const code = codes[state * members.length + i]
    if (code === 0) return 'missing'
    if (!edges) return levels(name)[code - 1]
    if (edges.length === 0) return 'any'
    const bound = (at: number): string => String(Number(edges[at].toPrecision(4)))
    if (code === 1) return `up to ${bound(0)}`
    return code > edges.length ? `above ${bound(edges.length - 1)}` : `${bound(code - 2)} to ${bound(code - 1)}`
  })
  return words.join(' · ')
}
