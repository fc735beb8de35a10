import * as z from 'zod/mini'
import { meanings } from '../meaning/meanings.js'

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
  /** Of each form, the digits after the point that its numbers always have: two of 1.50 kg, none of 900 g; null where they differ. */
  digits: z.optional(z.array(z.nullable(z.int().check(z.gte(0), z.lte(20))))),
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
  /** Weights of the days of the week from Monday on, and of the hours of the day from 0 on: times are not drawn where they are 0. A fit fills them in. */
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

/**
 * A word chain of variable order. `steps[n]` is flat: n words that come before, the word that follows, and the rows in which it does, for every such
 * sequence that `fewestShared` rows have. Words are places in `words`, with the blank before them; -1 begins and ends a text.
 */
const wordChain = z.strictObject({ words: z.array(z.string()), steps: z.array(z.array(z.int())) })
export type WordChain = z.infer<typeof wordChain>

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
  /** Columns in which rows that share such a value are alike: of a customer's name, the city. */
  within: z.optional(z.array(z.string())),
  /** Lengths in words (least, median, most) that made-up texts keep. */
  words: z._default(spread, [1, 1, 1]),
  /** Lengths in characters that made-up texts keep. */
  letters: z.optional(spread),
  /** Classes of lengths from short to long, where these hang together with other columns; with `words` and `markov` only. */
  lengths: z.optional(z.array(z.strictObject({ words: spread, letters: spread, rows: z.number().check(z.gt(0)) }))),
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
export type LengthClass = NonNullable<TextSchema['lengths']>[number]
