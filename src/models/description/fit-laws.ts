import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'
import { fitLevelMargin } from '../../encode/level-margin.js'
import { SchemaError } from '../../errors.js'
import { createRng } from '../../random/rng.js'
import { pearson } from '../../stats/association/pearson.js'
import { type FamilyName, families, parameterProblem } from '../../stats/distributions/families.js'
import { type CodeColumn, isNumberKind } from '../../table/column.js'
import { isComputed, relationText } from '../../table/relations/relation.js'
import { type ColumnSchema, type DatetimeSchema, isModelled, levelsOf, type Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { columnDecimals } from '../relations/active.js'
import { describedModel } from './described-model.js'
import { dayAndHour, lawOf, type NumberLaw, Problem, shareBetween } from './law.js'

/** A schema with laws, and what of the rows it can't say, a sentence each. */
interface FittedLaws {
  readonly schema: Schema
  readonly notes: readonly string[]
}

/** Shares, rates and correlations are written with so many decimals; parameters with so many digits. */
const shareDecimals = 4
const parameterDigits = 5
/** Correlations weaker than so many standard errors, and than this, are not written. */
const leastErrors = 4
const leastCorrelation = 0.05
/** Of each law this share is spread evenly, so that single values far out don't decide between laws. */
const spread = 0.01

/**
 * The schema with what describes its columns best, so that rows can be drawn by it alone: of each column of numbers the law under which
 * a random half of its values is most likely, with parameters of the other half (and then of all of them). It holds no row.
 */
export function withLaws(given: Schema, table: Table): FittedLaws {
  // What it stated before is said anew by the rows, but for what columns are computed from.
  const { given: _, correlations: __, ...schema } = given
  const notes: string[] = []
  const relations = (schema.relations ?? []).filter((relation) => isComputed(relation) || relation.kind === 'order')
  const computed = new Set([
    ...relations.filter(isComputed).map(({ column }) => column),
    ...schema.columns.filter(({ expression }) => expression !== undefined).map(({ name }) => name),
  ])
  for (const { from, to } of schema.dependencies) notes.push(`that ${to} follows from ${from} is not in the laws; state it in "given"`)
  for (const relation of relations) if (relation.kind === 'order') notes.push(`${relationText(relation)} is kept by drawing again`)
  const columns = schema.columns.map((column): ColumnSchema => {
    const bare = withoutFits(column)
    return computed.has(column.name) ? { ...bare, nullable: true } : described(bare, table)
  })
  const correlations = correlationsIn(columns, table, computed)
  const plain = { ...schema, columns, dependencies: [], relations }
  return { schema: withReachable(plain, correlations, notes), notes }
}

/** Correlations are weakened together so far that the laws allow of them, in steps of 5 %; none where nothing helps. */
function withReachable(schema: Schema, correlations: NonNullable<Schema['correlations']>, notes: string[]): Schema {
  if (correlations.length === 0) return schema
  for (let factor = 1; factor > 0.3; factor -= 0.05) {
    const weakened = {
      ...schema,
      correlations: correlations.map(({ between, value }) => ({ between, value: roundedShare(value * factor) })),
    }
    try {
      describedModel(weakened)
    } catch (error) {
      if (!(error instanceof SchemaError)) throw error
      continue
    }
    if (factor < 1) notes.push(`correlations are those of the rows times ${factor.toFixed(2)}, as the laws allow of no more together`)
    return weakened
  }
  notes.push('correlations are left out, as the laws allow of none like those of the rows')
  return schema
}

/** The column without what only a fit to rows makes use of. */
function withoutFits(column: ColumnSchema): ColumnSchema {
  const { ...bare } = column as ColumnSchema & { grids?: unknown; repeated?: unknown; scaleBy?: unknown; margins?: unknown; note?: unknown }
  for (const name of ['grids', 'repeated', 'scaleBy', 'margins', 'note'] as const) delete bare[name]
  return bare as ColumnSchema
}

function described(column: ColumnSchema, table: Table): ColumnSchema {
  const { name } = column
  if (column.role.endsWith('key')) return column
  const cells = table.column(name)
  const present = isNumberKind(column.kind)
    ? (cells.values as Float64Array).filter((value) => !Number.isNaN(value)).length
    : (cells.values as Int32Array).filter((code) => code >= 0).length
  if (present === 0) return valueless(column)
  const rate = roundedShare(1 - present / table.rows)
  const missing = rate > 0 ? { missingRate: rate } : {}
  if (column.kind === 'datetime') return { ...column, ...missing, ...timeWeights(column, cells.values as Float64Array) }
  if (isNumberKind(column.kind)) return { ...column, ...missing, ...numberLaw(column, cells.values as Float64Array) } as ColumnSchema
  if (column.kind === 'id') return { ...column, ...missing }
  return { ...column, ...missing, ...sharesOf(column, cells as CodeColumn) }
}

/** A column of which no value is known: it has none. */
function valueless(column: ColumnSchema): ColumnSchema {
  const none = { ...column, nullable: true, missingRate: 1 }
  if (column.kind === 'datetime') return { ...none, law: 'uniform(2000-01-01, 2000-12-31)' } as ColumnSchema
  return (isNumberKind(column.kind) ? { ...none, law: 'uniform(0, 1)', min: null, max: null } : none) as ColumnSchema
}

/** The law of a column of numbers; of one value alone, this as both bounds. */
function numberLaw(column: ColumnSchema, values: Float64Array): Partial<ColumnSchema> {
  const [low, high] = endsOf(values.filter((value) => !Number.isNaN(value)))
  return low === high && columnDecimals(column) !== null ? { min: low, max: high } : { law: bestLaw(column, values) }
}

/** The shares of the levels; of a text those that stay. */
function sharesOf(column: ColumnSchema, cells: CodeColumn): Pick<ColumnSchema, 'shares'> {
  const { counts, present } = fitLevelMargin(cells.values, cells.levels.length)
  const known = levelsOf(column)
  if (present === 0 || known.length === 0) return {}
  const shares = cells.levels.flatMap((level, code) => (known.includes(level) ? [[level, counts[code] / present] as const] : []))
  return {
    shares: isModelled(column) ? wholeShares(shares) : Object.fromEntries(shares.map(([level, share]) => [level, roundedShare(share)])),
  }
}

/** Rounded shares that add up to 1: the largest takes what rounding leaves. */
function wholeShares(shares: readonly (readonly [string, number])[]): Record<string, number> {
  const rounded = shares.map(([level, share]) => [level, roundedShare(share)] as [string, number])
  const largest = rounded.reduce((a, b) => (b[1] > a[1] ? b : a))
  largest[1] = roundedShare(largest[1] + 1 - rounded.reduce((sum, [, share]) => sum + share, 0))
  return Object.fromEntries(rounded)
}

function roundedShare(share: number): number {
  return Number(share.toFixed(shareDecimals))
}

/** Weights of days of the week, and of hours where there are times of day. */
function timeWeights(column: DatetimeSchema, times: Float64Array): Pick<DatetimeSchema, 'weekdays' | 'hours'> {
  const weekdays = new Array<number>(7).fill(0)
  const hours = new Array<number>(24).fill(0)
  let rows = 0
  for (const time of times) {
    if (Number.isNaN(time)) continue
    const { weekday, hour } = dayAndHour(time, column.unit)
    weekdays[weekday] += 1
    hours[hour] += 1
    rows++
  }
  if (rows === 0) return {}
  const weights = { weekdays: weekdays.map((count) => roundedShare(count / rows)) }
  return column.unit === 'day' ? weights : { ...weights, hours: hours.map((count) => roundedShare(count / rows)) }
}

/** The law of a column of numbers under which values that its parameters haven't seen are most likely. */
export function bestLaw(column: ColumnSchema, values: Float64Array): string {
  const present = values.filter((value) => !Number.isNaN(value))
  const rng = createRng(1, 0)
  const learned: number[] = []
  const unseen: number[] = []
  for (const value of present) (rng.uniform() < 0.5 ? learned : unseen).push(value)
  const isWhole = columnDecimals(column) === 0
  let best = { name: 'uniform' as FamilyName, score: Number.NEGATIVE_INFINITY }
  for (const family of Object.keys(families) as FamilyName[]) {
    if (families[family].discrete && !isWhole) continue
    const law = estimated(family, learned, column)
    if (!law) continue
    const score = heldOut(law.law, unseen, column, present)
    if (score > best.score) best = { name: family, score }
  }
  return (estimated(best.name, [...present], column) ?? (estimated('uniform', [...present], column) as { text: string })).text
}

/** Mean log of the share of unseen values' surroundings: what rounds to them, or a small part of the spread. */
function heldOut(law: NumberLaw, unseen: readonly number[], column: ColumnSchema, all: Float64Array): number {
  const [low, high] = endsOf(all)
  const decimals = columnDecimals(column)
  const half = decimals === null ? Math.max((high - low) * 1e-4, 1e-12) : 0.5 / Number(`1e${decimals}`)
  const even = (spread * 2 * half) / (high - low + 2 * half)
  let sum = 0
  for (const value of unseen) sum += ln((1 - spread) * Math.max(0, shareBetween(law, value - half, value + half)) + even)
  return sum / Math.max(1, unseen.length)
}

function endsOf(values: Iterable<number>): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of values) {
    if (value < low) low = value
    if (value > high) high = value
  }
  return [low, high]
}

/** The law of a family with parameters from these values, as text and as a law; null where the family has none for them. */
function estimated(family: FamilyName, values: readonly number[], column: ColumnSchema): { text: string; law: NumberLaw } | null {
  const found = parametersOf(family, values)
  if (!found) return null
  const parameters = found.map((value) => (family === 'uniform' ? value : Number(value.toPrecision(parameterDigits))))
  if (!parameters.every(Number.isFinite) || parameterProblem(family, parameters) !== null) return null
  const text = `${family}(${parameters.join(', ')})`
  try {
    return { text, law: lawOf(text, column) as NumberLaw }
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}

/** Parameters by maximum likelihood where that has a closed form, otherwise by moments. */
function parametersOf(family: FamilyName, values: readonly number[]): number[] | null {
  const [low, high] = endsOf(values)
  const { mean, variance } = momentsOf(values)
  switch (family) {
    case 'normal':
      return [mean, Math.sqrt(variance)]
    case 'lognormal': {
      if (!(low > 0)) return null
      const logs = momentsOf(values.map(ln))
      return [logs.mean, Math.sqrt(logs.variance)]
    }
    case 'uniform':
      // A column of one value, too.
      return low < high ? [low, high] : [low - Math.max(1, Math.abs(low)) * 1e-9, low + Math.max(1, Math.abs(low)) * 1e-9]
    case 'exponential':
      return low >= 0 ? [mean] : null
    case 'gamma':
      return low >= 0 ? [mean ** 2 / variance, variance / mean] : null
    case 'beta': {
      if (low < 0 || high > 1) return null
      const sum = (mean * (1 - mean)) / variance - 1
      return [mean * sum, (1 - mean) * sum]
    }
    case 'poisson':
      return low >= 0 ? [mean] : null
    case 'binomial': {
      if (low < 0 || !(variance < mean)) return null
      const trials = Math.max(high, Math.round(mean ** 2 / (mean - variance)))
      return [trials, mean / trials]
    }
    case 'zipf':
      return low >= 1 && high > 1 ? [zipfExponent(values, high), high] : null
  }
}

function momentsOf(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1) }
}

/** The exponent at which the mean logarithm is that of the values, by bisection. */
function zipfExponent(values: readonly number[], most: number): number {
  if (most > mostZipf) return Number.NaN
  const wanted = momentsOf(values.map(ln)).mean
  const logs = Float64Array.from({ length: most }, (_, i) => ln(i + 1))
  let [low, high] = [0.01, 10]
  for (let step = 0; step < 40; step++) {
    const exponent = (low + high) / 2
    let [sum, weighted] = [0, 0]
    for (const log of logs) {
      const weight = exp(-exponent * log)
      sum += weight
      weighted += weight * log
    }
    if (weighted / sum > wanted) low = exponent
    else high = exponent
  }
  return (low + high) / 2
}

const mostZipf = 10_000

/** Correlations of numbers that are no chance. */
function correlationsIn(
  columns: readonly ColumnSchema[],
  table: Table,
  computed: ReadonlySet<string>,
): NonNullable<Schema['correlations']> {
  const numbers = columns.filter(({ name, kind, role }) => isNumberKind(kind) && !role.endsWith('key') && !computed.has(name))
  const least = Math.max(leastCorrelation, leastErrors / Math.sqrt(Math.max(1, table.rows)))
  return numbers.flatMap(({ name }, i) =>
    numbers.slice(i + 1).flatMap((other) => {
      const value = roundedShare(pearson(table.column(name).values as Float64Array, table.column(other.name).values as Float64Array))
      return Math.abs(value) >= least ? [{ between: [name, other.name] as [string, string], value }] : []
    }),
  )
}
