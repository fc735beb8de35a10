import { joinProblems, SchemaError } from '../../errors.js'
import { isNumberKind } from '../../table/column.js'
import { ownValue } from '../../table/own.js'
import { type ColumnSchema, type FormSchema, type GivenTable, levelsOf, type Schema } from '../../table/schema.js'
import { formsToLearn, keptLevels } from '../made-anew/learned-levels.js'
import { isMadeAnew } from '../shell/layout.js'
import { circleIn } from './circle.js'
import { behind, contradicting, reachable, type Stated, semidefiniteFactor, transformOf } from './correlations.js'
import { type Law, lawOf, levelLaw, Problem, sumTolerance, weightedLevels } from './law.js'

/** A description as it is drawn from. Columns are those that a model sees, by their positions. */
export interface DescriptionState {
  readonly columns: readonly DescribedColumn[]
  /** Positions, so that columns stand after those that they are given. */
  readonly order: Int32Array
  /** The columns that correlate, and the lower triangle that makes their normal variables of independent ones, row by row. */
  readonly correlated: Int32Array
  readonly factor: Float64Array
}

interface DescribedColumn {
  /** One law; or one for each level of the column at position `given`. */
  readonly laws: readonly Law[]
  readonly given: number | null
  /** Share of rows without a value. */
  readonly missing: number
}

/** The state of what a schema states about `modelled`, the columns that a model sees. Throws a SchemaError that lists every problem. */
export function describedState(schema: Schema, modelled: Schema, where: string): DescriptionState {
  const names = modelled.columns.map(({ name }) => name)
  const problems: string[] = []
  const attempt = <T>(name: string, work: () => T): T | undefined => {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problems.push(`${name}: ${error.message}`)
      return undefined
    }
  }
  const columns = modelled.columns.map((column, i): DescribedColumn => {
    const own = schema.columns.find(({ name }) => name === column.name) as ColumnSchema
    const tables = (schema.given ?? []).filter((table) => table.column === column.name)
    const laws = attempt(column.name, () =>
      tables.length > 0 ? givenLaws(tables, own, modelled) : [lawOfColumn(own, modelled.columns[i], schema)],
    )
    return { laws: laws ?? [], given: tables[0] ? names.indexOf(tables[0].given) : null, missing: own.missingRate ?? 0 }
  })
  for (const { column } of schema.given ?? [])
    if (!names.includes(column)) problems.push(`given: ${column} is no column that is drawn; leave this table out`)
  const sources = new Map(columns.flatMap(({ given }, i) => (given === null ? [] : [[names[i], [names[given]]] as const])))
  const circle = circleIn(sources)
  if (circle) problems.push(`given: ${circle.join(', which is given ')}: a circle; leave one of these tables out`)
  if (problems.length > 0) throw new SchemaError(where, joinProblems(problems))
  const correlations = attempt('correlations', () => correlationsOf(schema, modelled, columns))
  if (!correlations) throw new SchemaError(where, joinProblems(problems))
  return { columns, order: orderOf(columns), ...correlations }
}

function lawOfColumn(own: ColumnSchema, modelled: ColumnSchema, schema: Schema): Law {
  if (isNumberKind(own.kind)) {
    if (own.shares) throw new Problem('has shares, which are for levels; state a "law"')
    return lawOf(own.law, own)
  }
  if (own.law !== undefined) throw new Problem(`has a law, which is for numbers and times; state its "shares"`)
  if (isMadeAnew(own)) return madeAnewLaw(own, schema)
  // A column without any value needs no levels.
  if (own.missingRate === 1 && levelsOf(modelled).length === 0) return weightedLevels([1])
  return levelLaw(own.shares, (modelled as { levels: string[] }).levels)
}

/** Values that stay have their shares; what is left goes to those made anew, by the rows of their forms. */
function madeAnewLaw(own: ColumnSchema, schema: Schema): Law {
  const kept = keptLevels(own, schema)
  const shares = own.shares ?? {}
  const unknown = Object.keys(shares).filter((level) => !kept.includes(level))
  if (unknown.length > 0)
    throw new Problem(`shares name ${unknown.join(', ')}, which "levels" doesn't; it has ${kept.join(', ') || 'none'}`)
  const sum = Object.values(shares).reduce((a, b) => a + b, 0)
  if (sum > 1 + sumTolerance) throw new Problem(`its shares add up to ${sum}; they may add up to 1`)
  const forms: readonly Pick<FormSchema, 'rows'>[] = formsToLearn(own, schema)
  const anew = forms.length > 1 ? forms : [{ rows: 1 }]
  const all = anew.reduce((total, { rows }) => total + rows, 0)
  return weightedLevels([
    ...kept.map((level) => ownValue(shares, level) ?? 0),
    ...anew.map(({ rows }) => (Math.max(0, 1 - sum) * rows) / all),
  ])
}

/** The law at each level of the column that a table is given. */
function givenLaws([table, ...others]: readonly GivenTable[], own: ColumnSchema, modelled: Schema): Law[] {
  const { given, shares, laws } = table
  if (others.length > 0) throw new Problem('is in several given tables; keep one')
  if (own.law !== undefined || own.shares)
    throw new Problem(`is given ${given}, which decides on its ${own.shares ? 'shares' : 'law'}; leave out one of the two`)
  const parent = modelled.columns.find(({ name }) => name === given)
  if (!parent || !('levels' in parent)) throw new Problem(`is given ${given}, which is no column of levels`)
  if (isMadeAnew(own)) throw new Problem('is made anew and can be given nothing')
  const [stated, other] = isNumberKind(own.kind) ? [laws, shares] : [shares, laws]
  if (!stated || other)
    throw new Problem(
      `is ${isNumberKind(own.kind) ? 'a number or time: state "laws"' : 'of levels: state "shares"'} for each level of ${given}`,
    )
  const unknown = Object.keys(stated).filter((level) => !parent.levels.includes(level))
  if (unknown.length > 0)
    throw new Problem(`its table names ${unknown.join(', ')}, which ${given} hasn't; it has ${parent.levels.join(', ')}`)
  return parent.levels.map((level): Law => {
    if (!Object.hasOwn(stated, level)) throw new Problem(`its table lacks the level ${level} of ${given}`)
    try {
      return 'levels' in own ? levelLaw(shares?.[level], own.levels) : lawOf(laws?.[level], own)
    } catch (error) {
      if (error instanceof Problem) throw new Problem(`given ${given} ${level}: ${error.message}`)
      throw error
    }
  })
}

function orderOf(columns: readonly DescribedColumn[]): Int32Array {
  const order: number[] = []
  const take = (i: number): void => {
    if (order.includes(i)) return
    const { given } = columns[i]
    if (given !== null) take(given)
    order.push(i)
  }
  for (let i = 0; i < columns.length; i++) take(i)
  return Int32Array.from(order)
}

/** The normal variables that give the columns the correlations that were stated. */
function correlationsOf(
  schema: Schema,
  modelled: Schema,
  columns: readonly DescribedColumn[],
): Pick<DescriptionState, 'correlated' | 'factor'> {
  const stated = (schema.correlations ?? []).map(({ between, value }): Stated => {
    const [a, b] = between.map((name) => correlatedColumn(name, modelled, columns)) as [number, number]
    if (a === b) throw new Problem(`${between[0]} is correlated with itself`)
    return { a, b, value }
  })
  const used = [...new Set(stated.flatMap(({ a, b }) => [a, b]))].sort((a, b) => a - b)
  const size = used.length
  const nameOf = (i: number): string => modelled.columns[used[i]]?.name
  const transforms = used.map((column) => transformOf(columns[column].laws[0]))
  const values = new Map<string, number>()
  const matrix = Float64Array.from({ length: size * size }, (_, at) => (at % (size + 1) === 0 ? 1 : 0))
  for (const { a, b, value } of stated) {
    const [i, j] = [used.indexOf(Math.min(a, b)), used.indexOf(Math.max(a, b))]
    const [first, second] = [transforms[i], transforms[j]]
    const before = values.get(`${i} ${j}`)
    if (before !== undefined && before !== value)
      throw new Problem(`${nameOf(i)} and ${nameOf(j)} are said to correlate by ${before} and by ${value}; keep one`)
    values.set(`${i} ${j}`, value)
    const [least, most] = reachable(first, second)
    if (value > most + reachTolerance || value < least - reachTolerance)
      throw new Problem(
        `${nameOf(i)} and ${nameOf(j)} can't correlate by ${value}: with their laws anything from ${least.toFixed(3)} to ${most.toFixed(3)} can be; change it or the laws`,
      )
    const latent = behind(value, first, second)
    matrix[i * size + j] = latent
    matrix[j * size + i] = latent
  }
  const factor = semidefiniteFactor(matrix, size)
  if (!factor) throw new Problem(contradictionInWords(contradicting(matrix, size), values, nameOf))
  return { correlated: Int32Array.from(used), factor }
}

/** What the ends of two laws are reckoned to. */
const reachTolerance = 1e-3

function correlatedColumn(name: string, modelled: Schema, columns: readonly DescribedColumn[]): number {
  const i = modelled.columns.findIndex((column) => column.name === name)
  const column = modelled.columns[i]
  if (!column) throw new Problem(`${name} is no column that is drawn from a law or shares`)
  if (columns[i]?.given !== null) throw new Problem(`${name} is in a given table, which decides on it; leave out one of the two`)
  if (column.kind === 'categorical' && column.levels.length > 2)
    throw new Problem(`${name} has ${column.levels.length} levels without an order; make it "ordinal", or state a given table`)
  if (!spreads(columns[i].laws[0])) throw new Problem(`${name} has one value only, which correlates with nothing`)
  return i
}

function spreads(law: Law): boolean {
  if (law.kind !== 'level') return law.kind === 'time' || law.low === null || law.low !== law.high
  return new Set([0, ...law.upTo]).size > 2
}

function contradictionInWords(chosen: readonly number[], values: ReadonlyMap<string, number>, nameOf: (i: number) => string): string {
  const pairs = chosen.flatMap((i, at) =>
    chosen.slice(at + 1).map((j) => `${nameOf(i)} and ${nameOf(j)} ${values.get(`${i} ${j}`) ?? '0 (as it is not stated)'}`),
  )
  return `these contradict each other, no rows have all of them: ${pairs.join('; ')}. Change one of them`
}
