import { missingAmongValues, missingAmongWords } from '../../table/kinds/missing.js'
import { plainNumberDecimals, type RawColumn } from '../../table/raw.js'

/** A value as it is written; whole numbers as numbers, also where a program wrote them as `7.0` because others were missing. */
type Cell = string | number

/** The distinct values of a column, and what they look like. */
export interface KeyValues {
  readonly rows: number
  readonly missing: number
  /** Rows by value. */
  readonly counts: ReadonlyMap<Cell, number>
  /** All values are whole numbers; numbers with a fraction; anything else. */
  readonly look: 'digits' | 'fractions' | 'texts'
  /** The value of each row; null where it is missing. */
  at(row: number): Cell | null
}

/** Reads a column value by value; each distinct token is looked at once. */
export function keyValues(column: RawColumn): KeyValues {
  const { tokens, codes, numbers, decimals, length } = column
  const isNumber = tokens.map((token) => plainNumberDecimals(token) >= 0)
  const gaps = (numbers || isNumber.some(Boolean) ? missingAmongValues : missingAmongWords)(tokens)
  const ofToken = tokens.map((token, i) => (gaps.has(token) ? null : isNumber[i] ? numberCell(Number(token), token) : token))
  const at = (row: number): Cell | null => {
    const code = codes?.[row] ?? -1
    if (code >= 0) return ofToken[code]
    const value = numbers?.[row] ?? Number.NaN
    return Number.isNaN(value) ? null : numberCell(value, decimals ? value.toFixed(decimals[row]) : String(value))
  }
  const counts = new Map<Cell, number>()
  let missing = 0
  for (let row = 0; row < length; row++) {
    const cell = at(row)
    if (cell === null) missing++
    else counts.set(cell, (counts.get(cell) ?? 0) + 1)
  }
  return { rows: length, missing, counts, look: lookOf(counts), at }
}

function numberCell(value: number, text: string): Cell {
  return Number.isSafeInteger(value) ? value : text
}

function lookOf(counts: ReadonlyMap<Cell, number>): KeyValues['look'] {
  let fractions = false
  for (const cell of counts.keys()) {
    if (typeof cell === 'number') continue
    if (plainNumberDecimals(cell) <= 0 && !/^\d+$/.test(cell)) return 'texts'
    if (!/^\d+$/.test(cell)) fractions = true
  }
  return fractions ? 'fractions' : 'digits'
}

/** The share of the distinct values of `from` that are values of `to`; with `most`, judged by so many of them. */
export function inclusion(from: KeyValues, to: KeyValues, most = Number.POSITIVE_INFINITY): number {
  let [seen, found] = [0, 0]
  for (const cell of from.counts.keys()) {
    if (seen === most) break
    seen++
    if (to.counts.has(cell)) found++
  }
  return seen === 0 ? 0 : found / seen
}

/**
 * How little it is chance that values lie among the keys, as -log10 of the probability: keys that fill the space of what looks like them say
 * nothing (1, 2, 3 ... n), scattered ones say much. The space is the grid between the least and the greatest of numbers, or all texts of
 * the lengths and kinds of letters of the keys.
 */
export function surprise(from: KeyValues, keys: KeyValues): number {
  const shared = [...from.counts.keys()].filter((cell) => keys.counts.has(cell)).length
  const space = keys.look === 'digits' ? gridSize(keys) : textSpace(keys)
  return shared * Math.max(0, space - lnOf(keys.counts.size)) * Math.LOG10E
}

/** Natural logarithm by halving: only orders of magnitude matter here. */
function lnOf(value: number): number {
  let [rest, halvings] = [Math.max(1, value), 0]
  for (; rest >= 2; rest /= 2) halvings++
  return Math.LN2 * (halvings + (rest - 1))
}

function gridSize({ counts }: KeyValues): number {
  const values = Float64Array.from(counts.keys(), Number).sort()
  let step = 0
  for (let i = 1; i < values.length; i++) step = divisor(step, values[i] - values[i - 1])
  return step === 0 ? 0 : lnOf(((values.at(-1) as number) - values[0]) / step + 1)
}

function divisor(a: number, b: number): number {
  let [x, y] = [a, b]
  while (y !== 0) [x, y] = [y, x % y]
  return x
}

/** Logarithm of the number of texts as long as the keys are at the median, of the letters that they use. */
function textSpace({ counts }: KeyValues): number {
  const texts = [...counts.keys()].slice(0, 1000).map(String)
  const lengths = texts.map(({ length }) => length).sort((a, b) => a - b)
  const letters = new Set(texts.slice(0, 200).join(''))
  return (lengths[lengths.length >> 1] ?? 0) * lnOf(letters.size)
}
