import { type Column, isNumberColumn } from '../column.js'
import { momentParts, momentReader } from '../relations/moments.js'
import type { Moment, Schema } from '../schema.js'
import type { Table } from '../table.js'

/** Fewest rows, the shares of gaps between neighbouring times that must be about the usual one (as months are) or a few times that (as over a weekend). */
const fewestRows = 30
const most = 0.6
const nearlyAll = 0.9
const fewTimes = 3.5

/**
 * What makes the table a time series, with no key to tie rows together, in a sentence: a column of times, or columns of their parts, all different, rising or falling
 * row by row, at gaps of which nearly all are about the same. Undefined where there is none, or somebody has named an order.
 */
export function timeSeriesNote(table: Table, schema: Schema): string | undefined {
  if (table.rows < fewestRows || schema.columns.some(({ role }) => role === 'order' || role === 'sequence-key')) return undefined
  const found = schema.columns.find(({ name, kind }) => {
    const column = kind === 'datetime' ? table.column(name) : undefined
    return column !== undefined && isNumberColumn(column) && isRegular(column.values)
  })
  if (found) return noteOf(found.name, `-m markov-chain --order ${quoted(found.name)}`)
  const moment = schema.moments?.find((moment) => moment.unique && isRegular(timesOf(moment, table)))
  if (!moment) return undefined
  const names = momentParts(moment).map(({ name }) => name)
  return noteOf(names.join(', '), '-m markov-chain --order with one column that holds the times')
}

function noteOf(what: string, how: string): string {
  return `a time series by ${what}, whose rows are drawn each by itself; to draw it as a series: ${how}`
}

function timesOf(moment: Moment, table: Table): Float64Array {
  const read = momentReader(moment, (name) => table.column(name))
  return Float64Array.from({ length: table.rows }, (_, row) => read(row).time)
}

function isRegular(values: Float64Array): boolean {
  const sign = (values[1] as number) > (values[0] as number) ? 1 : -1
  const gaps = new Float64Array(values.length - 1)
  for (let i = 0; i < gaps.length; i++) {
    const gap = sign * ((values[i + 1] as number) - (values[i] as number))
    if (!(gap > 0)) return false
    gaps[i] = gap
  }
  const usual = gaps.slice().sort()[gaps.length >> 1] as number
  const within = (low: number, high: number): number => gaps.filter((gap) => gap >= low * usual && gap <= high * usual).length / gaps.length
  return within(0.8, 1.25) >= most && within(0.8, fewTimes) >= nearlyAll
}

/** A column that ties rows together, and what is the same in all rows that it ties. */
export interface RecurringKey {
  readonly key: string
  readonly shared: readonly string[]
  /** The times by which such rows may be put in order. */
  readonly order?: string
}

/** Of a large table so many rows are looked at. */
const rowsLookedAt = 20_000
/** Rows of a recurring key: how many must come after the first of theirs, and the shares that may differ, and have to between keys. */
const fewestRepeats = 20
const mayDiffer = 0.01
const mustDiffer = 0.3
const fewestKeys = 10
/** Share of the values that must recur: of words that are alike by chance, few do. */
const mustRecur = 1 / 3

/**
 * The column whose values recur, as those of a patient do over visits, with at least two other columns the same in all rows of a value and
 * not between values. Only among columns that models can't tie to others: texts, and whole numbers named like an id. Undefined where there
 * is none, or somebody has named a key or an order.
 */
export function recurringKeyOf(table: Table, schema: Schema): RecurringKey | undefined {
  if (schema.columns.some(({ role }) => role !== 'feature' && role !== 'target')) return undefined
  const rows = Math.min(table.rows, rowsLookedAt)
  const columns = schema.columns.flatMap(({ name }) => table.column(name) ?? [])
  for (const { name, kind } of schema.columns) {
    const key =
      kind === 'text' || (kind === 'integer' && /(^|[\W_])(id|nr|no|key)$|[a-z](Id|ID|Nr|No|Key)$/i.test(name))
        ? table.column(name)
        : undefined
    const ties = key && tiesOf(key.values, rows)
    if (!ties) continue
    const shared = columns.filter((column) => column !== key && isShared(column, ties)).map((column) => column.name)
    const order = schema.columns.find((column) => column.kind === 'datetime' && !shared.includes(column.name))?.name
    if (shared.length >= 2) return { key: name, shared, ...(order !== undefined && { order }) }
  }
  return undefined
}

/** For each row the first one with its value of the key, where enough values recur; a missing one stands alone. */
function tiesOf(key: Column['values'], rows: number): Int32Array | undefined {
  const firsts = new Map<number, number>()
  const ties = Int32Array.from({ length: rows }, (_, i) => {
    const value = key[i] as number
    if (Number.isNaN(value) || (key instanceof Int32Array && value < 0)) return i
    const first = firsts.get(value) ?? i
    if (first === i) firsts.set(value, i)
    return first
  })
  const repeated = new Set(ties.filter((first, i) => first < i))
  const repeats = ties.reduce((sum, first, i) => sum + (first < i ? 1 : 0), 0)
  const recurs = repeats >= Math.max(fewestRepeats, rows / 10) && repeated.size >= mustRecur * firsts.size
  return firsts.size >= fewestKeys && recurs ? ties : undefined
}

/** Whether a column has one value in rows that are tied, and mostly others in rows half a table away. */
function isShared({ values }: Column, ties: Int32Array): boolean {
  const rows = ties.length
  const counts = { tied: 0, tiedDiffer: 0, apart: 0, apartDiffer: 0 }
  for (let i = 0; i < rows; i++) {
    const first = ties[i] as number
    if (first < i) {
      counts.tied++
      if (!Object.is(values[i], values[first])) counts.tiedDiffer++
    }
    const other = (i + (rows >> 1)) % rows
    if (ties[other] !== first) {
      counts.apart++
      if (!Object.is(values[i], values[other])) counts.apartDiffer++
    }
  }
  return counts.tiedDiffer <= mayDiffer * counts.tied && counts.apartDiffer >= mustDiffer * counts.apart
}

/** What is said about a table whose rows are tied by a recurring key. */
export function recurringKeyNote({ key, shared, order }: RecurringKey): string {
  const names = shared.length > 4 ? `${shared.slice(0, 3).join(', ')} and ${shared.length - 3} more` : shared.join(', ')
  const flags = `--key ${quoted(key)}${order === undefined ? '' : ` --order ${quoted(order)}`}`
  return `rows of one ${key} belong together (${names} are the same in them), and are drawn each by itself; to draw them together: -m markov-chain ${flags}`
}

function quoted(name: string): string {
  return /[^\w.-]/.test(name) ? `'${name}'` : name
}
