import { OptionError } from '../../../errors.js'
import { coverPairs } from '../../../learn/tilting/set-cover.js'
import { type CodeColumn, type Column, isNumberColumn } from '../../../table/column.js'
import type { Table } from '../../../table/table.js'
import { rowIdentities } from '../pool.js'

/** Most pairs of levels that are looked for; beyond, nobody reads the rows. */
const mostPairs = 2_000_000

/** What of a column is to be seen, as codes from 0 up to `size`. */
interface Items {
  readonly codes: Int32Array
  readonly size: number
}

/**
 * Rows of the pool, few of them, that show every pair that the pool has of: levels, a gap, zero, the least and the greatest number and one between, the
 * longest text and another one; and every one of these alone.
 */
export function coveringRows(pool: Table, columns: readonly string[]): { readonly rows: Int32Array; readonly pairs: number } {
  const items = columns.map((name) => itemsOf(pool.column(name)))
  const sizes = items.map(({ size }) => size)
  const pairs = sizes.reduce((sum, size, i) => sum + size * (1 + sizes.slice(i + 1).reduce((a, b) => a + b, 0)), 0)
  if (pairs > mostPairs) {
    const widest = [...columns.keys()]
      .sort((a, b) => sizes[b] - sizes[a])
      .slice(0, 3)
      .map((i) => `${columns[i]} (${sizes[i].toLocaleString('en')})`)
    throw new OptionError(
      '--cover',
      `has ${pairs.toLocaleString('en')} pairs to look for, ${mostPairs.toLocaleString('en')} at most; name fewer columns with --columns; the widest are ${widest.join(', ')}`,
    )
  }
  const codes = items.map(({ codes }) => codes)
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

function itemsOf(column: Column): Items {
  if (isNumberColumn(column)) return numberItems(column.values)
  return column.kind === 'text' ? textItems(column) : levelItems(column)
}

function levelItems(column: CodeColumn): Items {
  const gap = column.levels.length
  const codes = column.values.map((code) => (code < 0 ? gap : code))
  return { codes, size: codes.includes(gap) ? gap + 1 : gap }
}

/** A gap, the longest text, any other. */
function textItems({ values, levels }: CodeColumn): Items {
  const lengths = levels.map((level) => [...level].length)
  const longest = values.reduce((most, code) => Math.max(most, lengths[code] ?? -1), -1)
  return { codes: values.map((code) => (code < 0 ? 0 : lengths[code] === longest ? 1 : 2)), size: 3 }
}

/** A gap, the least number, the greatest, zero, one between. */
function numberItems(values: Float64Array): Items {
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
  return { codes: Int32Array.from(values, codeOf), size: 5 }
}
