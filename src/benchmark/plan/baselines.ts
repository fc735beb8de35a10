import { createRng, type Rng } from '../../random/rng.js'
import { randomOrder } from '../../random/shuffle.js'
import type { Database } from '../../relations/database.js'
import { splitFamilies } from '../../relations/families.js'
import { linkRows } from '../../relations/links.js'
import type { DatabaseSchema } from '../../relations/schema.js'
import { type Column, isNumberColumn } from '../../table/column.js'
import type { Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { splitUnits, splitUnitsOf } from '../cell/read-tables.js'

/** What is run on every table beside the synthesizers of a suite: the ends of the scales. Names in brackets, which nobody else may have. */
export const baselines = [
  /** The training rows themselves: nothing is more like them, and nothing gives more away. */
  '(self)',
  /** Real rows that nobody learned from: one half of the training rows, or sequences, stands for all, the other for synthetic ones. What can be reached. */
  '(half)',
  /** The training rows with every column permuted by itself: single columns are right, and nothing else. */
  '(permuted)',
  /** Levels and numbers drawn evenly: not even single columns are right. */
  '(uniform)',
] as const
export type BaselineName = (typeof baselines)[number]

/** What is run on databases: the ends of their scales. */
export const databaseBaselines = [
  '(self)',
  /** Real families that nobody learned from, as of rows. */
  '(half)',
  /** The training rows, each referring to a row drawn at random: tables by themselves are right, and nothing across them. */
  '(shuffled)',
] as const
export type DatabaseBaselineName = (typeof databaseBaselines)[number]

const baselineStream = -11

/** The database that a baseline hands in as synthetic, and the one that counts as learned. */
export function baselineDatabase(
  name: DatabaseBaselineName,
  training: Database,
  schema: DatabaseSchema,
  seed: number,
): { readonly training: Database; readonly synthetic: Database } {
  switch (name) {
    case '(self)':
      return { training, synthetic: training }
    case '(half)': {
      const [synthetic, rest] = splitFamilies(training, schema, seed)
      return { training: rest, synthetic }
    }
    case '(shuffled)':
      return { training, synthetic: withShuffledReferences(training, schema, createRng(seed, baselineStream)) }
  }
}

/** References to rows of a parent drawn at random. What is missing stays so, and of references that share columns all but the first follow from the row that has them. */
function withShuffledReferences(database: Database, { relations }: DatabaseSchema, rng: Rng): Database {
  const shuffled: Record<string, Table> = { ...database }
  relations.forEach((relation, i) => {
    const { child, columns, parent, key } = relation
    const isTaken = relations.slice(0, i).some((other) => other.child === child && other.columns.some((name) => columns.includes(name)))
    if (isTaken) return
    const [own, target] = [shuffled[child], database[parent]]
    const stream = rng.split(i)
    const to = linkRows(database, relation).map((row) => (row < 0 ? -1 : stream.integer(target.rows)))
    const changed = new Map(columns.map((name, k) => [name, referring(own.column(name), target.column(key[k]), to)]))
    shuffled[child] = new Table(
      own.columns.map((column) => changed.get(column.name) ?? column),
      own.rows,
    )
  })
  return shuffled
}

/** A column with the keys of these rows (-1: what it has). */
function referring(column: Column, keys: Column, to: Int32Array): Column {
  if (isNumberColumn(column)) return { ...column, values: column.values.map((value, row) => (to[row] < 0 ? value : keys.values[to[row]])) }
  const levels = [...column.levels, ...(isNumberColumn(keys) ? [] : keys.levels)]
  const values = column.values.map((code, row) => (to[row] < 0 ? code : column.levels.length + keys.values[to[row]]))
  return { ...column, levels, values }
}

/** The rows that a baseline hands in as synthetic, and those that count as its training rows. */
export function baselineRows(name: BaselineName, training: Table, schema: Schema, seed: number): { training: Table; synthetic: Table } {
  const rng = createRng(seed, baselineStream)
  switch (name) {
    case '(self)':
      return { training, synthetic: training }
    case '(half)': {
      const units = splitUnitsOf(training, schema)
      if (units.ofRow) {
        const { chosen, rest } = splitUnits(training, units, Math.floor(units.count / 2), rng)
        return { training: rest, synthetic: chosen }
      }
      const order = randomOrder(training.rows, rng)
      const half = Math.floor(training.rows / 2)
      return { training: training.take(order.subarray(half)), synthetic: training.take(order.subarray(0, half)) }
    }
    case '(permuted)':
      return { training, synthetic: permuted(training, rng) }
    case '(uniform)':
      return { training, synthetic: uniform(training, rng) }
  }
}

function permuted(table: Table, rng: Rng): Table {
  const columns = table.names.map((name, i) => table.select([name]).take(randomOrder(table.rows, rng.split(i))).columns[0])
  return new Table(columns, table.rows)
}

/** Columns in which something is missing have it missing half the time. */
function uniform(table: Table, rng: Rng): Table {
  const columns = table.columns.map((column, i): Column => {
    const draw = rng.split(i)
    if (!isNumberColumn(column)) {
      const gaps = column.values.some((code) => code < 0)
      const { length } = column.levels
      return { ...column, values: column.values.map(() => (length === 0 || (gaps && draw.uniform() < 0.5) ? -1 : draw.integer(length))) }
    }
    const gaps = column.values.some(Number.isNaN)
    const [low, high] = rangeOf(column.values)
    const between = (share: number): number => low * (1 - share) + high * share
    const round = column.kind === 'numeric' ? between : (share: number) => Math.round(between(share))
    const values = column.values.map(() => (low > high || (gaps && draw.uniform() < 0.5) ? Number.NaN : round(draw.uniform())))
    return { ...column, values }
  })
  return new Table(columns, table.rows)
}

/** Least and greatest value; the other way round where there is none. */
function rangeOf(values: Float64Array): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}
