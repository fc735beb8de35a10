import { SchemaError } from '../../errors.js'
import type { Rng } from '../../random/rng.js'
import { lowerBound } from '../../stats/order/sorted.js'
import { type CodeColumn, type Column, isNumberColumn, isNumberKind } from '../../table/column.js'
import { type ColumnSchema, levelsOf } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import type { CommonScale } from './common-scale.js'

/**
 * The tables with these columns only, in this order, and with common levels: the schema's, then those that only occur in a table, by
 * name. A level that isn't in the schema is kept, so that metrics can see it.
 */
export function alignTables(tables: readonly Table[], columns: readonly ColumnSchema[]): Table[] {
  const aligned = columns.map((schema) => alignColumns(tables, schema))
  return tables.map(
    (table, index) =>
      new Table(
        aligned.map((parts) => parts[index]),
        table.rows,
      ),
  )
}

function alignColumns(tables: readonly Table[], schema: ColumnSchema): Column[] {
  const parts = tables.map((table) => table.column(schema.name))
  for (const part of parts) {
    if (isNumberColumn(part) !== isNumberKind(schema.kind)) {
      throw new SchemaError(schema.name, `a table holds it as ${part.kind} where the schema says ${schema.kind}; read all with one schema`)
    }
  }
  if (isNumberKind(schema.kind)) return parts.map(finiteColumn)
  const coded = parts as CodeColumn[]
  const known = new Set(levelsOf(schema))
  const unknown = new Set(
    coded.flatMap((part) => (part.levels === levelsOf(schema) ? [] : part.levels.filter((level) => !known.has(level)))),
  )
  const levels = [...known, ...[...unknown].sort()]
  const codeOf = new Map(levels.map((level, code) => [level, code]))
  return coded.map((part) => {
    const recode = Int32Array.from(part.levels, (level) => codeOf.get(level) as number)
    const values = new Int32Array(part.values.length)
    for (let i = 0; i < values.length; i++) values[i] = part.values[i] < 0 ? -1 : recode[part.values[i]]
    return { ...part, values, levels }
  })
}

/** Infinities as the greatest numbers there are, so that ranges have a width. */
export function finiteColumn(column: Column): Column {
  if (!isNumberColumn(column)) return column
  const infinite = (value: number) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY
  if (!column.values.some(infinite)) return column
  return { ...column, values: column.values.map((value) => Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value))) }
}

/**
 * The positions of the rows in an order that follows from their content alone, so that no result depends on the order in which they came. Rows that
 * are equal are next to each other, which is why draws from it have to be random.
 */
export function canonicalOrder(table: Table): Int32Array {
  const keys = rowKeys(table)
  const ascending = keys.slice().sort()
  const used = new Map<number, number>()
  const order = new Int32Array(table.rows)
  for (let row = 0; row < table.rows; row++) {
    const first = lowerBound(ascending, keys[row])
    if (ascending[first + 1] !== ascending[first]) {
      order[first] = row
      continue
    }
    const before = used.get(first) ?? 0
    order[first + before] = row
    used.set(first, before + 1)
  }
  return order
}

/** A number of 53 bits per row that equal rows share, and that two different rows among a million share once in ten thousand tables. */
export function rowKeys(table: Table): Float64Array {
  const high = new Uint32Array(table.rows).fill(0x811c9dc5)
  const low = new Uint32Array(table.rows).fill(0x01000193)
  for (const column of table.columns) {
    if (isNumberColumn(column)) mixNumbers(high, low, column.values)
    else mixCodes(high, low, column.values, Uint32Array.from(column.levels, hashText))
  }
  const keys = new Float64Array(table.rows)
  for (let row = 0; row < table.rows; row++) keys[row] = high[row] * 2 ** 21 + (low[row] >>> 11)
  return keys
}

/** Numbers whose bits are looked at together. */
const together = 4096

/** By the bits of each number; 0 and -0 have the same, and so have all NaN. */
function mixNumbers(high: Uint32Array, low: Uint32Array, values: Float64Array): void {
  const numbers = new Float64Array(Math.min(together, values.length))
  const words = new Uint32Array(numbers.buffer)
  for (let from = 0; from < high.length; from += together) {
    const count = Math.min(together, high.length - from)
    for (let i = 0; i < count; i++) {
      const value = values[from + i]
      numbers[i] = Number.isNaN(value) ? Number.NaN : value + 0
    }
    for (let i = 0; i < count; i++) mixWords(high, low, from + i, words[2 * i], words[2 * i + 1])
  }
}

function mixCodes(high: Uint32Array, low: Uint32Array, codes: Int32Array, hashes: Uint32Array): void {
  for (let row = 0; row < high.length; row++) {
    const code = codes[row]
    mixWords(high, low, row, code < 0 ? 0 : hashes[code], code < 0 ? 1 : 2)
  }
}

function mixWords(high: Uint32Array, low: Uint32Array, row: number, first: number, second: number): void {
  high[row] = mix(mix(high[row], first), second)
  low[row] = mix(mix(low[row], second ^ 0x5bd1e995), first)
}

/** One round of the finalizer of MurmurHash3 over both words. */
function mix(hash: number, word: number): number {
  let h = Math.imul(hash ^ word, 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i) + 1)
  return hash
}

/** `count` of `rows` positions, drawn without replacement, in random order; all of them where there are no more. */
export function drawPositions(rows: number, count: number, rng: Rng): Int32Array {
  const positions = new Int32Array(rows)
  for (let i = 0; i < rows; i++) positions[i] = i
  const drawn = Math.min(rows, count)
  for (let i = 0; i < drawn; i++) {
    const j = i + rng.integer(rows - i)
    const swapped = positions[i]
    positions[i] = positions[j]
    positions[j] = swapped
  }
  return positions.subarray(0, drawn)
}

/** Rows of a table in an order that was drawn at random: the first of them are a fair draw however many one takes, and take their codes along. */
export class ShuffledTable {
  readonly #table: Table
  readonly #positions: ArrayLike<number>
  readonly #coding: CommonScale
  readonly #taken = new Map<number, Table>()

  constructor(table: Table, positions: ArrayLike<number>, coding: CommonScale) {
    this.#table = table
    this.#positions = positions
    this.#coding = coding
  }

  /** Lets the tables go that were taken. */
  forget(): void {
    this.#taken.clear()
  }

  /** The first rows of the draw, as many as there are up to that number; the same table whenever it is asked for. */
  first(rows: number): Table {
    const count = Math.min(rows, this.#positions.length)
    let taken = this.#taken.get(count)
    if (!taken) {
      taken = this.#coding.take(this.#table, () => this.#positions, count)
      this.#taken.set(count, taken)
    }
    return taken
  }
}
