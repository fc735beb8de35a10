import type { Feature } from '../../../../learn/trees/bins.js'
import { type Column, isNumberColumn } from '../../../../table/column.js'
import type { Schema } from '../../../../table/schema.js'
import type { Table } from '../../../../table/table.js'

/** How the columns drawn before decide about the gap of a column, as they do in every training row. Plain data. */
export interface GapRules {
  /** What a gap is in a column of levels: the class after the last one where cells are missing, else a level; -1 in one of numbers. */
  readonly code: number
  /** The later of two that disagree is the one that counts. */
  readonly rules: readonly GapRule[]
}

/** A gap, or a value, in a column before makes a gap, or a value, here. */
interface GapRule {
  readonly position: number
  /** Under which trees see a gap in the column before. */
  readonly mark: number
  readonly when: 'gap' | 'value'
  readonly makes: 'gap' | 'value'
}

/** The gaps of a column, one bit per row. */
export interface ColumnGaps {
  readonly code: number
  readonly mark: number
  readonly bits: Uint32Array
  readonly count: number
}

/** Levels beyond this share a code: see `levelFeature`. */
const mostCodes = 65_535
/** Gaps, or values, that never meet although so many rows should have both, exclude each other; by accident that happens once in e^20. */
const surelyExpected = 20

/**
 * The gaps of the columns, by name, where some rows have one and some don't. A gap is a missing cell, or a level spelled like a missing
 * cell of another column: in a table that writes N for "no number here", an N among levels means the same.
 */
export function findGaps(table: Table, { columns }: Schema): Map<string, ColumnGaps> {
  const words = new Set(columns.flatMap(({ missing }) => missing))
  const found = new Map<string, ColumnGaps>()
  for (const { name } of columns) {
    const column = table.column(name)
    const code = gapCode(column, words)
    if (code === null) continue
    const isMissing = isNumberColumn(column) || code === column.levels.length
    const { bits, count } = gapBits(column, isMissing ? -1 : code)
    // Features begin with missing.
    if (count > 0 && count < table.rows) found.set(name, { code, mark: isMissing ? 0 : code + 1, bits, count })
  }
  return found
}

/**
 * The rules for the column at this position of an order; null where the columns before it decide nothing. Where gaps in one column are
 * gaps in the other too, in every row, that holds without exception; that two never meet counts only where it can't be an accident.
 */
export function gapRules(gaps: ReadonlyMap<string, ColumnGaps>, order: readonly string[], position: number, rows: number): GapRules | null {
  const own = gaps.get(order[position])
  if (!own) return null
  const apart: GapRule[] = []
  const required: GapRule[] = []
  const implied: GapRule[] = []
  for (let at = 0; at < position; at++) {
    const other = gaps.get(order[at])
    if (!other) continue
    const { mark } = other
    const both = sharedBits(own.bits, other.bits)
    if (both === other.count) implied.push({ position: at, mark, when: 'gap', makes: 'gap' })
    if (both === own.count) required.push({ position: at, mark, when: 'value', makes: 'value' })
    if (both === 0 && own.count * other.count >= surelyExpected * rows) apart.push({ position: at, mark, when: 'gap', makes: 'value' })
    const noneExpected = ((rows - own.count) * (rows - other.count)) / rows
    if (own.count + other.count - both === rows && noneExpected >= surelyExpected)
      apart.push({ position: at, mark, when: 'value', makes: 'gap' })
  }
  const rules = [...apart, ...required, ...implied]
  return rules.length > 0 ? { code: own.code, rules } : null
}

/** Of each row: 1 where the columns before make it a gap, -1 where they make it a value, 0 where they leave it open. */
export function decidedGaps({ rules }: GapRules, features: readonly Feature[], rows: number): Int8Array {
  const decided = new Int8Array(rows)
  for (const { position, mark, when, makes } of rules) {
    const { codes } = features[position]
    const made = makes === 'gap' ? 1 : -1
    for (let row = 0; row < rows; row++) if ((codes[row] === mark) === (when === 'gap')) decided[row] = made
  }
  return decided
}

/** See `GapRules.code`; null where the column has no gaps. */
function gapCode(column: Column, words: ReadonlySet<string>): number | null {
  if (isNumberColumn(column)) return -1
  const { values, levels } = column
  if (values.includes(-1)) return levels.length
  const level = levels.findIndex((word) => words.has(word))
  return level >= 0 && level + 1 < mostCodes ? level : null
}

/** In which rows the column holds the code; -1 for missing. */
function gapBits(column: Column, wanted: number): { readonly bits: Uint32Array; readonly count: number } {
  const { values } = column
  const isNumber = isNumberColumn(column)
  const bits = new Uint32Array((values.length + 31) >>> 5)
  let count = 0
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (isNumber ? !Number.isNaN(value) : value !== wanted) continue
    bits[row >>> 5] = bits[row >>> 5] | (1 << (row & 31))
    count++
  }
  return { bits, count }
}

/** How many bits are set in both. */
function sharedBits(a: Uint32Array, b: Uint32Array): number {
  let count = 0
  for (let i = 0; i < a.length; i++) {
    for (let word = a[i] & b[i]; word !== 0; word &= word - 1) count++
  }
  return count
}
