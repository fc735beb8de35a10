import { binEdges } from '../../../learn/trees/bins.js'
import { meansBefore } from '../../../stats/running-mean.js'
import type { Schema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import type { Encoded } from '../../sequential-trees/fit/encoded.js'
import { type ChainLayout, entrySchema, outlineOf } from '../layout.js'
import type { Arranged } from './arrange.js'
import { type BaseCoding, type BaseNumbers, baseCodes, baseNumbers, columnCoding, numberBase } from './bases.js'

/** All that training rows can look at: the codes of each base, and per view the row (or sequence) that each row sees; -1 for none. Plain data. */
export interface Past {
  readonly codings: readonly BaseCoding[]
  /** Null for bases that don't exist in this table. */
  readonly codes: readonly (Uint8Array | Uint16Array | null)[]
  /** Null for the view of the row itself. */
  readonly places: readonly (Int32Array | null)[]
}

export interface History {
  readonly numbers: BaseNumbers
  readonly past: Past
  /** Per row, the time since the last row with one; NaN where there is none. */
  readonly gaps: Float64Array
}

const nothingCoding: BaseCoding = { edges: null, bins: 1, nominal: false }

/** The states of all rows. */
export interface StateCodes {
  readonly codes: Int32Array
  readonly count: number
  /** True where the state is nothing but a column of levels, which trees see anyway. */
  readonly isColumn: boolean
}

/** The history of all rows, of which `encoded` holds the columns that change. `states` are those of the chain, null without one. */
export function historyOf(
  rows: Arranged,
  layout: ChainLayout,
  schema: Schema,
  encoded: ReadonlyMap<string, Encoded>,
  entries: Table,
  states: StateCodes | null,
): History {
  const numbers = baseNumbers(layout)
  const codings: BaseCoding[] = Array.from({ length: numbers.count }, () => nothingCoding)
  const codes: (Uint8Array | Uint16Array | null)[] = codings.map(() => null)
  const put = (base: number, { coding, codes: own }: { coding: BaseCoding; codes: Uint8Array | Uint16Array }): void => {
    codings[base] = coding
    codes[base] = own
  }
  const { table, starts, sequence, position } = rows
  for (const [i, name] of layout.dynamics.entries()) {
    const column = encoded.get(name) as Encoded
    const { bins, nominal, codes: own } = column.feature
    const coding = { edges: column.kind === 'numbers' ? column.edges : null, bins, nominal }
    put(numbers.column(i), { coding, codes: own })
    const { values } = table.column(name)
    if (values instanceof Float64Array) put(numbers.mean(i), { coding, codes: baseCodes(coding, meansBefore(values, position)) })
  }
  for (const [i, name] of outlineOf(layout).entries()) {
    const { values } = entries.column(name)
    const coding = columnCoding(name, entrySchema(layout, schema), () => binEdges(values as Float64Array))
    put(numbers.outline(i), { coding, codes: baseCodes(coding, values) })
  }
  const lengths = Float64Array.from(starts.subarray(1), (end, i) => end - starts[i])
  const byLength = numberBase(lengths)
  put(numbers.length, byLength)
  put(numbers.position, { ...byLength, codes: baseCodes(byLength.coding, position) })
  const remaining = position.map((place, row) => lengths[sequence[row]] - place - 1)
  put(numbers.remaining, { ...byLength, codes: baseCodes(byLength.coding, remaining) })
  if (states && !states.isColumn) {
    const coding = { edges: null, bins: states.count + 1, nominal: true }
    put(numbers.state, { coding, codes: baseCodes(coding, states.codes) })
  }
  const { gaps, ...clock } = clockOf(rows)
  if (layout.order !== null) {
    const perRow = (time: Float64Array, count: Int32Array): Float64Array =>
      time.map((value, row) => (count[row] === 0 ? Number.NaN : value / count[row]))
    put(numbers.time, numberBase(clock.times))
    put(numbers.elapsed, numberBase(clock.elapsed))
    put(numbers.gap, numberBase(gaps))
    put(numbers.pace, numberBase(perRow(clock.elapsed, position)))
    if (layout.lengthAhead) {
      put(numbers.left, numberBase(clock.left))
      put(numbers.leftPerRow, numberBase(perRow(clock.left, remaining)))
    }
  }
  return { numbers, past: { codings, codes, places: placesOf(rows, states) }, gaps }
}

/** Times carried on over rows without one, the time since the start, until the end, and since the last row with a time. */
function clockOf({ times, starts }: Arranged): Record<'times' | 'elapsed' | 'left' | 'gaps', Float64Array> {
  const [carried, elapsed, left] = [new Float64Array(times.length), new Float64Array(times.length), new Float64Array(times.length)]
  const gaps = new Float64Array(times.length).fill(Number.NaN)
  for (let i = 0; i < starts.length - 1 && times.length > 0; i++) {
    const [from, to] = [starts[i], starts[i + 1]]
    const own = times.subarray(from, to)
    const first = own.find((time) => !Number.isNaN(time)) ?? Number.NaN
    const end = own.findLast((time) => !Number.isNaN(time)) ?? Number.NaN
    let last = first
    let isKnown = false
    for (let row = from; row < to; row++) {
      const time = times[row]
      if (!Number.isNaN(time)) {
        if (isKnown) gaps[row] = time - last
        isKnown = true
        last = time
      }
      carried[row] = last
      elapsed[row] = last - first
      left[row] = end - last
    }
  }
  return { times: carried, elapsed, left, gaps }
}

/** In the order of `views`. */
function placesOf({ position, sequence }: Arranged, states: StateCodes | null): (Int32Array | null)[] {
  const rows = position.length
  const back = (steps: number): Int32Array => position.map((place, row) => (place >= steps ? row - steps : -1))
  const same = new Int32Array(rows).fill(-1)
  if (states) {
    const seen = new Int32Array(states.count).fill(-1)
    for (let row = 0; row < rows; row++) {
      const state = states.codes[row]
      const before = seen[state]
      if (before >= row - position[row]) same[row] = before
      seen[state] = row
    }
  }
  return [null, back(1), back(2), same, sequence]
}
