import type { Rng } from '../../random/rng.js'
import { lowerBound } from '../../stats/order/sorted.js'
import { type Column, isNumberColumn } from '../../table/column.js'
import type { ColumnSchema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import type { Baseline } from '../evaluation.js'
import type { Metric, MetricInput } from '../metric.js'
import { drawPositions, ShuffledTable } from '../tables/align.js'
import type { CommonScale } from '../tables/common-scale.js'
import type { Sizes } from './score-job.js'
import { dealUnits } from './units.js'

/** One draw of the baselines, at any number of rows; each is scored by the code that scores synthetic rows. */
export interface BaselineDraw {
  half(rows: number, three: boolean): MetricInput
  permuted(rows: number, three: boolean): MetricInput
  uniform(rows: number, three: boolean): MetricInput
  /** Lets the tables go that were handed in as synthetic so; they are made again where they are asked for. */
  forget(candidate: string): void
}

/** All real rows, and for each its unit, where some belong together. */
export interface RealRows {
  readonly pool: Table
  readonly units: Int32Array | null
}

/**
 * One draw of the baselines out of all real rows, which are more than `2 * sizes.pair` and, for comparisons of three tables,
 * `3 * sizes.triple`. No row is in two tables of a comparison, and none of one unit.
 * - half, the ceiling: real rows against other real rows. Nothing that is drawn from the true distribution scores better.
 * - permuted, a floor: as half, but each column of the rows handed in as synthetic is permuted by itself. What a model of perfect
 *   single columns scores that knows nothing of how they go together.
 * - uniform, a floor for single columns: levels and ranges drawn evenly; columns that may have missing values have them half the time.
 * Metrics of what is possible, which evenly drawn rows satisfy best of all, have the worst possible score for a floor instead.
 */
export function drawBaselines(
  { pool, units }: RealRows,
  columns: readonly ColumnSchema[],
  sizes: Sizes,
  coding: CommonScale,
  rng: Rng,
): BaselineDraw {
  if (units) return drawnUnits({ pool, units }, columns, sizes, coding, rng)
  const positions = drawPositions(pool.rows, pool.rows, rng.split(0))
  const drawn = (from: number, to: number) => new ShuffledTable(pool, positions.subarray(from, to), coding)
  const compared = drawn(0, sizes.pair)
  // From the other end, so that the rows between the first and the last few are left for a third table.
  const other = new ShuffledTable(pool, positions.slice(pool.rows - sizes.pair).reverse(), coding)
  const third = drawn(sizes.triple, 2 * sizes.triple)
  return fromSides({ pool, columns, coding, rng }, { two: [compared, other], three: [compared, other, third] })
}

/** As `drawBaselines`, of whole units: none is on two sides of a comparison. */
function drawnUnits(
  { pool, units }: RealRows & { readonly units: Int32Array },
  columns: readonly ColumnSchema[],
  sizes: Sizes,
  coding: CommonScale,
  rng: Rng,
): BaselineDraw {
  const deal = (groups: number, rows: number) =>
    dealUnits(units, groups, rows, rng.split(groups + 1)).map((positions) => new ShuffledTable(pool, positions, coding))
  return fromSides({ pool, columns, coding, rng }, { two: deal(2, sizes.pair), three: deal(3, sizes.triple) })
}

/** The tables of a draw: real rows to compare with, others that are handed in as synthetic, and for comparisons of three a third part of them. */
function fromSides(
  { pool, columns, coding, rng }: { pool: Table; columns: readonly ColumnSchema[]; coding: CommonScale; rng: Rng },
  { two, three }: { two: readonly ShuffledTable[]; three: readonly ShuffledTable[] },
): BaselineDraw {
  const first = (sides: readonly ShuffledTable[], at: number, rows: number) => sides[at].first(rows)
  const against = (synthetic: Table, rows: number, isThree: boolean): MetricInput =>
    isThree ? { training: first(three, 2, rows), holdout: first(three, 0, rows), synthetic } : { training: first(two, 0, rows), synthetic }
  const permutedOf = (sides: readonly ShuffledTable[]) => once((rows) => permuteColumns(first(sides, 1, rows), coding, rng.split(1)))
  const permuted = permutedOf(two)
  const permutedOfThree = two[1] === three[1] ? permuted : permutedOf(three)
  const uniform = once((rows) => uniformRows(pool, columns, rows, coding, rng.split(2)))
  return {
    half: (rows, isThree) => against(first(isThree ? three : two, 1, rows), rows, isThree),
    permuted: (rows, isThree) => against((isThree ? permutedOfThree : permuted)(rows), rows, isThree),
    uniform: (rows, three) => against(uniform(rows), rows, three),
    forget(candidate) {
      if (candidate !== 'uniform') for (const sides of [two, three]) sides[1].forget()
      for (const made of candidate === 'permuted' ? [permuted, permutedOfThree] : candidate === 'uniform' ? [uniform] : []) made.forget()
    },
  }
}

/** The function, but each table is made once. */
function once(make: (rows: number) => Table): ((rows: number) => Table) & { forget(): void } {
  const made = new Map<number, Table>()
  const table = (rows: number): Table => {
    const known = made.get(rows) ?? make(rows)
    made.set(rows, known)
    return known
  }
  return Object.assign(table, { forget: () => made.clear() })
}

/** The table with every column permuted by itself: single columns stay exactly as they are, all dependence is gone. */
export function permuteColumns(table: Table, coding: CommonScale, rng: Rng): Table {
  return coding.take(table, (index) => drawPositions(table.rows, table.rows, rng.split(index)), table.rows)
}

/** Rows drawn evenly over the levels and ranges that occur in `real`; missing half the time where the schema or the rows know missing values. */
export function uniformRows(real: Table, columns: readonly ColumnSchema[], rows: number, coding: CommonScale, rng: Rng): Table {
  const drawn = real.columns.map((column, index) => {
    const draw = evenDraw(column, coding, rng.split(index))
    const missing = columns[index]?.nullable === true || (coding.counts(column).at(-1) as number) > 0
    const coin = rng.split(index, 0)
    const codes = new Int32Array(rows)
    for (let row = 0; row < rows; row++) codes[row] = missing && coin.uniform() < 0.5 ? -1 : draw()
    return coding.column(column, codes)
  })
  return new Table(drawn, rows)
}

/** Codes of levels that occur, all equally likely, or of numbers anywhere between the least and the greatest, as near as the scale has them. */
function evenDraw(column: Column, coding: CommonScale, rng: Rng): () => number {
  const counts = coding.counts(column)
  const occurring: number[] = []
  for (let code = 0; code < counts.length - 1; code++) if (counts[code] > 0) occurring.push(code)
  const first = occurring[0]
  const last = occurring.at(-1)
  if (first === undefined || last === undefined) return () => -1
  if (!isNumberColumn(column)) return () => occurring[rng.integer(occurring.length)]
  const scale = coding.scale(column.name)
  const low = scale[first]
  const high = scale[last]
  return () => {
    const share = rng.uniform()
    // Not low + share * (high - low): that width may be infinite.
    return lowerBound(scale, low * (1 - share) + high * share, first, last)
  }
}

/** The floor of a metric that has no rows to show for it: the end of its range. */
export function worstBaseline({ goal, range }: Pick<Metric, 'goal' | 'range'>): Baseline {
  return { name: 'worst', value: goal === 'maximize' ? range[0] : range[1], sd: 0, n: 0 }
}

/** Mean and spread of the scores of one baseline; no value where a draw has none. */
export function summarizeBaseline(name: Baseline['name'], values: readonly (number | null)[]): Baseline {
  const known = values.filter((value) => value !== null)
  const n = known.length
  if (n === 0 || n < values.length) return { name, value: null, sd: null, n: 0 }
  const mean = known.reduce((sum, value) => sum + value, 0) / n
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { name, value: mean, sd: n > 1 ? Math.sqrt(squares / (n - 1)) : null, n }
}
