import { clampShare } from '../encode/margin.js'
import { fitNumberMargin, type NumberMargin, numberInterval } from '../encode/number-margin.js'
import { outcomeShares, type PccColumn } from '../learn/pcc/state/columns.js'
import type { Rng } from '../random/rng.js'
import { normalQuantile } from '../stats/normal/normal.js'
import { sorted } from '../stats/order/sorted.js'
import { type Column, countMissing, isNumberColumn } from '../table/column.js'
import { type ColumnSchema, levelsOf, type Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'

/** How the cells of a column are told as outcomes and numbers of the mixture. Plain data. */
export type SurrogateCoding = LevelCoding | NumberCoding

/** Every frequent level is an outcome of its own; rare ones share one, within which they keep their shares. */
export interface LevelCoding {
  readonly kind: 'level'
  readonly outcomes: number
  /** The outcome of each level. */
  readonly outcomeOf: Uint16Array
  /** Share of each level in its outcome: 1 for frequent ones. */
  readonly shareOf: Float64Array
  /** The outcome of a missing value; -1 where there is none. */
  readonly missing: number
}

/** Values that stick out are outcomes of their own, all others are normal scores of their margin. */
export interface NumberCoding {
  readonly kind: 'number'
  readonly outcomes: number
  /** Ascending; the first outcomes. */
  readonly spikes: Float64Array
  /** The outcome of a missing value, and that of the rest; -1 where there is none. */
  readonly missing: number
  readonly rest: number
  /** The margin of the rest. */
  readonly margin: NumberMargin | null
}

/** Most levels with an outcome of their own. */
const mostLevels = 255
/** Up to so many distinct numbers are outcomes without a rest, if each has so many rows on average: fewer might be anything. */
const fewNumbers = 24
const rowsPerNumber = 5
/** A number sticks out if it holds at least this share of the rows, at least so many rows, and so many times those of its neighbours. */
const spikeShare = 0.005
const spikeRows = 10
const spikeRatio = 3

/**
 * How to code the columns of a table that conforms to the schema. The coding of several tables, one after the other, tells the cells of all of
 * them, so that surrogates of each speak of the same outcomes.
 */
export function codingsOf(table: Table, schema: Schema, knots: number): SurrogateCoding[] {
  return schema.columns.map((column) => codingOf(table.column(column.name), column, knots))
}

/** How to code a column of a table that conforms to its schema. */
export function codingOf(column: Column, schema: ColumnSchema, knots: number): SurrogateCoding {
  const missing = countMissing(column)
  if (!isNumberColumn(column)) return levelCoding(column.values, levelsOf(schema).length, missing)
  const spikes = spikesOf(column.values)
  const rest = withoutSpikes(column.values, spikes)
  const margin = rest ? fitNumberMargin(rest, { decimals: schema.kind === 'numeric' ? schema.decimals : 0 }, knots) : null
  let outcomes = spikes.length
  const missingOutcome = missing > 0 || column.values.length === 0 ? outcomes++ : -1
  const restOutcome = margin ? outcomes++ : -1
  return { kind: 'number', outcomes, spikes, missing: missingOutcome, rest: restOutcome, margin }
}

function levelCoding(codes: Int32Array, levels: number, missing: number): LevelCoding {
  const counts = new Float64Array(levels)
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]
    if (code >= 0) counts[code] += 1
  }
  const seen = Uint32Array.from(counts.keys())
    .filter((level) => counts[level] > 0)
    .sort((a, b) => counts[b] - counts[a] || a - b)
  const own = Math.min(seen.length, mostLevels)
  const pooled = seen.subarray(own).reduce((sum, level) => sum + counts[level], 0)
  const outcomeOf = new Uint16Array(levels).fill(own)
  const shareOf = counts.map((count) => (pooled > 0 ? count / pooled : 0))
  for (let position = 0; position < own; position++) {
    outcomeOf[seen[position]] = position
    shareOf[seen[position]] = 1
  }
  const outcomes = own + (pooled > 0 ? 1 : 0)
  const hasMissing = missing > 0 || codes.length === 0
  return { kind: 'level', outcomes: outcomes + (hasMissing ? 1 : 0), outcomeOf, shareOf, missing: hasMissing ? outcomes : -1 }
}

/** All values where they are few, else those that hold many more rows than their neighbours. */
function spikesOf(values: Float64Array): Float64Array {
  const ascending = sorted(values)
  const distinct: number[] = []
  const counts: number[] = []
  for (let i = 0; i < ascending.length; i++) {
    // Adding 0 turns -0 into 0.
    const value = ascending[i] + 0
    if (distinct.at(-1) === value) counts[counts.length - 1] = (counts.at(-1) as number) + 1
    else {
      distinct.push(value)
      counts.push(1)
    }
  }
  if (distinct.length <= fewNumbers && ascending.length >= rowsPerNumber * distinct.length) return Float64Array.from(distinct)
  const least = Math.max(spikeRows, spikeShare * ascending.length)
  return Float64Array.from(
    distinct.filter((_, i) => {
      const [left, right] = [counts[i - 1] ?? counts[i + 1], counts[i + 1] ?? counts[i - 1]]
      return counts[i] >= least && counts[i] >= (spikeRatio * (left + right)) / 2
    }),
  )
}

/** The values with spikes taken out as missing; null if nothing is left. */
function withoutSpikes(values: Float64Array, spikes: Float64Array): Float64Array | null {
  const taken = new Set(spikes)
  let left = 0
  const rest = values.map((value) => {
    if (Number.isNaN(value) || taken.has(value + 0)) return Number.NaN
    left++
    return value
  })
  return left > 0 ? rest : null
}

/**
 * The column as the mixture sees it. Values that were rounded, or repeat, are spread at random over the scores that give them. Each outcome
 * counts as if it had occurred `unseen` times more. Throws where the coding is of rows that lack a value of these.
 */
export function codedColumn(column: Column, coding: SurrogateCoding, rng: Rng, unseen = 0): PccColumn {
  const codes =
    coding.kind === 'level' ? levelCodes(column.values as Int32Array, coding) : numberCodes(column.values as Float64Array, coding)
  if (codes.includes(-1)) throw new RangeError(`${column.name} holds a value that its coding doesn't know; take the coding from all rows`)
  const base = outcomeShares(codes, coding.outcomes, unseen)
  const margin = coding.kind === 'level' ? null : coding.margin
  if (coding.kind === 'level' || !margin) return { codes, base, rest: -1, values: new Float64Array() }
  const values = new Float64Array(codes.length)
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] === coding.rest) values[i] = scoreOf(margin, column.values[i] + 0, rng)
  }
  return { codes, base, rest: coding.rest, values }
}

function levelCodes(levels: Int32Array, { outcomeOf, shareOf, missing }: LevelCoding): Int32Array {
  return levels.map((level) => (level < 0 ? missing : shareOf[level] > 0 ? outcomeOf[level] : -1))
}

function numberCodes(values: Float64Array, { spikes, missing, rest }: NumberCoding): Int32Array {
  const places = new Map([...spikes].map((value, outcome) => [value, outcome]))
  const codes = new Int32Array(values.length)
  for (let i = 0; i < codes.length; i++) {
    const value = values[i] + 0
    codes[i] = Number.isNaN(value) ? missing : (places.get(value) ?? rest)
  }
  return codes
}

function scoreOf(margin: NumberMargin, value: number, rng: Rng): number {
  const [low, high] = numberInterval(margin, value)
  return normalQuantile(clampShare(low + (high - low) * rng.uniform(), margin.present))
}
