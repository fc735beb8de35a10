import { mix } from '../../../random/permutation.js'
import type { Column } from '../../../table/column.js'
import { sequenceKeyOf } from '../../../table/inference/sequence-keys.js'
import type { ColumnSchema, Schema } from '../../../table/schema.js'
import { Table } from '../../../table/table.js'
import { rowKeys } from '../../tables/align.js'
import type { PlainSequences, SequencePair, Sequences } from '../../tables/plain-tables.js'
import type { Refusal } from '../define-metric.js'

/**
 * The sequences of a table in an order that follows from their content; null where the schema knows no sequence key or the table
 * lacks it. Rows are in line by the order column, rows of equal order or without an order column as the table has them; a row
 * without a value stays behind the one before it. Rows without a key belong to no sequence and are left out.
 */
export function orderedSequences(table: Table, schema: Schema, columns: readonly ColumnSchema[]): Sequences | null {
  const groups = sequenceRows(table, schema)
  if (!groups) return null
  const compared = new Table(
    columns.map(({ name }) => table.column(name)),
    table.rows,
  )
  const hashes = rowKeys(compared)
  const contents = groups.map((rows) => rows.reduce((hash, row) => mix(hashes[row], hash, 0), 0))
  const sorted = [...groups.keys()].sort((a, b) => contents[a] - contents[b]).map((i) => groups[i])
  return { table: compared.take(sorted.flat()), starts: startsOf(sorted.map(({ length }) => length)) }
}

/** The rows of each sequence in its order, sequences as they first occur; null where the schema knows no sequence key or the table lacks it. */
export function sequenceRows(table: Table, schema: Schema): number[][] | null {
  const key = sequenceKeyOf(schema)
  if (!key || !table.has(key.name)) return null
  const order = schema.columns.find(({ role }) => role === 'order')
  const times = order && table.has(order.name) ? table.column(order.name) : null
  return groupedRows(table.column(key.name)).map((rows) => (times ? inOrder(rows, times) : rows))
}

/** Where sequences of these lengths begin, and at last the number of rows. */
export function startsOf(lengths: ArrayLike<number>): Int32Array {
  const starts = new Int32Array(lengths.length + 1)
  for (let i = 0; i < lengths.length; i++) starts[i + 1] = starts[i] + lengths[i]
  return starts
}

export function lengthsOf({ starts }: Pick<PlainSequences, 'starts'>): Int32Array {
  return Int32Array.from({ length: starts.length - 1 }, (_, i) => starts[i + 1] - starts[i])
}

/** The rows of the sequences at these places, and where each begins. */
export function rowsOf({ starts }: Pick<PlainSequences, 'starts'>, places: ArrayLike<number>): { rows: Int32Array; starts: Int32Array } {
  const lengths = lengthsOf({ starts })
  const own = startsOf(Array.from(places, (place) => lengths[place]))
  const rows = new Int32Array(own.at(-1) as number)
  for (let i = 0; i < places.length; i++) {
    const first = starts[places[i]]
    for (let at = own[i], row = first; at < own[i + 1]; at++, row++) rows[at] = row
  }
  return { rows, starts: own }
}

/** The rows of each key, in the table's order. */
function groupedRows(key: Column): number[][] {
  const groups = new Map<number, number[]>()
  for (let row = 0; row < key.values.length; row++) {
    const value = key.values[row]
    if (Number.isNaN(value) || (value < 0 && key.values instanceof Int32Array)) continue
    const group = groups.get(value)
    if (group) group.push(row)
    else groups.set(value, [row])
  }
  return [...groups.values()]
}

function inOrder(rows: readonly number[], { values }: Column): number[] {
  const present = (row: number) => !Number.isNaN(values[row]) && !(values[row] < 0 && values instanceof Int32Array)
  let last = values[rows.find(present) ?? 0]
  const times = new Map<number, number>()
  for (const row of rows) {
    if (present(row)) last = values[row]
    times.set(row, last)
  }
  return [...rows].sort((a, b) => (times.get(a) as number) - (times.get(b) as number))
}

/** The rows that have a row before them in their sequence, which is the one just above. */
export function laterRows({ starts }: Pick<Sequences, 'starts'>): Int32Array {
  const sequences = starts.length - 1
  const steps = new Int32Array(starts[sequences] - sequences)
  let n = 0
  for (let i = 0; i < sequences; i++) for (let row = starts[i] + 1; row < starts[i + 1]; row++) steps[n++] = row
  return steps
}

/** Codes of the rows before the steps, and those of the steps. */
export function codesAtSteps(codes: Int32Array, steps: Int32Array): { readonly before: Int32Array; readonly after: Int32Array } {
  return { before: steps.map((row) => codes[row - 1]), after: steps.map((row) => codes[row]) }
}

/** Why sequences can't be compared; undefined where they can. */
export const sequencesRefused: Refusal = (_, { sequences }) => {
  if (!sequences) return { value: null, reason: 'A table lacks the column that says which rows belong together.' }
  if (sequences.real.starts.length < 2) return { value: null, reason: 'There are no real sequences to compare with.' }
  if (sequences.synthetic.starts.length < 2) return { value: null, reason: 'There are no synthetic sequences.' }
  return undefined
}

/** As `sequencesRefused`, and where no sequence of a table has a second row. */
export const stepsRefused: Refusal = (metric, input, context) => {
  const refused = sequencesRefused(metric, input, context)
  if (refused) return refused
  const { real, synthetic } = input.sequences as SequencePair
  if (laterRows(real).length > 0 && laterRows(synthetic).length > 0) return undefined
  return { value: null, reason: 'In one of the tables no sequence has a second row.' }
}

/** How much was compared. */
export function sequenceNotes({ real, synthetic }: SequencePair): string[] {
  const told = ({ table, starts }: Sequences) => `${starts.length - 1} with ${table.rows} rows`
  return [`Compared are sequences: ${told(real)} real ones and ${told(synthetic)} synthetic ones.`]
}
