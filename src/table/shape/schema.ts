import * as z from 'zod/mini'
import { joinProblems, SchemaError } from '../../errors.js'
import { isNumberKind } from '../column.js'
import { sourcesOf } from '../relations/relation.js'
import { calendarParts } from '../times/calendar-parts.js'
import { columnSchema } from './columns.js'
import { parseShape } from './parse-shape.js'

export const calendarPart = z.enum(calendarParts)

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
  /** Those of other languages than Western European ones are read; what comes of the table is written in UTF-8. */
  encoding: z._default(
    z.enum([
      ...([
        'utf-8',
        'utf-16le',
        'utf-16be',
        'windows-1252',
        'windows-1250',
        'windows-1251',
        'windows-1253',
        'windows-1254',
        'macintosh',
      ] as const),
      ...(['big5', 'gb18030', 'euc-kr', 'euc-jp', 'shift_jis'] as const),
    ]),
    'utf-8',
  ),
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

const column = z.string()

/** The column or its sources have gaps of their own: it is learned too, and put right where all of them have a value. */
const gaps = z.optional(z.boolean())

/** How far off rows were seen to be, where terms were rounded; absent where only floating-point arithmetic is in between. */
const tolerance = z.optional(z.number().check(z.gt(0)))

/** The column is `constant` plus each term's column times its factor, rounded to the column's own decimals. */
const sum = z.strictObject({
  kind: z.literal('sum'),
  column,
  constant: z._default(z.number(), 0),
  terms: z.array(z.strictObject({ column, factor: z.number() })).check(z.minLength(1)),
  gaps,
  tolerance,
  /** The column is a multiple of so much, although its terms are on finer grids ... */
  step: z.optional(z.number().check(z.gt(0))),
  /** ... and this one of them takes up what that leaves. */
  absorbs: z.optional(z.string()),
})

/** The column is `factor` times each term's column to its power, rounded to the column's own decimals. */
const product = z.strictObject({
  kind: z.literal('product'),
  column,
  factor: z._default(z.number(), 1),
  terms: z.array(z.strictObject({ column, power: z.int() })).check(z.minLength(1)),
  gaps,
  tolerance,
})

/** The column is never below any of `least`, where both have a value. */
const order = z.strictObject({
  kind: z.literal('order'),
  column,
  least: z.array(column).check(z.minLength(1)),
  /** Values are multiples of so much, counted from `origin`, although those below them are on finer grids. */
  step: z.optional(z.number().check(z.gt(0))),
  origin: z.optional(z.number()),
})

/** The column is what an expression makes of others; a rule says so. */
const formula = z.strictObject({
  kind: z.literal('formula'),
  column,
  sources: z.array(column).check(z.minLength(1)),
  expression: z.string(),
  gaps,
})

/** Values are whole multiples of so much; a rule says so. */
const multiple = z.strictObject({ kind: z.literal('multiple'), column, step: z.number().check(z.gt(0)) })

/**
 * What holds between the number columns of every row. A model learns what is left of `column` once the others are known (nothing of a
 * sum or product, the distance of an order), and rows are put together again after sampling, so that it holds in all of them.
 */
const relation = z.discriminatedUnion('kind', [sum, product, order, formula, multiple])
export type Relation = z.infer<typeof relation>
export type SumRelation = z.infer<typeof sum>
export type ProductRelation = z.infer<typeof product>
export type OrderRelation = z.infer<typeof order>
export type FormulaRelation = z.infer<typeof formula>

/** Columns that together are one time: of every row there is such a day. */
const moment = z.strictObject({
  year: z.optional(z.string()),
  month: z.string(),
  day: z.string(),
  hour: z.optional(z.string()),
  minute: z.optional(z.string()),
  second: z.optional(z.string()),
  /** No time stands in two rows: they are those of a grid, in seconds since 1970. */
  unique: z.optional(z.strictObject({ from: z.int(), to: z.int(), step: z.int().check(z.gte(1)) })),
})
export type Moment = z.infer<typeof moment>

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
        for (const name of (column.kind === 'text' && column.within) || [])
          if (!names.has(name)) context.addIssue({ code: 'custom', message: `${column.name} is within ${name}, which is no column` })
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
  const parsed = parseShape(schema, value)
  if (parsed.success) return parsed.data
  throw new SchemaError(where, joinProblems(parsed.error.issues.map((issue) => `${issue.path.join('.') || 'schema'}: ${issue.message}`)))
}
