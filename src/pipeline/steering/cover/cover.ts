import { OptionError } from '../../../errors.js'
import { coverPairs } from '../../../learn/tilting/set-cover.js'
import { type CodeColumn, type Column, isNumberColumn, isNumberKind } from '../../../table/column.js'
import { type ColumnSchema, levelsOf } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import { rowIdentities } from '../pool.js'

/** Most pairs of levels that are looked for. */
const mostPairs = 2_000_000
/** Rows that two columns alone may ask for, unless somebody has named them: it is to be a small table. */
const mostRows = 5_000

/**
 * Rows of the pool, few of them, that show every pair that the pool has of: levels, a gap, zero, the least and the greatest number and one between, the
 * longest text and another one; and every one of these alone.
 */
export function coveringRows(pool: Table, columns: readonly string[]): { readonly rows: Int32Array; readonly pairs: number } {
  const codes = columns.map((name) => itemsOf(pool.column(name)))
  // Rows that show the same are one row.
  const ids = rowIdentities(codes, pool.rows)
  const seen = new Set<number>()
  const firsts = Int32Array.from(ids.keys()).filter((row) => {
    const known = seen.has(ids[row])
    seen.add(ids[row])
    return !known
  })
  const chosen = coverPairs(codes.map((own) => Int32Array.from(firsts, (row) => own[row])))
  return { rows: chosen.map((place) => firsts[place]), pairs: shownPairs(codes, firsts) }
}

/**
 * Throws where the pairs of these columns are too many, before anything is drawn. `areNamed`: the columns are those that somebody wants, however many rows that
 * takes.
 */
export function refuseManyPairs(columns: readonly ColumnSchema[], areNamed: boolean): void {
  const sizes = columns.map(itemsIn)
  const pairs = sizes.reduce((sum, size, i) => sum + size * (1 + sizes.slice(i + 1).reduce((a, b) => a + b, 0)), 0)
  const widest = [...columns.keys()].sort((a, b) => sizes[b] - sizes[a]).slice(0, 3)
  const named = widest.map((i) => `${columns[i].name} (${sizes[i].toLocaleString('en')})`).join(', ')
  if (pairs > mostPairs)
    throw new OptionError(
      '--cover',
      `has ${pairs.toLocaleString('en')} pairs to look for, ${mostPairs.toLocaleString('en')} at most; name fewer columns with --columns; the widest are ${named}`,
    )
  const [first = 1, second = 1] = widest.map((i) => sizes[i])
  if (!areNamed && first * second > mostRows)
    throw new OptionError(
      '--cover',
      `may take ${(first * second).toLocaleString('en')} rows for the pairs of two columns alone, and a table for tests is small; name the columns that count with --columns, these too if you want so many; the widest are ${named}`,
    )
}

/** Pairs that the rows show. */
function shownPairs(codes: readonly Int32Array[], rows: Int32Array): number {
  let found = 0
  for (let a = 0; a < codes.length; a++) {
    for (let b = a + 1; b < codes.length; b++) {
      const [x, y] = [codes[a], codes[b]]
      found += new Set(Array.from(rows, (row) => `${x[row]} ${y[row]}`)).size
    }
  }
  return found
}

/** How many kinds of cells of a column are to be seen, at most. */
function itemsIn(column: ColumnSchema): number {
  if (isNumberKind(column.kind)) return 5
  return column.kind === 'text' ? 3 : levelsOf(column).length + Number(column.nullable)
}

/** What of each cell is to be seen, as codes. */
function itemsOf(column: Column): Int32Array {
  if (isNumberColumn(column)) return numberItems(column.values)
  return column.kind === 'text' ? textItems(column) : column.values.map((code) => (code < 0 ? column.levels.length : code))
}

/** A gap, the longest text, any other. */
function textItems({ values, levels }: CodeColumn): Int32Array {
  const lengths = levels.map((level) => [...level].length)
  const longest = values.reduce((most, code) => Math.max(most, lengths[code] ?? -1), -1)
  return values.map((code) => (code < 0 ? 0 : lengths[code] === longest ? 1 : 2))
}

/** A gap, the least number, the greatest, zero, one between. */
function numberItems(values: Float64Array): Int32Array {
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < least) least = value
    if (value > greatest) greatest = value
  }
  const codeOf = (value: number): number => {
    if (Number.isNaN(value)) return 0
    if (value === least) return 1
    if (value === greatest) return 2
    return value === 0 ? 3 : 4
  }
  return Int32Array.from(values, codeOf)
}
