import { pearson } from '../../src/stats/association/pearson.js'
import { ksDistance } from '../../src/stats/tests/kolmogorov-smirnov.js'
import { isNumberColumn } from '../../src/table/column.js'
import type { Schema } from '../../src/table/schema.js'
import type { Table } from '../../src/table/table.js'

/** How far the sequences of one table are from those of another: 0 is no difference. */
export interface SequenceScore {
  /** Kolmogorov-Smirnov distance of the numbers of rows. */
  readonly length: number
  /** Total variation distance of runs of 1, 2 and 3 successive values of the main column. */
  readonly gram1: number
  readonly gram2: number
  readonly gram3: number
  /** Mean over the columns of numbers of how far apart the correlations of successive values are. */
  readonly autocorrelation: number
  /** Mean over the columns: distance of the changes from row to row (KS), or of the pairs of successive levels (TVD). */
  readonly change: number
}

/** Rows by sequence, each in its order. */
export interface Lines {
  readonly table: Table
  readonly starts: Int32Array
}

/** The rows of a table put in line by its key and order columns; rows of equal order keep their order. */
export function inLine(table: Table, schema: Schema): Lines {
  const key = table.column(schema.columns.find(({ role }) => role === 'sequence-key')?.name ?? '')
  const order = schema.columns.find(({ role }) => role === 'order')?.name
  const times = order === undefined ? null : table.column(order).values
  const rows = Array.from(key.values.keys()).sort(
    (a, b) => (key.values[a] as number) - (key.values[b] as number) || (times ? (times[a] as number) - (times[b] as number) : 0) || a - b,
  )
  const starts: number[] = []
  for (let i = 0; i < rows.length; i++) {
    if (i === 0 || key.values[rows[i] as number] !== key.values[rows[i - 1] as number]) starts.push(i)
  }
  return { table: table.take(rows), starts: Int32Array.from([...starts, rows.length]) }
}

/** The score of `other` against `real`. The main column's numbers are cut into tenths of the real ones; `key` is left out. */
export function scoreSequences(real: Lines, other: Lines, key: string, main: string): SequenceScore {
  const names = real.table.names.filter((name) => name !== key)
  const numbers = names.filter((name) => isNumberColumn(real.table.column(name)))
  const edges = tenths(real, main)
  return {
    length: ksDistance(lengths(real), lengths(other)),
    ...{ gram1: grams(real, other, main, 1, edges), gram2: grams(real, other, main, 2, edges), gram3: grams(real, other, main, 3, edges) },
    autocorrelation: mean(numbers.map((name) => Math.abs(autocorrelation(real, name) - autocorrelation(other, name)))),
    change: mean(names.map((name) => (numbers.includes(name) ? changes(real, other, name) : grams(real, other, name, 2, null)))),
  }
}

function lengths({ starts }: Lines): Float64Array {
  return Float64Array.from(starts.subarray(1), (end, i) => end - (starts[i] as number))
}

/** Upper bounds of tenths; null for levels. */
function tenths({ table }: Lines, name: string): Float64Array | null {
  const column = table.column(name)
  if (!isNumberColumn(column)) return null
  const ascending = column.values.filter((value) => !Number.isNaN(value)).sort()
  const bounds = Array.from({ length: 9 }, (_, i) => ascending[Math.floor(((i + 1) * ascending.length) / 10)] as number)
  return Float64Array.from(new Set(bounds))
}

function words({ table }: Lines, name: string, edges: Float64Array | null): string[] {
  const column = table.column(name)
  if (!isNumberColumn(column)) return Array.from(column.values, (code) => (code < 0 ? '' : (column.levels[code] as string)))
  return Array.from(column.values, (value) => (Number.isNaN(value) ? '' : String((edges ?? []).filter((edge) => value > edge).length)))
}

function grams(real: Lines, other: Lines, name: string, size: number, edges: Float64Array | null): number {
  const [p, q] = [gramShares(real, name, size, edges), gramShares(other, name, size, edges)]
  let distance = 0
  for (const gram of new Set([...p.keys(), ...q.keys()])) distance += Math.abs((p.get(gram) ?? 0) - (q.get(gram) ?? 0))
  return distance / 2
}

function gramShares(lines: Lines, name: string, size: number, edges: Float64Array | null): Map<string, number> {
  const values = words(lines, name, edges)
  const counts = new Map<string, number>()
  let total = 0
  for (let i = 0; i < lines.starts.length - 1; i++) {
    for (let row = lines.starts[i] as number; row + size <= (lines.starts[i + 1] as number); row++, total++) {
      const gram = values.slice(row, row + size).join('\u0000')
      counts.set(gram, (counts.get(gram) ?? 0) + 1)
    }
  }
  return new Map([...counts].map(([gram, count]) => [gram, count / total]))
}

/** Successive values of a column, both known. */
function pairs({ table, starts }: Lines, name: string): { first: Float64Array; second: Float64Array } {
  const { values } = table.column(name)
  const first: number[] = []
  const second: number[] = []
  for (let i = 0; i < starts.length - 1; i++) {
    for (let row = (starts[i] as number) + 1; row < (starts[i + 1] as number); row++) {
      if (Number.isNaN(values[row]) || Number.isNaN(values[row - 1])) continue
      first.push(values[row - 1] as number)
      second.push(values[row] as number)
    }
  }
  return { first: Float64Array.from(first), second: Float64Array.from(second) }
}

function autocorrelation(lines: Lines, name: string): number {
  const { first, second } = pairs(lines, name)
  return pearson(first, second) || 0
}

function changes(real: Lines, other: Lines, name: string): number {
  const [p, q] = [real, other].map((lines) => {
    const { first, second } = pairs(lines, name)
    return second.map((value, i) => value - (first[i] as number))
  }) as [Float64Array, Float64Array]
  return ksDistance(p, q)
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}
