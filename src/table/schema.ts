import * as z from 'zod/mini'
import { joinProblems, SchemaError } from '../errors.js'
import { isNumberKind } from './column.js'
import { wordChain } from './grammar/word-chain.js'
import { meanings } from './meaning/meanings.js'
import { moment } from './relations/moments.js'
import { relation, sourcesOf } from './relations/relation.js'
import { calendarPart } from './times/calendar-parts.js'

/**
 * What a column is for. A `key` is made anew for every row; a `sequence-key`, too, ties rows together, and `order` puts them in line. `time` says how
 * long a row was watched and `event` whether that ended by what it was watched for (not 0, or the last level): evaluations look at survival.
 */
const roles = ['feature', 'target', 'key', 'sequence-key', 'order', 'time', 'event'] as const

const common = {
  name: z.string(),
  role: z._default(z.enum(roles), 'feature'),
  /** False: a missing value is an error in the data and never written. */
  nullable: z._default(z.boolean(), true),
  /** Tokens that mean "missing" in this column; the first goes out for a missing value. Empty: missing is an empty cell, or null. */
  missing: z._default(z.array(z.string()), []),
  /** A column whose disclosure would hurt somebody; evaluations look at it more closely. */
  sensitive: z._default(z.boolean(), false),
  /** The type in a typed file, in Arrow's names (`int32`, `float`, `timestamp[us, UTC]`, `dictionary` ...), kept when such a file is written; `json`: values as such. */
  storage: z.optional(z.string()),
  /** Where the cells stand in a file that nests, as JSON and Parquet do: the names of fields from the outermost in. They are put together so again. */
  path: z.optional(z.array(z.string()).check(z.minLength(2))),
  /** What the values are in the world, such as `email` or `city`; see `meanings`. Columns made anew are made so. */
  meaning: z.optional(z.enum(meanings)),
  /** Why inference chose this kind. For readers only. */
  note: z.optional(z.string()),
  /** For rows from a description alone: the distribution of numbers or times, such as `normal(40, 12)`; see docs/from-a-description.md. */
  law: z.optional(z.string()),
  /** The same of levels: the share of each; one that isn't named has none. */
  shares: z.optional(z.record(z.string(), z.number().check(z.gte(0)))),
  /** The same: share of rows without a value. */
  missingRate: z.optional(z.number().check(z.gte(0), z.lte(1))),
  /** The same: what the column is computed from, such as `quantity * price`. */
  expression: z.optional(z.string()),
}

/** One way in which the values of a column are written (see `grammar/pattern.ts`), and the rows that are, which give its share. */
const form = z.strictObject({ pattern: z.string().check(z.minLength(1)), rows: z._default(z.number().check(z.gt(0)), 1) })
const forms = z.optional(z.array(form))
export type FormSchema = z.infer<typeof form>

/** How numbers are written: `$1,234.50` is prefix `$`, thousands `,`, point `.`, decimals 2. */
const numberFormat = {
  prefix: z._default(z.string(), ''),
  suffix: z._default(z.string(), ''),
  /** Separator of thousands; '' for none. */
  thousands: z._default(z.enum(['', ',', '.', ' ', "'", '_', '\u00a0', '\u202f']), ''),
  point: z._default(z.enum(['.', ',']), '.'),
  /** Numbers below zero as `(12)`. */
  parentheses: z._default(z.boolean(), false),
  /** Which numbers have a plus sign: those above zero, `+5`, or zero, too; none where absent. */
  plus: z.optional(z.enum(['positive', 'all'])),
  /** False: no zero before the point, `.77`. */
  leadingZero: z.optional(z.literal(false)),
  /** Powers of ten: `0.00e+00` is 1.50e-07, `0E0` is 2E5; digits after the point, letter, and fewest digits of the exponent, with a plus sign or without. */
  exponent: z.optional(z.string().check(z.regex(/^0(\.0+)?[eE]\+?0+$/))),
  /** Bounds; null where nothing is known. */
  min: z._default(z.nullable(z.number()), null),
  max: z._default(z.nullable(z.number()), null),
  /** The column of levels whose groups have scales, grids and ranges of their own, as in tables of indicators and values. */
  scaleBy: z.optional(z.string()),
  /** The distribution of each of these groups; a fit fills it in. */
  margins: z.optional(z.record(z.string(), z.any())),
  /**
   * The column of numbers behind whose value this one stands in the same cell, after `between`: 120/80 is 120 and, beside it, 80. All go out as one column,
   * named like the first.
   */
  beside: z.optional(z.string()),
  between: z.optional(z.string().check(z.minLength(1))),
}

const numeric = z.strictObject({
  ...common,
  kind: z.literal('numeric'),
  ...numberFormat,
  /** Digits after the point; null where the column has no fixed number of them. */
  decimals: z._default(z.nullable(z.int().check(z.gte(0), z.lte(15))), null),
  /** True: always written with all its decimals (`1.50`); false: trailing zeros are dropped (`1.5`). */
  fixed: z._default(z.boolean(), false),
  /** Digits after the point that are written even where they are zero and `fixed` is false: 1 for `12.0`, `12.25`. */
  leastDecimals: z._default(z.int().check(z.gte(0), z.lte(15)), 0),
  /** Where values lie on several grids: of those up to a bound (null for the rest), the share on multiples of each step, 0 for any digits. */
  grids: z.optional(
    z.array(
      z.strictObject({
        upTo: z.nullable(z.number()),
        shares: z
          .array(z.strictObject({ step: z.number().check(z.gte(0)), share: z.number().check(z.gte(0), z.lte(1)) }))
          .check(z.minLength(1)),
      }),
    ),
  ),
  /** Values that come back as they are, whatever the grids; a fit fills them in. */
  repeated: z.optional(z.array(z.number())),
})

const integer = z.strictObject({
  ...common,
  kind: z.literal('integer'),
  ...numberFormat,
  /** Digits after a point that are always zero (`12.0`), kept in writing. */
  trailingZeros: z._default(z.int().check(z.gte(0), z.lte(15)), 0),
})

const levels = z.array(z.string())

const categorical = z.strictObject({
  ...common,
  kind: z.literal('categorical'),
  levels,
  /**
   * The column of numbers or times whose cells have these forms: `{}` is the value alone, `{} kg` a value and what stands around it, any other
   * level a word in place of a value. Both go out as one column, named like that of the values.
   */
  beside: z.optional(z.string()),
})
const ordinal = z.strictObject({ ...common, kind: z.literal('ordinal'), levels })
/** `levels` is [false, true], as written. */
const boolean = z.strictObject({ ...common, kind: z.literal('boolean'), levels: z.array(z.string()).check(z.maxLength(2)) })

/** Units of time since 1970-01-01 in which a datetime column counts. */
export const timeUnits = ['day', 's', 'ms', 'us'] as const

const datetime = z.strictObject({
  ...common,
  kind: z.literal('datetime'),
  /**
   * `%d/%m/%Y` and so on (strftime as in d3-time-format), or `epoch` for the bare count. Besides: fractions of a second `%3f`, `%6f`,
   * `%9f` (any number of digits), and `%f` for up to six digits with their point where there are any; names in capitals `%^b`, small `%_b`
   * or with a capital first `%*b`; the day with its ending `%o` (3rd), in French `%:o` (1er, 2); `%P` for am and pm, `%:p` for A.M. and P.M., `%:P` for a.m. and p.m.;
   * the offset `%Z` as in +0200, `%:Z` as in +02:00. `duration %D days, %H:%M:%S` is a length of time, `duration iso` one such as PT1H30M.
   */
  format: z.string(),
  /** The language of the names in it: `de`, `fr`, `es` ..., some of them with a second set of abbreviations (`de-x`); English where absent. */
  locale: z.optional(z.string()),
  /** The first of the hundred years that `%y` stands for; 1969 where absent. */
  century: z.optional(z.int()),
  /** Further formats in the same column, each with the share of cells that have it. */
  others: z.optional(
    z.array(
      z.strictObject({
        format: z.string(),
        share: z.number().check(z.gte(0), z.lte(1)),
        locale: z.optional(z.string()),
        century: z.optional(z.int()),
      }),
    ),
  ),
  unit: z.enum(timeUnits),
  /** Times are whole multiples of so many units, counted from `min`: unit `s`, step 3600 are full hours. */
  step: z._default(z.number().check(z.gt(0)), 1),
  /** For formats with an offset (`%Z`, `%:Z`): minutes east of UTC in which times are written; null for local times and Z. */
  offset: z._default(z.nullable(z.number()), null),
  min: z._default(z.nullable(z.number()), null),
  max: z._default(z.nullable(z.number()), null),
  /** For rows from a description alone: weights of the days of the week from Monday on, and of the hours of the day from 0 on. */
  weekdays: z.optional(z.array(z.number().check(z.gte(0))).check(z.length(7))),
  hours: z.optional(z.array(z.number().check(z.gte(0))).check(z.length(24))),
})

/** A key: values are never copied but made anew. `pattern` is literal text with fields such as `{n:7}`, a zero-padded counter, or `{d:4}`, digits; see `grammar/pattern.ts`. */
const id = z.strictObject({
  ...common,
  kind: z.literal('id'),
  pattern: z.string(),
  /** Several patterns in place of the one. */
  forms,
  /** The form of a row's key is learned beside its other cells, as of 2021-00123-B, which tells the year and the branch. */
  choosesForm: z.optional(z.boolean()),
  /** First number of the counter. */
  start: z._default(z.int(), 1),
})

/** What becomes of texts; see `text`. */
const textPolicies = ['words', 'mask', 'markov', 'copy'] as const

const spread = z.tuple([z.int().check(z.gte(0)), z.int().check(z.gte(0)), z.int().check(z.gte(0))])

/**
 * Texts and codes of many distinct values. `policy` says how they are made anew: `words` writes made-up words of like length, `mask` what the `forms`
 * say, `markov` goes on from word to word as the texts do, by steps that many rows have; `copy` resamples the real texts verbatim.
 */
const text = z.strictObject({
  ...common,
  kind: z.literal('text'),
  policy: z.pipe(
    z._default(
      z
        // As it was called before there were others.
        .enum([...textPolicies, 'placeholder']),
      'words',
    ),
    z.transform((policy) => (policy === 'placeholder' ? 'words' : policy)),
  ),
  /** Values that stay as they are, because many rows share them; with `copy`, all there are. */
  levels: z._default(levels, []),
  /** How those that don't stay are written. */
  forms,
  /** How many rows share a value that doesn't stay: size of the group, and the rows in groups of that size. Absent: values come back by chance only. */
  groups: z.optional(z.array(z.tuple([z.int().check(z.gte(1)), z.number().check(z.gt(0))]))),
  /** Lengths in words (least, median, most) that made-up texts keep. */
  words: z._default(spread, [1, 1, 1]),
  /** Lengths in characters that made-up texts keep. */
  letters: z.optional(spread),
  /** With `markov` only, found by the fit: the words, and which follow which. */
  chain: z.optional(wordChain),
})

export const columnSchema = z.discriminatedUnion('kind', [numeric, integer, categorical, ordinal, boolean, datetime, id, text])
/** What a column is: its name, kind, form and role. */
export type ColumnSchema = z.infer<typeof columnSchema>
/** A column's schema as people write it: what has a default may be left out. */
export type ColumnInput = z.input<typeof columnSchema>
export type NumericSchema = z.infer<typeof numeric>
export type IntegerSchema = z.infer<typeof integer>
export type DatetimeSchema = z.infer<typeof datetime>
export type IdSchema = z.infer<typeof id>
export type TextSchema = z.infer<typeof text>

/** `to` follows from `from`: every value of `from` has one value of `to`; or every year, weekday or other part of the times of `from` has. */
const dependency = z.strictObject({ from: z.string(), to: z.string(), part: z.optional(calendarPart) })
export type Dependency = z.infer<typeof dependency>

/**
 * How a text file is written: synthetic rows come out in the dialect of the file that was read. Under a privacy budget it is public
 * knowledge by which the file is read, and nothing is sniffed.
 */
export const dialect = z.strictObject({
  delimiter: z._default(z.string().check(z.minLength(1), z.maxLength(1)), ','),
  /** What cells are put in that would be misread without; '' for nothing. A double quote where absent. */
  quote: z.optional(z.string().check(z.maxLength(1))),
  /** `needed`: only where a cell would be misread without; `all`: every cell. */
  quoting: z._default(z.enum(['needed', 'all']), 'needed'),
  header: z._default(z.boolean(), true),
  /** What the header says of columns that had to be named otherwise: '' of an unnamed one, the same name of several. */
  headers: z.optional(z.record(z.string(), z.string())),
  newline: z._default(z.enum(['\n', '\r\n', '\r']), '\n'),
  encoding: z._default(z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']), 'utf-8'),
  /** A byte order mark at the start. */
  bom: z._default(z.boolean(), false),
  /** A blank after each delimiter: `39, Private, 77516`. */
  spaced: z._default(z.boolean(), false),
  /** What a quote inside a quoted cell has before it, and it itself: a backslash. Quotes are doubled where absent. */
  escape: z.optional(z.string().check(z.minLength(1), z.maxLength(1))),
  /** Lines that begin with it are no rows. */
  comment: z.optional(z.string().check(z.minLength(1), z.maxLength(4))),
  /** Lines before the header that are no part of the table, where it is read by this schema alone; they are not written. */
  skip: z.optional(z.int().check(z.gte(0))),
  /** Rows with too few cells have missing cells at their end; without it they are left out, or refused. */
  fillShortRows: z.optional(z.boolean()),
  /** The delimiter is the one of the file's ending (.tsv); a file of another ending is written with commas. */
  byEnding: z.optional(z.boolean()),
  /** Under a privacy budget: quoted cells may go on over several lines. Without it a record is one line, whatever its quotes. */
  multiline: z.optional(z.boolean()),
})
export type Dialect = z.infer<typeof dialect>

/** For rows from a description alone: Pearson's correlation of two columns of numbers, times or ordered levels. */
const correlation = z.strictObject({ between: z.tuple([z.string(), z.string()]), value: z.number().check(z.gte(-1), z.lte(1)) })

/** The same: the shares of a column's levels, or its law, at each level of another one. */
const givenTable = z.strictObject({
  column: z.string(),
  given: z.string(),
  shares: z.optional(z.record(z.string(), z.record(z.string(), z.number().check(z.gte(0))))),
  laws: z.optional(z.record(z.string(), z.string())),
})
export type GivenTable = z.infer<typeof givenTable>

const schema = z
  .strictObject({
    format: z._default(z.literal('rowsmith-schema'), 'rowsmith-schema'),
    version: z._default(z.literal(1), 1),
    columns: z.array(columnSchema),
    dialect: z.optional(dialect),
    /** Most rows that the table may have, from public knowledge: what the delta of a private fit is held against. */
    rowBound: z.pipe(
      z.nullish(z.int().check(z.gte(1))),
      z.transform((bound) => bound ?? undefined),
    ),
    /** Columns that follow from another one; kept exactly in synthetic rows. Delete an entry to have it modelled instead. */
    dependencies: z._default(z.array(dependency), []),
    /** What holds between the numbers of every row, and is kept in synthetic rows. Delete an entry to have its column modelled as it stands. */
    relations: z.optional(z.array(relation)),
    /** Columns that together are a time: year, month, day, hour. */
    moments: z.optional(z.array(moment)),
    /** What holds in every row, as an expression each (see docs/rules.md); `broken` is the share of rows in which synthetic rows may break it, too. */
    rules: z.optional(z.array(z.union([z.string(), z.strictObject({ rule: z.string(), broken: z.number().check(z.gte(0), z.lte(0.5)) })]))),
    /** Columns made anew that say something of what another column names: `to` has one value wherever `from` has one, as the address of a customer. */
    links: z.optional(z.array(dependency)),
    /** What rows from a description alone have to do with each other; pairs that aren't named don't correlate. */
    correlations: z.optional(z.array(correlation)),
    given: z.optional(z.array(givenTable)),
    /** Language and country of names made anew, as @faker-js/faker has them: `de`, `pt_BR`. */
    locale: z.optional(z.string()),
  })
  .check(
    z.superRefine((value, context) => {
      const names = new Set<string>()
      for (const column of value.columns) {
        if (names.has(column.name)) context.addIssue({ code: 'custom', message: `two columns are named ${column.name}` })
        names.add(column.name)
      }
      for (const { from, to } of [...value.dependencies, ...(value.links ?? [])]) {
        for (const name of [from, to])
          if (!names.has(name)) context.addIssue({ code: 'custom', message: `dependency names ${name}, which is no column` })
      }
      for (const { from, to, part } of value.dependencies) {
        if (part !== undefined && !value.columns.some(({ name, kind }) => name === from && kind === 'datetime'))
          context.addIssue({ code: 'custom', message: `${to} says the ${part} of ${from}, which is no column of times` })
      }
      for (const column of value.columns) {
        if (!('beside' in column) || column.beside === undefined) continue
        if (column.kind !== 'categorical' && column.between === undefined)
          context.addIssue({
            code: 'custom',
            message: `${column.name} stands beside ${column.beside}, but "between" doesn't say after what`,
          })
        if (!value.columns.some(({ name, kind }) => name === column.beside && isNumberKind(kind)))
          context.addIssue({
            code: 'custom',
            message: `${column.name} stands beside ${column.beside}, which is no column of numbers or times`,
          })
      }
      for (const { unique: _, ...parts } of value.moments ?? []) {
        for (const name of Object.values(parts))
          if (!names.has(name)) context.addIssue({ code: 'custom', message: `moment names ${name}, which is no column` })
      }
      const isNumber = (name: string): boolean => value.columns.some((column) => column.name === name && isNumberKind(column.kind))
      for (const relation of value.relations ?? []) {
        const sources = relation.kind === 'formula' ? [] : sourcesOf(relation)
        for (const name of [relation.column, ...sources])
          if (!isNumber(name))
            context.addIssue({ code: 'custom', message: `relation names ${name}, which is no column of numbers or times` })
      }
    }),
  )

/** What the columns of a table are, apart from any data. Plain JSON. */
export interface Schema extends z.infer<typeof schema> {}
/** A schema as it is written: what is left out gets its default. */
export interface SchemaInput extends z.input<typeof schema> {}

/** The schema with its defaults filled in; throws a SchemaError that lists every problem. */
export function parseSchema(value: unknown, where = 'schema'): Schema {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new SchemaError(where, joinProblems(parsed.error.issues.map((issue) => `${issue.path.join('.') || 'schema'}: ${issue.message}`)))
}

/** The column of that name; throws where there is none. */
export function schemaColumn(schema: Schema, name: string): ColumnSchema {
  const column = schema.columns.find((column) => column.name === name)
  if (!column) throw new SchemaError(name, `no such column; the schema has ${schema.columns.map((column) => column.name).join(', ')}`)
  return column
}

/** The levels of a coded column, of a text made anew those that stay; none for numbers and ids. */
export function levelsOf(column: ColumnSchema): readonly string[] {
  return isNumberKind(column.kind) || column.kind === 'id' ? [] : (column as { levels: string[] }).levels
}

/** Columns that a model learns: all but ids and texts made anew, and keys of rows and of sequences. */
export function isModelled(column: ColumnSchema): boolean {
  if (column.kind === 'id' || column.role === 'key' || column.role === 'sequence-key') return false
  return column.kind !== 'text' || column.policy === 'copy'
}

/** The schema with these columns marked as sensitive besides those that are; throws where there is no such column. */
export function withSensitive(schema: Schema, names: readonly string[]): Schema {
  for (const name of names) schemaColumn(schema, name)
  return { ...schema, columns: schema.columns.map((column) => (names.includes(column.name) ? { ...column, sensitive: true } : column)) }
}

/** What some columns are for. */
export interface Roles {
  readonly target?: readonly string[]
  /** A column that names a row or, where its values repeat, a sequence of rows. */
  readonly key?: string
  readonly order?: string
}

/** The schema with these roles, each in place of what the schema said of it. */
export function withRoles(schema: Schema, { target, key, order }: Roles): Schema {
  for (const name of [...(target ?? []), key, order]) if (name !== undefined) schemaColumn(schema, name)
  const roleOf = ({ name, role, kind }: ColumnSchema): ColumnSchema['role'] => {
    if (target?.includes(name)) return 'target'
    if (name === key) return role.endsWith('key') ? role : kind === 'id' ? 'key' : 'sequence-key'
    if (name === order) return 'order'
    const replaced = (target && role === 'target') || (key && role.endsWith('key')) || (order && role === 'order')
    return replaced ? 'feature' : role
  }
  return { ...schema, columns: schema.columns.map((column) => ({ ...column, role: roleOf(column) })) }
}
