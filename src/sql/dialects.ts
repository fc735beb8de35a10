import { OptionError } from '../errors.js'

export const dialectNames = ['duckdb', 'postgres', 'spark', 'trino', 'bigquery', 'snowflake'] as const
export type DialectName = (typeof dialectNames)[number]

/** What engines write differently. Everything else that is asked of them is count, sum, case, cast, group by and derived tables. */
export interface SqlDialect {
  readonly name: DialectName
  readonly quote: (name: string) => string
  readonly text: (value: string) => string
  /** `wide`: what is added up where the sum may be beyond a bigint. */
  readonly types: { readonly double: string; readonly bigint: string; readonly text: string; readonly wide: string }
  /** What stands for each code from 0 on, where the engine has something faster than a `case`. */
  readonly lookup?: (code: string, values: ArrayLike<number>) => string
  /** True: a query costs its time whatever its size, and many tables are one of grouping sets. */
  readonly groupingSets?: boolean
  /** True: values are found in a table faster than in a `case`. */
  readonly joins?: boolean
  /** A date as days, and a timestamp as microseconds, since 1970-01-01. */
  readonly days: (expression: string) => string
  readonly microseconds: (expression: string, withZone: boolean) => string
  /** The number of a row, from 0 on, the same from query to query; null where there is none. */
  readonly rowNumber: string | null
  /** What rows are put in order by, to take some by chance. */
  readonly random: (seed: number) => string
  /** The same of texts: each has one place, whichever row it stands in. */
  readonly shuffled: (text: string, seed: number) => string
  /** Whether the text after FROM can be described by SQL, which gives a row for each column: name and type. */
  readonly describe: ((from: string) => string) | null
  /** What ends a derived table that is to be worked out once, not spelled out wherever a column of it is used. */
  readonly fence: string
  readonly write: { readonly create: (name: string, query: string) => string; readonly drop: (name: string) => readonly string[] } | null
}

const doubled = (mark: string) => (name: string) => `${mark}${name.replaceAll(mark, mark + mark)}${mark}`
const quotedText = (value: string): string => `'${value.replaceAll("'", "''")}'`
/** Of engines in whose texts a backslash means something. */
const escapedText = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const hash = (text: string, seed: number): string => `md5(concat(${text}, '-${seed}'))`

const standard = { double: 'double', bigint: 'bigint', text: 'varchar', wide: 'decimal(38,0)' }

const dialects: Readonly<Record<DialectName, SqlDialect>> = {
  duckdb: {
    name: 'duckdb',
    quote: doubled('"'),
    text: quotedText,
    // Its sums of bigint are of 128 bits by themselves, and four times as fast as those of what was made so wide before.
    types: { ...standard, wide: 'bigint' },
    joins: true,
    lookup: (code, values) => `([${Array.from(values).join(', ')}]::int[])[${code} + 1]`,
    days: (x) => `cast(${x} - date '1970-01-01' as bigint)`,
    microseconds: (x, withZone) => `epoch_us(${withZone ? x : `cast(${x} as timestamp)`})`,
    rowNumber: '(row_number() over () - 1)',
    random: (seed) => hash('cast(rowsmith_row as varchar)', seed),
    shuffled: hash,
    describe: (from) => `describe select * from ${from}`,
    fence: '',
    write: { create: (name, query) => `create table ${name} as ${query}`, drop: (name) => [`drop table ${name}`] },
  },
  postgres: {
    name: 'postgres',
    quote: doubled('"'),
    // Standard strings, whatever standard_conforming_strings says.
    text: (value) => (value.includes('\\') ? ` E'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'` : quotedText(value)),
    types: { double: 'double precision', bigint: 'bigint', text: 'text', wide: 'numeric' },
    days: (x) => `(${x} - date '1970-01-01')`,
    microseconds: (x) => `cast(floor(extract(epoch from ${x}) * 1000000) as bigint)`,
    rowNumber: '(row_number() over () - 1)',
    random: (seed) => hash('cast(rowsmith_row as text)', seed),
    shuffled: hash,
    describe: null,
    fence: ' offset 0',
    write: null,
  },
  spark: {
    name: 'spark',
    quote: doubled('`'),
    text: escapedText,
    types: { ...standard, text: 'string' },
    days: (x) => `cast(datediff(${x}, date '1970-01-01') as bigint)`,
    microseconds: (x, withZone) => `unix_micros(${withZone ? x : `cast(${x} as timestamp)`})`,
    rowNumber: null,
    random: (seed) => `rand(${seed})`,
    shuffled: hash,
    describe: (from) => `describe query select * from ${from}`,
    fence: '',
    groupingSets: true,
    write: {
      create: (name, query) => `cache table ${name} as ${query}`,
      drop: (name) => [`uncache table ${name}`, `drop view ${name}`],
    },
  },
  trino: {
    name: 'trino',
    quote: doubled('"'),
    text: quotedText,
    types: standard,
    days: (x) => `date_diff('day', date '1970-01-01', ${x})`,
    microseconds: (x) => `cast(floor(to_unixtime(${x}) * 1000000) as bigint)`,
    rowNumber: null,
    random: () => 'rand()',
    shuffled: (text, seed) => `md5(to_utf8(concat(${text}, '-${seed}')))`,
    describe: null,
    fence: '',
    write: null,
  },
  bigquery: {
    name: 'bigquery',
    quote: (name) => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``,
    text: escapedText,
    types: { double: 'float64', bigint: 'int64', text: 'string', wide: 'bignumeric' },
    days: (x) => `unix_date(${x})`,
    microseconds: (x, withZone) => `unix_micros(${withZone ? x : `timestamp(${x})`})`,
    rowNumber: null,
    random: () => 'rand()',
    shuffled: hash,
    describe: null,
    fence: '',
    write: null,
  },
  snowflake: {
    name: 'snowflake',
    quote: doubled('"'),
    text: (value) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`,
    types: { ...standard, wide: 'number(38,0)' },
    days: (x) => `datediff('day', '1970-01-01'::date, ${x})`,
    microseconds: (x) => `date_part('epoch_microsecond', ${x})`,
    rowNumber: null,
    random: (seed) => `random(${seed})`,
    shuffled: hash,
    describe: null,
    fence: '',
    write: null,
  },
}

/** The dialect of this name; throws an OptionError where there is none. */
export function dialectOf(name: string): SqlDialect {
  if (Object.hasOwn(dialects, name)) return dialects[name as DialectName]
  throw new OptionError('dialect', `is none that Rowsmith writes (got ${name}); there are ${dialectNames.join(', ')}`)
}

/** A name of a table, its parts separated by points, such as `public.sales`; a part with points in it stands in double quotes. */
export function quotedTable({ quote }: SqlDialect, name: string): string {
  const parts = name.match(/"(?:[^"]|"")*"|[^."]+/g) ?? []
  const plain = parts.map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part))
  const same = parts.join('.') === name && plain.length > 0 && plain.every((part) => part !== '')
  if (!same)
    throw new OptionError('--table', `is no name of a table (got ${name}); write it as schema.table, or "odd.name" in double quotes`)
  return plain.map(quote).join('.')
}

/** How statements that write begin; engines refuse them where a table stands, but not all as clearly. */
const writing =
  /\b(insert\s+into|update\s+\S+\s+set|delete\s+from|merge\s+into|(create|drop|alter|truncate)\s+(or|table|temp|temporary|view|schema|database|index)|copy\s+\S+\s+(to|from))\b/i

/**
 * The query as something to select from. Throws an OptionError unless it is one statement that selects: it stands in parentheses, which
 * it can't close, and only what selects can stand there.
 */
export function derivedQuery(query: string): string {
  const text = query.trim().replace(/;\s*$/, '')
  const refuse = (problem: string): never => {
    throw new OptionError('--query', `${problem}; give one statement that selects, such as: select * from sales where year = 2025`)
  }
  if (!/^\(*\s*(select|with|from|values|table)\b/i.test(text)) refuse('does not select')
  // Whatever stands in quotes or comments counts as nothing.
  const bare = text.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|--[^\n]*|\/\*[\s\S]*?\*\/|\$(\w*)\$[\s\S]*?\$\1\$/g, ' ')
  if (bare.includes(';')) refuse('holds more than one statement')
  if (/['"`]|\/\*/.test(bare)) refuse('has a quote or a comment that does not end')
  const word = writing.exec(bare)?.[0]
  if (word) refuse(`says ${word.replace(/\s+/g, ' ')}, and Rowsmith only reads`)
  let depth = 0
  for (const mark of bare.replace(/[^()]/g, '')) {
    depth += mark === '(' ? 1 : -1
    if (depth < 0) refuse('closes a parenthesis that it did not open')
  }
  if (depth !== 0) refuse('leaves a parenthesis open')
  return `(${text}\n)`
}
