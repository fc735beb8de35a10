import { tokensOf } from '../../../constraints/language/tokens.js'
import { parseEach, parseRules, type Rule, type RuleLine } from '../../../constraints/rules/rule.js'
import { ConstraintError } from '../../../errors.js'
import type { DatabaseSchema } from '../../../relations/schema.js'
import { type Way, waysFrom, wayText } from '../../../relations/ways.js'
import { type Column, isNumberColumn } from '../../../table/column.js'
import { type ColumnSchema, newColumn, type Schema } from '../../../table/schema.js'

/** A rule about the rows of a table and the rows that these refer to: `orders.shipped >= customers.since`. */
export interface DatabaseRule {
  /** The table whose rows satisfy it or break it. */
  readonly table: string
  readonly rule: Rule
  /** The columns of its rows and of those that they see, by the names that the rule gives them. */
  readonly schema: Schema
  /** The columns that it names. */
  readonly uses: readonly RelatedColumn[]
}

export interface RelatedColumn {
  /** `customers.since`. */
  readonly name: string
  readonly way: Way
  readonly column: string
}

/** The columns that rows of a table see: their own and those of the rows they refer to, as `table.column`. */
export function relatedColumns(schema: DatabaseSchema, table: string): RelatedColumn[] {
  return waysFrom(schema, table).ways.flatMap((way) =>
    (schema.tables[way.table]?.columns ?? []).map(({ name }) => ({ name: `${way.prefix}.${name}`, way, column: name })),
  )
}

/** The schema of these columns side by side. */
export function joinedSchema(schema: DatabaseSchema, table: string, seen: readonly RelatedColumn[]): Schema {
  const { dependencies: _, relations: __, links: ___, rules: ____, ...rest } = schema.tables[table]
  const columns = seen.map(({ name, way, column }): ColumnSchema => {
    const own = schema.tables[way.table]?.columns.find((other) => other.name === column) as ColumnSchema
    return newColumn({ ...own, name, role: 'feature', nullable: way.path.length > 0 || own.nullable })
  })
  return { ...rest, columns, dependencies: [] }
}

/** The rules, each with the table that it is about. Throws one ConstraintError for all that is wrong with them. */
export function parseDatabaseRules(lines: readonly RuleLine[], schema: DatabaseSchema): DatabaseRule[] {
  return parseEach(lines, (line) => parseOne(line, schema))
}

function parseOne(line: RuleLine, schema: DatabaseSchema): DatabaseRule {
  const table = subjectOf(line, schema)
  const seen = relatedColumns(schema, table)
  const wide = joinedSchema(schema, table, seen)
  const [rule] = parseRules([line], wide) as [Rule]
  return { table, rule, schema: wide, uses: seen.filter(({ name }) => rule.columns.includes(name)) }
}

/** What stands before a dot, and where it begins. */
interface Mention {
  readonly name: string
  readonly start: number
}

/** The table from whose rows all others that a rule names can be seen. */
function subjectOf({ text, path }: RuleLine, schema: DatabaseSchema): string {
  const tables = Object.keys(schema.tables)
  const prefixes = new Set([...tables, ...schema.relations.flatMap(({ columns }) => columns)])
  const mentions = mentionsIn(text, prefixes)
  const [first] = mentions
  if (!first)
    throw new ConstraintError(
      path,
      `names no column of a table (got ${text}); write columns with their table: orders.shipped >= customers.since`,
    )
  const unknown = mentions.find(({ name }) => !prefixes.has(name))
  if (unknown)
    throw new ConstraintError(path, `at character ${unknown.start + 1}: there is no table ${unknown.name}; there are ${tables.join(', ')}`)
  const sees = (table: string, { name }: Mention): boolean => waysFrom(schema, table).ways.some(({ prefix }) => prefix === name)
  const able = tables.filter((table) => mentions.every((mention) => sees(table, mention)))
  const named = able.filter((table) => mentions.some(({ name }) => name === table))
  if (named.length > 0) return named[0]
  if (able.length === 1) return able[0]
  if (able.length > 1)
    throw new ConstraintError(
      path,
      `may be about ${able.join(' or ')} (got ${text}); name a column of the one that is meant, with its table`,
    )
  const unclearIn = (table: string, { name }: Mention): boolean => waysFrom(schema, table).unclear.has(name)
  const seenBy = (table: string): number =>
    mentions.reduce((sum, mention) => sum + (sees(table, mention) ? 2 : unclearIn(table, mention) ? 1 : 0), 0)
  const best = tables.filter((table) => mentions.some(({ name }) => name === table)).sort((a, b) => seenBy(b) - seenBy(a))[0] ?? tables[0]
  const lost = mentions.find((mention) => !sees(best, mention)) as Mention
  const ways = waysFrom(schema, best).unclear.get(lost.name)
  const why = ways
    ? `rows of ${best} come to ${lost.name} by several ways (${ways.map((way) => wayText(schema, way)).join('; ')}); write the column that refers to it in place of the table`
    : `rows of ${best} refer to no row of ${lost.name}; a rule is about rows and those that they refer to`
  throw new ConstraintError(path, `at character ${lost.start + 1}: ${why}`)
}

/** What stands before the last dot that it can stand before: `orders` of `orders.shipped` and of `col("orders.ship date")`. */
function mentionsIn(text: string, prefixes: ReadonlySet<string>): Mention[] {
  const tokens = tokensOf(text)
  return tokens.flatMap(({ type, text: word, start }, i): Mention[] => {
    const before = tokens[i - 1]
    if (type === 'name' && tokens[i + 1]?.text === '.' && before?.text !== '.') return [{ name: word, start }]
    if (type !== 'text' || before?.text !== '(' || tokens[i - 2]?.text !== 'col' || !word.includes('.')) return []
    const known = [...prefixes].filter((prefix) => word.startsWith(`${prefix}.`)).sort((a, b) => b.length - a.length)[0]
    return [{ name: known ?? word.slice(0, word.indexOf('.')), start }]
  })
}

/** The cells of the rows in these places, missing where there is none (below 0), under another name. */
export function gatheredCells(column: Column, places: Int32Array, name: string): Column {
  if (isNumberColumn(column))
    return { ...column, name, values: Float64Array.from(places, (row) => (row < 0 ? Number.NaN : column.values[row])) }
  return { ...column, name, values: places.map((row) => (row < 0 ? -1 : column.values[row])) }
}
