import { z } from 'zod'
import { joinProblems, SchemaError } from '../errors.js'
import { isNumberKind } from './column.js'

/** What a column is for. A `key` is made anew for every row; a `sequence-key`, too, ties rows together, and `order` puts them in line. */
const roles = ['feature', 'target', 'key', 'sequence-key', 'order'] as const

const common = {
  name: z.string(),
  role: z.enum(roles).default('feature'),
  /** False: a missing value is an error in the data and never written. */
  nullable: z.boolean().default(true),
  /** Tokens that mean "missing" in this column; the first goes out for a missing value. Empty: missing is an empty cell, or null. */
  missing: z.array(z.string()).default([]),
  /** A column whose disclosure would hurt somebody; evaluations look at it more closely. */
  sensitive: z.boolean().default(false),
  /** The type in a typed file, in Arrow's names (`int32`, `float`, `timestamp[us, UTC]`, `dictionary` ...), kept when such a file is written. */
  storage: z.string().optional(),
  /** Why inference chose this kind. For readers only. */
  note: z.string().optional(),
}

/** How numbers are written: `$1,234.50` is prefix `$`, thousands `,`, point `.`, decimals 2. */
const numberFormat = {
  prefix: z.string().default(''),
  suffix: z.string().default(''),
  /** Separator of thousands; '' for none. */
  thousands: z.enum(['', ',', '.', ' ', "'", '_', '\u00a0', '\u202f']).default(''),
  point: z.enum(['.', ',']).default('.'),
  /** Numbers below zero as `(12)`. */
  parentheses: z.boolean().default(false),
  /** Bounds; null where nothing is known. */
  min: z.number().nullable().default(null),
  max: z.number().nullable().default(null),
}

const numeric = z.strictObject({
  ...common,
  kind: z.literal('numeric'),
  ...numberFormat,
  /** Digits after the point; null where the column has no fixed number of them. */
  decimals: z.int().min(0).max(15).nullable().default(null),
  /** True: always written with all its decimals (`1.50`); false: trailing zeros are dropped (`1.5`). */
  fixed: z.boolean().default(false),
  /** Digits after the point that are written even where they are zero and `fixed` is false: 1 for `12.0`, `12.25`. */
  leastDecimals: z.int().min(0).max(15).default(0),
})

const integer = z.strictObject({
  ...common,
  kind: z.literal('integer'),
  ...numberFormat,
  /** Digits after a point that are always zero (`12.0`), kept in writing. */
  trailingZeros: z.int().min(0).max(15).default(0),
})

const levels = z.array(z.string())

const categorical = z.strictObject({ ...common, kind: z.literal('categorical'), levels })
const ordinal = z.strictObject({ ...common, kind: z.literal('ordinal'), levels })
/** `levels` is [false, true], as written. */
const boolean = z.strictObject({ ...common, kind: z.literal('boolean'), levels: z.array(z.string()).max(2) })

/** Units of time since 1970-01-01 in which a datetime column counts. */
export const timeUnits = ['day', 's', 'ms', 'us'] as const

const datetime = z.strictObject({
  ...common,
  kind: z.literal('datetime'),
  /**
   * `%d/%m/%Y` and so on (strftime as in d3-time-format), or `epoch` for the bare count. Besides: fractions of a second `%3f`, `%6f`,
   * `%9f`, and `%f` for up to six digits with their point where there are any; names in capitals `%^b`, `%^B`, `%^a`; `%P` for am and pm;
   * the offset `%Z` as in +0200, `%:Z` as in +02:00.
   */
  format: z.string(),
  unit: z.enum(timeUnits),
  /** Times are whole multiples of so many units, counted from `min`: unit `s`, step 3600 are full hours. */
  step: z.number().positive().default(1),
  /** For formats with an offset (`%Z`, `%:Z`): minutes east of UTC in which times are written; null for local times and Z. */
  offset: z.number().nullable().default(null),
  min: z.number().nullable().default(null),
  max: z.number().nullable().default(null),
})

/** A key: values are never copied but made anew. `pattern` is literal text with `{n:7}` (zero-padded counter), `{d:4}` digits, `{a:3}` a-z, `{A:3}` A-Z, `{x:8}` and `{X:8}` hexadecimal. */
const id = z.strictObject({
  ...common,
  kind: z.literal('id'),
  pattern: z.string(),
  /** First number of the counter. */
  start: z.int().default(1),
})

/** Free text of many distinct values. `placeholder` writes made-up words of like shape and length; `copy` resamples the real texts verbatim. */
const text = z.strictObject({
  ...common,
  kind: z.literal('text'),
  policy: z.enum(['placeholder', 'copy']).default('placeholder'),
  /** With `copy` only: the distinct texts. */
  levels: levels.default([]),
  /** Lengths in words (least, median, most) that placeholders keep. */
  words: z.tuple([z.int(), z.int(), z.int()]).default([1, 1, 1]),
})

export const columnSchema = z.discriminatedUnion('kind', [numeric, integer, categorical, ordinal, boolean, datetime, id, text])
export type ColumnSchema = z.infer<typeof columnSchema>
/** A column's schema as people write it: what has a default may be left out. */
export type ColumnInput = z.input<typeof columnSchema>
export type NumericSchema = z.infer<typeof numeric>
export type IntegerSchema = z.infer<typeof integer>
export type DatetimeSchema = z.infer<typeof datetime>
export type TextSchema = z.infer<typeof text>

/** `to` follows from `from`: every value of `from` has one value of `to`. */
const dependency = z.strictObject({ from: z.string(), to: z.string() })
export type Dependency = z.infer<typeof dependency>

/**
 * How a text file is written: synthetic rows come out in the dialect of the file that was read. Under a privacy budget it is public
 * knowledge by which the file is read, and nothing is sniffed.
 */
export const dialect = z.strictObject({
  delimiter: z.string().min(1).max(1).default(','),
  /** What cells are put in that would be misread without; '' for nothing. A double quote where absent. */
  quote: z.string().max(1).optional(),
  /** `needed`: only where a cell would be misread without; `all`: every cell. */
  quoting: z.enum(['needed', 'all']).default('needed'),
  header: z.boolean().default(true),
  newline: z.enum(['\n', '\r\n', '\r']).default('\n'),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']).default('utf-8'),
  /** A byte order mark at the start. */
  bom: z.boolean().default(false),
  /** A blank after each delimiter: `39, Private, 77516`. */
  spaced: z.boolean().default(false),
  /** Under a privacy budget: quoted cells may go on over several lines. Without it a record is one line, whatever its quotes. */
  multiline: z.boolean().optional(),
})
export type Dialect = z.infer<typeof dialect>

const schema = z
  .strictObject({
    format: z.literal('rowsmith-schema').default('rowsmith-schema'),
    version: z.literal(1).default(1),
    columns: z.array(columnSchema),
    dialect: dialect.optional(),
    /** Most rows that the table may have, from public knowledge: what the delta of a private fit is held against. */
    rowBound: z
      .int()
      .min(1)
      .nullish()
      .transform((bound) => bound ?? undefined),
    /** Columns that follow from another one; kept exactly in synthetic rows. Delete an entry to have it modelled instead. */
    dependencies: z.array(dependency).default([]),
  })
  .superRefine((value, context) => {
    const names = new Set<string>()
    for (const column of value.columns) {
      if (names.has(column.name)) context.addIssue({ code: 'custom', message: `two columns are named ${column.name}` })
      names.add(column.name)
    }
    for (const { from, to } of value.dependencies) {
      for (const name of [from, to])
        if (!names.has(name)) context.addIssue({ code: 'custom', message: `dependency names ${name}, which is no column` })
    }
  })

/** What the columns of a table are, apart from any data. Plain JSON. */
export type Schema = z.infer<typeof schema>
export type SchemaInput = z.input<typeof schema>

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

/** The levels of a coded column; none for ids and placeholders, whose values are never kept. */
export function levelsOf(column: ColumnSchema): readonly string[] {
  return isNumberKind(column.kind) || column.kind === 'id' ? [] : (column as { levels: string[] }).levels
}

/** Columns that a model learns: all but ids and placeholder texts, which are made anew, and keys of rows and of sequences. */
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
