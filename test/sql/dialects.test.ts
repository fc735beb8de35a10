import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'
import { fitModel } from '../../src/models/shell/fit.js'
import { fitElsewhere } from '../../src/models/shell/fit-elsewhere.js'
import { sqlSource } from '../../src/pipeline/elsewhere/sql-source.js'
import { createRng } from '../../src/random/rng.js'
import { inferSchema } from '../../src/table/inference/infer.js'
import { decode } from '../../src/table/typing/decode.js'

/** What DuckDB has to be told of each dialect to run its texts: functions and types under their names there, and words that it lacks. */
const translations: Readonly<
  Record<string, { readonly first: readonly string[]; readonly words: readonly (readonly [RegExp, string])[] }>
> = {
  spark: {
    first: ['create macro unix_micros(t) as epoch_us(t)', 'create macro days_from(a, b) as a - b'],
    words: [
      [/\bdatediff\(/g, 'days_from('],
      [/^cache table/, 'create temp table'],
      [/^describe query/, 'describe'],
    ],
  },
  trino: { first: ['create macro to_unixtime(t) as epoch(t)'], words: [] },
  bigquery: {
    first: [
      ...['create type float64 as double', 'create type bignumeric as decimal(38, 0)'],
      ...["create macro unix_date(d) as d - date '1970-01-01'", 'create macro unix_micros(t) as epoch_us(t)'],
    ],
    words: [[/\btimestamp\(/g, '(']],
  },
  snowflake: {
    first: [],
    words: [
      [/number\(38,0\)/g, 'decimal(38,0)'],
      [/date_part\('epoch_microsecond', /g, 'epoch_us('],
    ],
  },
}

/** The text as DuckDB has it: names in double quotes, texts without backslashes that escape. */
function translated(sql: string, dialect: string): string {
  const inDuckdb = sql.replace(/`((?:[^`\\]|\\.|``)*)`|'((?:[^'\\]|\\.|'')*)'|"(?:[^"]|"")*"/g, (match, name?: string, text?: string) => {
    if (name !== undefined) return `"${name.replaceAll('``', '`').replace(/\\(.)/g, '$1').replaceAll('"', '""')}"`
    return dialect === 'trino' || text === undefined
      ? match
      : `'${text.replaceAll("''", "'").replace(/\\(.)/g, '$1').replaceAll("'", "''")}'`
  })
  return (translations[dialect]?.words ?? []).reduce((text, [from, to]) => text.replace(from, to), inDuckdb)
}

const cells = [
  `(1, 0.5, 'it''s', date '2024-02-01', timestamp '2024-01-01 10:00:00')`,
  `(2, 1.5, 'b\\', date '2024-02-03', timestamp '2024-01-02 11:30:00')`,
  `(null, 'nan'::double, null, null, timestamp '2024-01-05 12:00:01')`,
  `(4, -2.25, 'it''s', date '2024-03-01', null)`,
  "(4, 7.75, 'c\"`d', date '2024-04-09', timestamp '2024-01-09 10:00:00')",
]

// None of these texts has been run by its own engine but Spark's, where PySpark is installed; DuckDB runs them translated word by word.
test.each(['spark', 'trino', 'bigquery', 'snowflake'] as const)(
  'texts for %s are as they were, and count the models of the rows',
  async (dialect) => {
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    for (const sql of translations[dialect]?.first ?? []) await connection.run(sql)
    await connection.run(
      `create table t as select * from (values ${Array(8).fill(cells.join(', ')).join(', ')}) as v("a", x, "it's", day, moment)`,
    )
    const asked: string[] = []
    const run = async (sql: string) => {
      // How many tables of codes others have written is not the point.
      asked.push(sql.replace(/\b(rowsmith_coded)_\d+/g, '$1'))
      return (await connection.runAndReadAll(translated(sql, dialect))).getRowsJS()
    }
    const types = {
      a: 'bigint',
      x: 'double',
      "it's": dialect === 'spark' || dialect === 'bigquery' ? 'string' : 'varchar',
      day: 'date',
      moment: 'timestamp',
    }
    const columns = async () => Object.entries(types).map(([name, type]) => ({ name, type }))
    const source = await sqlSource({ dialect, run, columns, writes: dialect === 'spark' }, 'select * from t')
    const raw = await source.someRows(100, createRng(1))
    const inferred = inferSchema(raw).schema
    const schema = { ...inferred, dependencies: [], relations: [] }
    for (const model of ['bayesian-network', 'gaussian-copula'] as const)
      expect((await fitElsewhere(source, schema, { model })).state).toEqual((await fitModel(decode(raw, schema), schema, { model })).state)
    await expect(`-- Not a line of this was run by ${dialect} in this test.\n${asked.join(';\n\n')};\n`).toMatchFileSnapshot(
      `texts/${dialect}.sql`,
    )
  },
)
