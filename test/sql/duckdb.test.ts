import { createHash } from 'node:crypto'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fitModel } from '../../src/models/shell/fit.js'
import { fitElsewhere } from '../../src/models/shell/fit-elsewhere.js'
import type { SourceOptions } from '../../src/node/sources.js'
import { openTable } from '../../src/node/sources.js'
import { writeTable } from '../../src/node.js'
import { createRng } from '../../src/random/rng.js'
import type { SqlSource } from '../../src/sql/source.js'
import { inferSchema } from '../../src/table/inference/infer.js'
import { decode } from '../../src/table/typing/decode.js'
import { dataset } from '../support/cli.js'
import { type Known, known, people } from '../support/tables.js'
import { expectSameModel, expectSameModels, plain, shipped, shippedTable } from './same-model.js'

let folder: string
const tables = new Map<string, Known>()
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rowsmith-test-'))
  for (const name of shipped) {
    const own = await shippedTable(name)
    tables.set(name, own)
    await writeTable(join(folder, `${name}.parquet`), own.table, own.schema)
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function withTable<T>(path: string, work: (source: SqlSource) => Promise<T>, options: SourceOptions = {}): Promise<T> {
  const source = await openTable(path, { engine: 'duckdb', ...options })
  try {
    return await work(source)
  } finally {
    await source.close()
  }
}

/** The table as a Parquet file has it, written and described. */
async function written(rows: readonly object[], name: string): Promise<{ readonly path: string; readonly own: Known }> {
  const own = known(rows)
  const path = join(folder, name)
  await writeTable(path, own.table, own.schema)
  return { path, own }
}

describe('a model from the counts of DuckDB', () => {
  // Other tables, and one thread: see `duckdb.long.test.ts`.
  test('is that of the rows, to the byte', async () => {
    await withTable(join(folder, 'penguins.parquet'), (source) => expectSameModels(source, tables.get('penguins') as Known), { threads: 2 })
  })

  test('is the same of every structure, with ids, texts, times, their weekdays and gaps', async () => {
    const rows = (await import('../../src/table/rows.js')).toRows(people(250).table, people(250).schema)
    const weekday = (day: unknown): string => new Date(String(day)).toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' })
    const { path, own } = await written(
      rows.map((row) => ({ ...row, weekday: weekday(row.since) })),
      'people.parquet',
    )
    expect(own.schema.dependencies).toContainEqual(expect.objectContaining({ from: 'since', to: 'weekday', part: 'weekday' }))
    await withTable(path, async (source) => {
      await expectSameModels(source, own)
      const target = {
        ...own.schema,
        columns: own.schema.columns.map((column) => (column.name === 'job' ? { ...column, role: 'target' as const } : column)),
      }
      for (const options of [
        { structure: 'chow-liu' },
        { structure: 'tan' },
        { score: 'bic', parents: 2 },
        { required: 'age -> income' },
      ]) {
        const fits = { model: 'bayesian-network', options, seed: 3 }
        const found = await fitElsewhere(source, target, fits)
        expect(found.state).toEqual((await fitModel(own.table, plain(target), fits)).state)
      }
    })
  })

  test('is the same of random tables, whatever stands in them', async () => {
    const cell = fc.oneof(
      fc.constantFrom(null, Number.NaN, 0, -0, 1e308, -1e308, 0.1, 1 / 3),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
    )
    const level = fc.constantFrom("it's", '"', '\\', '', ' ', "\\'", 'a"; drop table t; --', null, 'ü', 'null')
    const row = fc.record({ 'odd "name"': cell, "b'; drop table t; --": level, c: fc.constantFrom(1, 2, 3, null) })
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), async (rows) => {
        const { path, own } = await written(rows, `random-${run++}.parquet`)
        await withTable(path, (source) => expectSameModels(source, own))
      }),
      { numRuns: 10, seed: 11 },
    )
  })

  test('is told from the file alone as it is told from its rows', async () => {
    const path = join(folder, 'birdstrikes.parquet')
    const { raw } = await (await import('../../src/io/files.js')).readRaw(path).then((read) => read)
    await withTable(path, async (source) => {
      const rows = await source.someRows(100_000, createRng(1))
      const [a, b] = [inferSchema(raw).schema, inferSchema(rows).schema]
      expect(b).toEqual(a)
      expect(decode(rows, b)).toEqual(decode(raw, a))
    })
  })

  test('covers all files of a glob and of a folder, in the order of their names', async () => {
    const parts = mkdtempSync(join(folder, 'parts-'))
    const { table, schema } = tables.get('penguins') as Known
    for (const [i, from] of [0, 120, 240].entries())
      await writeTable(join(parts, `part-${i}.parquet`), table.slice(from, Math.min(table.rows, from + 120)), schema)
    for (const path of [parts, join(parts, '*.parquet'), join(parts, 'part-[0-2].parquet')])
      await withTable(
        path,
        (source) => expectSameModel(source, { table, schema }, 'independent'),
        path === parts ? {} : { engine: undefined },
      )
  })
})

describe('the source', () => {
  test('is a table or a query of a database, which is only read', async () => {
    const path = join(folder, 'store.db')
    const instance = await DuckDBInstance.create(path)
    const connection = await instance.connect()
    await connection.run(`create table birds as select * from '${join(folder, 'penguins.parquet')}'`)
    connection.closeSync()
    instance.closeSync()
    const hash = (): string => createHash('sha256').update(readFileSync(path)).digest('hex')
    const before = hash()
    const own = tables.get('penguins') as Known
    for (const options of [{ table: 'birds' }, { table: 'main.birds' }, { query: 'select * from birds;' }])
      await withTable(`duckdb:${path}`, (source) => expectSameModel(source, own, 'independent'), { engine: undefined, ...options })
    const refused: [SourceOptions, RegExp][] = [
      [{ table: 'bees' }, /bees.*does not exist/i],
      [{}, /--table: or --query says what of the database is meant/],
      [{ query: 'select 1; drop table birds' }, /more than one statement/],
      [{ query: 'drop table birds' }, /does not select/],
      [{ query: 'with x as (insert into birds select * from birds returning 1) select * from x' }, /says insert into/],
      [{ query: 'select 1) as x; drop table birds; select (1' }, /more than one statement/],
      [{ query: 'select 1) as x, (select 2' }, /closes a parenthesis/],
      [{ query: `select * from '${dataset('penguins.csv')}'` }, /disabled|Permission|not allowed/i],
      [{ table: 'birds"; drop table birds; --' }, /is no name of a table/],
      [{ query: 'select [1, 2] as several from birds' }, /several.*no kind of column/],
    ]
    for (const [options, message] of refused) {
      await expect(
        withTable(`duckdb:${path}`, (source) => source.someRows(1, createRng(1)), { engine: undefined, ...options }),
      ).rejects.toThrow(message)
    }
    expect(hash()).toBe(before)
  })

  test('reads nothing but its files, and leaves nothing behind', async () => {
    const path = join(folder, 'only.parquet')
    copyFileSync(join(folder, 'penguins.parquet'), path)
    const names = readdirSync(folder)
    await withTable(path, async (source) => {
      for (const query of [
        `select * from '${join(folder, 'birdstrikes.parquet')}'`,
        `select * from read_csv('${dataset('penguins.csv')}')`,
      ])
        await expect(openTable(path, { query })).rejects.toThrow(/can't be read by DuckDB|disabled|Permission/)
      expect(source.rows).toBe(344)
    })
    expect(readdirSync(folder)).toEqual(names)
  })

  test('of texts is read as the schema says, cell by cell', async () => {
    const path = join(folder, 'texts.csv')
    writeFileSync(
      path,
      `amount,when,kind\n${Array.from({ length: 60 }, (_, i) => `"$1,${100 + i}.50",2024-0${1 + (i % 9)}-10,${i % 3 === 0 ? 'NA' : 'x'}`).join('\n')}\n`,
    )
    const own = await (await import('../../src/node.js')).readTable(path)
    await withTable(path, (source) => expectSameModels(source, { table: own.table, schema: { ...plain(own.schema), dialect: undefined } }))
  })

  test('interrupts a query that nobody waits for any more', async () => {
    const abort = new AbortController()
    setTimeout(() => abort.abort(), 50)
    const long = openTable(join(folder, 'penguins.parquet'), {
      engine: 'duckdb',
      signal: abort.signal,
      query:
        'select sqrt(a.range * b.range) as x from range(1000000) a, range(1000000) b where a.range + b.range < 0 or a.range * b.range > 9e11',
    })
    await expect(long).rejects.toThrow(/abort/i)
  })
})
