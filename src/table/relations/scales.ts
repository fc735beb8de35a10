import type { ColumnSchema, Schema } from '../schema.js'
import type { TypedColumns } from '../typing/typed-columns.js'

/**
 * When a column of numbers has a scale of its own per group, as in tables of indicators and values: the ranges of two groups are that many times as
 * wide, and a group covers at most that share of the column, by rank, on average. Groups of few rows say nothing.
 */
const widths = 20
const mostCovered = 0.6
const fewestRows = 20
const mostGroups = 500
/** Most columns of groups that are looked at: with the columns of numbers they make pairs. */
const mostGroupings = 300
/**
 * Groups that cover so much of a column by the rows looked at first cover more than `mostCovered` of it: over all rows a range is at least as wide, and
 * 1024 of them tell shares to .12 but in one of 10^6 columns.
 * @see Massart 1990, The tight constant in the Dvoretzky-Kiefer-Wolfowitz inequality
 */
const surelyCovered = mostCovered + 0.12

type LevelsSchema = Extract<ColumnSchema, { kind: 'categorical' | 'ordinal' | 'boolean' }>

/** The column of groups by which each column of numbers has its scale. */
export function findScales(table: TypedColumns, schema: Schema): Map<string, string> {
  const followers = new Set(schema.dependencies.map(({ to }) => to))
  const ofGroups = schema.columns.filter((column) => mayGroup(column, followers))
  const groupings = ofGroups.slice(0, mostGroupings).map(({ name, levels }) => {
    return { name, levels: levels.length, looked: table.some(name).values as Int32Array }
  })
  const forms = new Map(ofGroups.filter(hasOwnDigits).map(({ name, beside }) => [beside, name]))
  const found = new Map<string, string>()
  if (groupings.length === 0) return found
  for (const own of schema.columns) {
    // What follows from another column has no scale to find.
    if ((own.kind !== 'numeric' && own.kind !== 'integer') || own.role !== 'feature' || followers.has(own.name)) continue
    const width = (own.max ?? Number.POSITIVE_INFINITY) - (own.min ?? Number.NEGATIVE_INFINITY)
    const form = forms.get(own.name)
    if (form !== undefined) {
      found.set(own.name, form)
      continue
    }
    const values = table.column(own.name).values as Float64Array
    const share = coverage(() => values)
    const looked = table.some(own.name).values as Float64Array
    const shareLooked = coverage(() => looked)
    const candidates = groupings.flatMap((groups) => {
      const seen = rangesIn(looked, groups.looked, groups.levels)
      if (areAlike(seen, width) || coveredBy(seen, 1, shareLooked) > surelyCovered) return []
      const ranges = rangesIn(values, table.column(groups.name).values as Int32Array, groups.levels)
      // The rows looked at tell whether all are worth to be put in order.
      const isLikely = differ(ranges) && coveredBy(ranges, fewestRows, shareLooked) <= surelyCovered
      const covered = isLikely ? coveredBy(ranges, fewestRows, share) : 1
      return covered > mostCovered ? [] : [{ name: groups.name, covered, levels: groups.levels }]
    })
    const [best] = candidates.sort((a, b) => a.covered - b.covered || a.levels - b.levels)
    if (best) found.set(own.name, best.name)
  }
  return found
}

/** Whether a column says in which of several forms, of unlike digits, the numbers of another are written: `2.4 B` and `21 KB`. */
function hasOwnDigits(column: LevelsSchema): column is LevelsSchema & { beside: string } {
  if (column.kind !== 'categorical' || column.beside === undefined || !column.digits) return false
  return new Set(column.digits.filter((count) => count !== null)).size > 1
}

/** Whether the values of a column may be groups with scales of their own. */
function mayGroup(column: ColumnSchema, followers: ReadonlySet<string>): column is LevelsSchema {
  if (column.kind !== 'categorical' && column.kind !== 'ordinal' && column.kind !== 'boolean') return false
  const { name, levels, role } = column
  return !followers.has(name) && !role.endsWith('key') && levels.length > 1 && levels.length <= mostGroups
}

/** Ranges of a column by group, and in how many rows each has a value. */
interface Ranges {
  readonly least: Float64Array
  readonly greatest: Float64Array
  readonly counts: Float64Array
}

function rangesIn(values: Float64Array, codes: Int32Array, groups: number): Ranges {
  const least = new Float64Array(groups).fill(Number.POSITIVE_INFINITY)
  const greatest = new Float64Array(groups).fill(Number.NEGATIVE_INFINITY)
  const counts = new Float64Array(groups)
  for (let row = 0; row < values.length; row++) {
    const code = codes[row] as number
    const value = values[row] as number
    if (code < 0 || Number.isNaN(value)) continue
    counts[code] = (counts[code] as number) + 1
    if (value < (least[code] as number)) least[code] = value
    if (value > (greatest[code] as number)) greatest[code] = value
  }
  return { least, greatest, counts }
}

/** Whether some rows of every group say already that no range, of a column as wide as this, is so many times as wide as another. */
function areAlike({ least, greatest }: Ranges, width: number): boolean {
  for (let code = 0; code < least.length; code++) {
    const range = (greatest[code] as number) - (least[code] as number)
    if (!(range > 0 && width < widths * range)) return false
  }
  return true
}

/** Whether the range of one group is so many times as wide as that of another. */
function differ({ least, greatest, counts }: Ranges): boolean {
  let narrowest = Number.POSITIVE_INFINITY
  let widest = 0
  for (let code = 0; code < counts.length; code++) {
    const range = (greatest[code] as number) - (least[code] as number)
    if ((counts[code] as number) < fewestRows || range <= 0) continue
    if (range < narrowest) narrowest = range
    if (range > widest) widest = range
  }
  return widest >= widths * narrowest
}

/** The share of values from one up to another; they are put in order when it is asked for. */
function coverage(valuesOf: () => Float64Array): (from: number, to: number) => number {
  let ascending: Float64Array | undefined
  return (from, to) => {
    if (ascending === undefined) {
      const values = valuesOf()
      ascending = (values.includes(Number.NaN) ? values.filter((value) => !Number.isNaN(value)) : values.slice()).sort()
    }
    return (countBelow(ascending, to, true) - countBelow(ascending, from, false)) / ascending.length
  }
}

function countBelow(ascending: Float64Array, bound: number, included: boolean): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    const value = ascending[middle] as number
    if (included ? value <= bound : value < bound) low = middle + 1
    else high = middle
  }
  return low
}

/** The mean share of the column that groups of so many rows cover. */
function coveredBy({ least, greatest, counts }: Ranges, fewest: number, share: (from: number, to: number) => number): number {
  let covered = 0
  let rows = 0
  for (let code = 0; code < counts.length; code++) {
    const count = counts[code] as number
    if (count < fewest) continue
    covered += count * share(least[code] as number, greatest[code] as number)
    rows += count
  }
  return covered / rows
}
