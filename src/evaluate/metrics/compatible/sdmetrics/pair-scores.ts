import type { RankCodes } from '../../../../stats/association/coded.js'
import { countCells, jointDistance } from '../../../../stats/association/joint.js'
import { pearson } from '../../../../stats/association/pearson.js'
import { type Column, isNumberColumn, isNumberKind, type NumberColumn } from '../../../../table/column.js'
import type { ColumnSchema } from '../../../../table/schema.js'
import type { Table } from '../../../../table/table.js'
import type { MetricContext, MetricDetail, MetricInput } from '../../../metric.js'
import type { CommonScale } from '../../../tables/common-scale.js'

/** What differs between releases. */
export interface PairRules {
  /** How strongly two real columns must be tied for their pair to count; 0: every pair counts. */
  readonly correlation: number
  readonly association: number
  /** See `ownBins`. */
  readonly flatBins: boolean
}

/**
 * SDMetrics' score of each pair of columns. Two numbers: CorrelationSimilarity, 1 - |r real - r synthetic| / 2 with Pearson's r over the
 * rows that have both. Else ContingencySimilarity, 1 - total variation distance of the joint tables, missing being a level, and numbers
 * in bins of each table's own. Below the thresholds a pair has no score, and so no weight.
 */
export function pairDetails(input: MetricInput, context: MetricContext, rules: PairRules): MetricDetail[] {
  const { columns } = context
  const real = sidesOf(input.training, context, rules)
  const synthetic = sidesOf(input.synthetic, context, rules)
  const details: MetricDetail[] = []
  for (let i = 0; i < columns.length; i++) {
    for (let j = i + 1; j < columns.length; j++) {
      const pair = [real[i], real[j]] as [Side, Side]
      const made = [synthetic[i], synthetic[j]] as [Side, Side]
      const names = pair.map(({ column }) => column.name)
      const correlate = pair.every(({ column }) => isNumberColumn(column))
      const part = correlate ? 'CorrelationSimilarity' : 'ContingencySimilarity'
      const scored = correlate ? correlationScore(pair, made, rules.correlation) : contingencyScore(pair, made, rules.association)
      details.push({ columns: names, part, ...scored })
    }
  }
  return details
}

/** A column of one table: how many different values it has, and its codes for a contingency table, null where numbers can't be cut. */
interface Side {
  readonly column: Column
  readonly distinct: number
  readonly coded: RankCodes | null
}

type Scored = Pick<MetricDetail, 'value' | 'reason' | 'real' | 'synthetic'>

function sidesOf(table: Table, context: MetricContext, rules: PairRules): Side[] {
  return context.columns.map((schema) => {
    const column = table.column(schema.name)
    const counts = context.coding.counts(column)
    let distinct = 0
    for (let code = 0; code < counts.length - 1; code++) if (counts[code] > 0) distinct++
    return { column, distinct, coded: codedOf(column, schema, context, rules) }
  })
}

/** Codes among which "missing" is one more, the last. */
function codedOf(column: Column, schema: ColumnSchema, { coding }: MetricContext, { flatBins }: PairRules): RankCodes | null {
  if (isNumberKind(schema.kind)) return ownBins(column as NumberColumn, schema, coding, flatBins)
  const { codes, count } = coding.of(column)
  return { codes: codes.map((code) => (code < 0 ? count : code)), count: count + 1 }
}

function correlationScore(real: [Side, Side], synthetic: [Side, Side], threshold: number): Scored {
  if ([...real, ...synthetic].some(({ distinct }) => distinct === 1)) return { value: null, reason: 'A column never changes.' }
  const r = correlationOf(real)
  if (Math.abs(r) <= threshold) return { value: null, reason: `The real correlation is not above ${threshold}.`, real: r }
  const made = correlationOf(synthetic)
  if (Number.isNaN(r) || Number.isNaN(made)) return { value: null, reason: 'Too few rows have both values.' }
  return { value: 1 - Math.abs(r - made) / 2, real: r, synthetic: made }
}

function correlationOf([a, b]: [Side, Side]): number {
  return pearson(a.column.values as Float64Array, b.column.values as Float64Array)
}

function contingencyScore([a, b]: [Side, Side], [c, d]: [Side, Side], threshold: number): Scored {
  if (!a.coded || !b.coded || !c.coded || !d.coded) return { value: null, reason: 'Ten bins of its numbers have no width.' }
  const strength = threshold > 0 ? plainCramersV(a.coded, b.coded) : undefined
  if (strength === null) return { value: null, reason: 'A real column never changes.' }
  const real = strength === undefined ? {} : { real: strength }
  if (strength !== undefined && strength <= threshold) {
    return { value: null, reason: `The real association is not above ${threshold}.`, ...real }
  }
  return { value: 1 - jointDistance([a.coded, b.coded], [c.coded, d.coded]), ...real }
}

/** Cells up to which an array of all of them is quicker than counting those that occur. */
const fewCells = 4096

/**
 * Cramér's V of two columns without missing codes, as scipy's `association` has it: no correction for chance, so that many levels and
 * few rows look associated. Null where one of them has a single level.
 */
function plainCramersV(x: RankCodes, y: RankCodes): number | null {
  const { rows, columns, total, forEach } = x.count * y.count <= fewCells ? countFew(x, y) : countCells(x, y)
  const fewer = Math.min(occurring(rows), occurring(columns)) - 1
  if (fewer < 1) return null
  let squares = 0
  let expectedOfFull = 0
  forEach((row, column, count) => {
    const expected = (rows[row] * columns[column]) / total
    squares += (count - expected) ** 2 / expected
    expectedOfFull += expected
  })
  // An empty cell adds what was expected in it.
  const chiSquared = squares + Math.max(0, total - expectedOfFull)
  return Math.sqrt(chiSquared / total / fewer)
}

/** As `countCells`, for few cells and no missing codes: a row costs one addition, and margins are summed afterwards. */
function countFew(x: RankCodes, y: RankCodes): ReturnType<typeof countCells> {
  const counts = new Int32Array(x.count * y.count)
  const first = x.codes
  const second = y.codes
  const width = y.count
  for (let i = 0; i < first.length; i++) {
    const cell = first[i] * width + second[i]
    counts[cell] += 1
  }
  const rows = new Float64Array(x.count)
  const columns = new Float64Array(width)
  const forEach = (visit: (row: number, column: number, count: number) => void) => {
    for (let cell = 0; cell < counts.length; cell++) {
      const count = counts[cell]
      if (count > 0) visit(Math.floor(cell / width), cell % width, count)
    }
  }
  forEach((row, column, count) => {
    rows[row] += count
    columns[column] += count
  })
  return { rows, columns, total: first.length, forEach }
}

function occurring(counts: Float64Array): number {
  let used = 0
  for (let code = 0; code < counts.length; code++) if (counts[code] > 0) used++
  return used
}

const bins = 10

/** Nanoseconds in the units of time that a schema knows; pandas cuts times as nanoseconds, and edges round by the unit. */
const nanoseconds = { day: 8.64e13, s: 1e9, ms: 1e6, us: 1e3 } as const

/**
 * The column in ten bins of equal width between its own least and greatest value, as numpy's histogram_bin_edges and digitize have it:
 * the greatest value gets a bin of its own, the eleventh, and missing values share that one. Null where ten bins have no width: numpy 2.4
 * refuses these, 1.26 didn't (`flatBins`) but for ranges that overflow.
 *
 * Each table is cut by its own range: a synthetic column that is moved or stretched falls into the same bins as the real one, so
 * SDMetrics doesn't see it; one extreme value more or less moves all bins.
 */
function ownBins(column: NumberColumn, schema: ColumnSchema, coding: CommonScale, flatBins: boolean): RankCodes | null {
  const perUnit = schema.kind === 'datetime' ? nanoseconds[schema.unit] : 1
  const scale = coding.scale(column.name)
  const edges = edgesOf(coding.counts(column), scale, perUnit, flatBins)
  if (!edges) return null
  const binOf = new Int32Array(scale.length)
  for (let code = 0, bin = 0; code < scale.length; code++) {
    while (bin < edges.length && edges[bin] <= scale[code] * perUnit) bin++
    binOf[code] = bin
  }
  const { codes } = coding.of(column)
  const binned = new Int32Array(codes.length)
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]
    binned[row] = code < 0 ? bins + 1 : binOf[code]
  }
  return { codes: binned, count: bins + 2 }
}

function edgesOf(counts: Float64Array, scale: Float64Array, perUnit: number, flatBins: boolean): Float64Array | null {
  let [low, high] = boundsOf(counts, scale)
  low *= perUnit
  high *= perUnit
  if (low === high) {
    low -= 0.5
    high += 0.5
  }
  const step = (high - low) / bins
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => (i === bins ? high : i * step + low))
  for (let i = 0; i < bins; i++) {
    const width = edges[i + 1] - edges[i]
    if (!(flatBins ? width >= 0 : width > 0)) return null
  }
  return edges
}

/** The least and greatest value that occurs; 0 and 1 where none does. */
function boundsOf(counts: Float64Array, scale: Float64Array): [number, number] {
  let first = 0
  while (first < scale.length && counts[first] === 0) first++
  if (first === scale.length) return [0, 1]
  let last = scale.length - 1
  while (counts[last] === 0) last--
  return [scale[first], scale[last]]
}
