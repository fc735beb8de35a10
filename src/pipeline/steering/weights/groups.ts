import { call, type Expression, formatColumn } from '../../../constraints/language/expression.js'
import { nearest } from '../../../constraints/language/hints.js'
import { parseExpression } from '../../../constraints/language/parse.js'
import { ConstraintError } from '../../../errors.js'
import { isNumberKind } from '../../../table/column.js'
import { type ColumnSchema, levelsOf, type Schema } from '../../../table/schema.js'

/** Rows that satisfy one condition and not another, and the share that they should have. */
export interface Group {
  readonly name: string
  readonly where?: Expression
  /** Rows for which it is true are in other groups. */
  readonly unless?: Expression
  readonly share: number
}

/** Groups of which every row is in exactly one. */
export interface Key {
  readonly name: string
  readonly groups: readonly Group[]
}

/** Of a column, the shares of its levels or ranges; of a condition, the share of the rows that satisfy it. */
export type Shares = Readonly<Record<string, number | Readonly<Record<string, number>>>>

/** Shares whose sum differs from 1 by less add up to 1. */
const rounding = 1e-6

/** The groups that shares speak of, each key with one for the rest where something is left. Throws a ConstraintError for what can't be. */
export async function shareGroups(shares: Shares, schema: Schema): Promise<Key[]> {
  const keys: Key[] = []
  for (const [name, wanted] of Object.entries(shares)) {
    keys.push(typeof wanted === 'number' ? await ofCondition(name, wanted, schema) : await ofColumn(name, wanted, schema))
  }
  return keys
}

/** Equal shares for all levels of a column. */
export function balanced(name: string, schema: Schema): Readonly<Record<string, number>> {
  const column = columnNamed(name, schema, 'balance')
  const levels = levelsOf(column)
  if (levels.length < 2) {
    throw new ConstraintError(
      'balance',
      `${name} is ${column.kind} and has no levels to balance; give shares of ranges, as in --share '${name}: {"<30": 0.5}'`,
    )
  }
  return Object.fromEntries(levels.map((level) => [level, 1 / levels.length]))
}

async function ofCondition(text: string, share: number, schema: Schema): Promise<Key> {
  checkSum(text, [share])
  const where = await parseExpression(text, schema)
  return {
    name: text,
    groups: [
      { name: text, where, share },
      { name: `not ${text}`, unless: where, share: 1 - share },
    ],
  }
}

async function ofColumn(name: string, wanted: Readonly<Record<string, number>>, schema: Schema): Promise<Key> {
  const column = columnNamed(name, schema, 'share')
  const entries = Object.entries(wanted)
  if (entries.length === 0) throw new ConstraintError('share', `${name} is given no shares; write ${name}: {"...": 0.5}`)
  const sum = checkSum(
    name,
    entries.map(([, share]) => share),
  )
  const groups: Group[] = []
  for (const [key, share] of entries) {
    groups.push({ name: `${name} ${key}`, where: await conditionOf(column, key, schema), share: sum > 1 ? share / sum : share })
  }
  const rest = restOf(column, Object.keys(wanted), groups)
  const left = 1 - sum
  if (left > rounding && !rest) {
    throw new ConstraintError('share', `those of ${name} add up to ${tidy(sum)}, and no other level is left; make them 1`)
  }
  return { name, groups: rest && left > 0 ? [...groups, { ...rest, share: left }] : groups }
}

/** The sum of the shares; throws where it is above 1, or one isn't from 0 to 1. */
function checkSum(name: string, shares: readonly number[]): number {
  const wrong = shares.find((share) => !(share >= 0 && share <= 1))
  if (wrong !== undefined) throw new ConstraintError('share', `of ${name} must be numbers from 0 to 1 (got ${wrong})`)
  const sum = shares.reduce((a, b) => a + b, 0)
  if (sum > 1 + rounding) throw new ConstraintError('share', `those of ${name} add up to ${tidy(sum)}; make them 1 at most`)
  return sum
}

function tidy(value: number): string {
  return String(Number(value.toPrecision(6)))
}

/** The rows of a column that none of the groups has; null where there are none. */
function restOf(column: ColumnSchema, named: readonly string[], groups: readonly Group[]): Omit<Group, 'share'> | null {
  const name = `other ${column.name}`
  const own: Expression = { type: 'column', name: column.name }
  if (isNumberKind(column.kind)) {
    const conditions = groups.map(({ where }) => where as Expression)
    return { name, unless: conditions.length === 1 ? conditions[0] : call('or', ...conditions) }
  }
  const others = levelsOf(column).filter((level) => !named.includes(level))
  const gaps = column.nullable && !isGap(named, column)
  if (others.length === 0) return gaps ? { name, where: call('missing', own) } : null
  const values = others.map((value): Expression => call('==', own, { type: 'value', value }))
  const parts = gaps ? [...values, call('missing', own)] : values
  return { name, where: parts.length === 1 ? parts[0] : call('or', ...parts) }
}

function isGap(named: readonly string[], column: ColumnSchema): boolean {
  return named.some((key) => isGapKey(key, column))
}

/** `null` and `missing` stand for missing cells, unless a level is called so. */
function isGapKey(key: string, column: ColumnSchema): boolean {
  return (key === 'missing' || key === 'null') && !levelsOf(column).includes(key)
}

/** What a level, a value or a range of a column says of a row: `F`; `40`, `< 30`, `30..39` with both ends, `missing`. */
export async function conditionOf(column: ColumnSchema, key: string, schema: Schema): Promise<Expression> {
  const own = formatColumn(column.name)
  if (isGapKey(key, column)) return parseExpression(`missing(${own})`, schema)
  if (!isNumberKind(column.kind)) {
    if (!levelsOf(column).includes(key)) throw unknownLevel(column, key)
    return call('==', { type: 'column', name: column.name }, { type: 'value', value: key })
  }
  const range = /^\s*(.+?)\s*\.\.\s*(.+?)\s*$/.exec(key)
  if (range) return parseExpression(`${value(range[1], column)} <= ${own} <= ${value(range[2], column)}`, schema)
  const bound = /^\s*(<=|>=|<|>|)\s*(.+?)\s*$/.exec(key)
  return parseExpression(`${own} ${bound?.[1] || '=='} ${value(bound?.[2], column)}`, schema)
}

function value(text: string | undefined, column: ColumnSchema): string {
  if (column.kind === 'datetime') return JSON.stringify(text)
  if (text !== undefined && text.trim() !== '' && Number.isFinite(Number(text))) return text
  throw new ConstraintError(
    'share',
    `${column.name} holds numbers, and ${JSON.stringify(text)} is none; write a range such as "<30", "30..39", ">=40", or "missing"`,
  )
}

function unknownLevel(column: ColumnSchema, key: string): ConstraintError {
  const levels = levelsOf(column)
  if (levels.length === 0)
    return new ConstraintError('share', `${column.name} is made anew for every row, so that no value of it can be wanted; leave it out`)
  const like = nearest(key, levels)
  const some = levels.slice(0, 10).map((level) => JSON.stringify(level))
  const remedy =
    like.length > 0
      ? `did you mean ${like.map((level) => JSON.stringify(level)).join(' or ')}?`
      : `its levels are ${some.join(', ')}${levels.length > 10 ? ` and ${levels.length - 10} more` : ''}`
  return new ConstraintError('share', `${column.name} has no level ${JSON.stringify(key)}; ${remedy}`)
}

/** The column of that name; throws a ConstraintError that names similar ones. */
export function columnNamed(name: string, schema: Schema, where: string): ColumnSchema {
  const column = schema.columns.find((column) => column.name === name)
  if (column) return column
  const names = schema.columns.map(({ name }) => name)
  const like = nearest(name, names)
  throw new ConstraintError(
    where,
    `there is no column ${name}; ${like.length > 0 ? `did you mean ${like.join(' or ')}?` : `the columns are ${names.slice(0, 20).join(', ')}`}`,
  )
}
