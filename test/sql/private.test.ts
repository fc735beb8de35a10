import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fitOnTape } from '../../src/audit/fits/replay.js'
import { type Recorded, recordingTape, replayingTape } from '../../src/audit/mechanisms/tape.js'
import type { Ledger } from '../../src/dp/accounting/ledger.js'
import { openTapedGate, type Tape } from '../../src/dp/gate.js'
import { secureBits } from '../../src/dp/mechanisms/bits.js'
import { fit, stringifyModel } from '../../src/index.js'
import { findModel } from '../../src/models/index.js'
import { parseModelOptions } from '../../src/models/shell/fit.js'
import { fitPrivatelyElsewhere } from '../../src/models/shell/fit-privately.js'
import type { FittedModel } from '../../src/models/synthesizer.js'
import { openTable } from '../../src/node/sources.js'
import { writeTable } from '../../src/node.js'
import { countedTable } from '../../src/pipeline/elsewhere/private-counts.js'
import { sqlSource } from '../../src/pipeline/elsewhere/sql-source.js'
import { privacyStatement } from '../../src/pipeline/privacy/statement.js'
import type { Schema } from '../../src/table/schema.js'
import { memberColumns, memberRows, members, publicly, visitColumns, visits } from '../models/private/tables.js'
import { rowsmith } from '../support/cli.js'
import type { Known } from '../support/tables.js'

/** Models that ask for nothing but counts. */
const counted = ['independent', 'mst', 'aim', 'bayesian-network', 'gaussian-copula'] as const
const privacy = { epsilon: 3, delta: 1e-6 }

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rowsmith-test-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
async function written({ table, schema }: Known): Promise<string> {
  const path = join(folder, `${files++}.parquet`)
  await writeTable(path, table, schema)
  return path
}

interface Unit {
  readonly unit?: string
  readonly maxRowsPerUnit?: number
}

/** The private fit of a Parquet file by the counts of DuckDB, its releases under observation. */
async function fitByEngine(
  name: string,
  path: string,
  schema: Schema,
  tape: (ledger: () => Ledger) => Tape,
  { unit, maxRowsPerUnit: most }: Unit = {},
): Promise<FittedModel> {
  const synthesizer = findModel(name)
  const source = await openTable(path, { engine: 'duckdb', threads: 1, silent: true })
  try {
    const own = { ...privacy, ...(unit && { unit }), ...(most && { maxRowsPerUnit: most }) }
    const job = { synthesizer, options: await parseModelOptions(synthesizer, {}), seed: 1, privacy: own }
    const units = unit !== undefined && most !== undefined ? { unit, most } : undefined
    return await fitPrivatelyElsewhere(countedTable(source, schema, units), source.engine, schema, job, (data, ledger, rows) =>
      openTapedGate(
        data,
        ledger,
        rows,
        tape(() => ledger),
        secureBits(),
      ),
    )
  } finally {
    await source.close()
  }
}

const bytesOf = ({ provenance: { engine: _, ...provenance }, ...model }: FittedModel): string => stringifyModel({ ...model, provenance })

/** A fit in memory, and what it released. */
async function recorded(
  name: string,
  { table, schema }: Known,
  unit: Unit = {},
): Promise<{ readonly model: string; readonly releases: readonly Recorded[] }> {
  const { tape, recorded } = recordingTape()
  const { model } = await fitOnTape(
    { synthesizer: findModel(name), open: openTapedGate },
    table,
    { schema, privacy: { ...privacy, ...unit } },
    () => tape,
  )
  return { model: bytesOf(model as FittedModel), releases: recorded }
}

describe.each(counted)('%s with differential privacy, counted by an engine', (name) => {
  test('asks what a fit of the rows asks, gets the same exact counts, and is the same to the byte when the noise is', async () => {
    const own = members(700)
    const { model, releases } = await recorded(name, own)
    let replaying: ReturnType<typeof replayingTape> | undefined
    const found = await fitByEngine(name, await written(own), own.schema, (ledger) => {
      replaying = replayingTape(releases, ledger)
      return replaying.tape
    })
    expect(replaying?.problems).toEqual([])
    expect(replaying?.exact).toEqual(releases.map(({ exact }) => exact))
    expect(bytesOf(found)).toBe(model)
  })

  test('gives out the same of neighbouring tables when the releases are the same, and they move by what was declared', async () => {
    const rows = memberRows(300)
    const own = publicly(rows, memberColumns)
    const { model, releases } = await recorded(name, own)
    const odd = {
      person: 'P99999',
      age: 1e9,
      income: -5,
      weight: Number.NaN,
      since: '1900-01-01',
      job: 'spy',
      size: 'small',
      member: 'yes',
      comment: '',
    }
    // One row more, and one less in another order.
    for (const other of [
      [...rows, odd],
      [...rows.slice(5), ...rows.slice(0, 4)],
    ]) {
      let replaying: ReturnType<typeof replayingTape> | undefined
      const found = await fitByEngine(name, await written(publicly(other, memberColumns)), own.schema, (ledger) => {
        replaying = replayingTape(releases, ledger)
        return replaying.tape
      })
      expect(replaying?.problems).toEqual([])
      expect(bytesOf(found)).toBe(model)
    }
  })
})

/** Fits by the engine what `recorded` saw of another table, and expects the same questions, and no release that moved too far. */
async function expectReplayed(
  name: string,
  other: Known,
  { model, releases }: Awaited<ReturnType<typeof recorded>>,
  unit: Unit,
): Promise<readonly Float64Array[]> {
  let replaying: ReturnType<typeof replayingTape> | undefined
  const tape = (ledger: () => Ledger): Tape => {
    replaying = replayingTape(releases, ledger)
    return replaying.tape
  }
  const found = await fitByEngine(name, await written(other), other.schema, tape, unit)
  expect(replaying?.problems).toEqual([])
  expect(bytesOf(found)).toBe(model)
  return replaying?.exact ?? []
}

describe('units of several rows, counted by an engine', () => {
  test('sequences in line: the counts of memory, and one more moves nothing further than was paid for', async () => {
    const [rows, unit] = [visits(80), { maxRowsPerUnit: 6 }]
    const own = publicly(rows, visitColumns)
    const memory = await recorded('markov-chain', own, unit)
    // In whatever order the rows lie.
    const exact = await expectReplayed('markov-chain', publicly([...rows].reverse(), visitColumns), memory, unit)
    expect(exact).toEqual(memory.releases.map((release) => release.exact))
    const odd = Array.from({ length: 30 }, (_, i) => ({ who: 'X', when: '2021-12-31', state: i % 2 ? 'idle' : 'gone', amount: i % 3 }))
    await expectReplayed('markov-chain', publicly([...odd, ...rows], visitColumns), memory, unit)
  })

  test('people with several rows: at most so many of each count, whichever lie first', async () => {
    const [rows, unit] = [memberRows(300), { unit: 'person', maxRowsPerUnit: 3 }]
    const own = publicly(rows, memberColumns)
    const memory = await recorded('mst', own, unit)
    const exact = await expectReplayed('mst', own, memory, unit)
    expect(exact).toEqual(memory.releases.map((release) => release.exact))
    const odd = Array.from({ length: 40 }, (_, i) => ({ ...rows[i % 2], person: 'P99999', age: i, comment: null }))
    const other = [...odd.slice(20), ...rows, ...odd.slice(0, 20)]
    const more = await expectReplayed('mst', publicly(other, memberColumns), memory, unit)
    const again = await expectReplayed('mst', publicly([...other].reverse(), memberColumns), memory, unit)
    expect(again).toEqual(more)
  })

  test('sequences without an order that an engine could rely on are refused', async () => {
    const unordered = visitColumns.map((column) => (column.name === 'when' ? { ...column, nullable: true } : column))
    const own = publicly(visits(5), unordered)
    const source = await openTable(await written(own), { engine: 'duckdb' })
    const fits = fit(source, { schema: own.schema, model: 'markov-chain', privacy: { ...privacy, maxRowsPerUnit: 3 } })
    await expect(fits).rejects.toThrow(/needs one of whole numbers or times that is never missing \(got when, nullable\)/)
    await source.close()
  })
})

describe('a private fit of rows that lie elsewhere', () => {
  test('reads cells as the schema says, whatever their types: the counts of memory', async () => {
    const columns = [
      { name: 'whole', kind: 'integer', min: -3, max: 300, nullable: true, missing: ['7'] },
      { name: 'real', kind: 'numeric', min: -1, max: 1, nullable: true },
      { name: 'cents', kind: 'numeric', decimals: 2, min: 0, max: 40, nullable: false },
      { name: 'code', kind: 'categorical', levels: ['1', '2.0', '30'], nullable: true },
      { name: 'truth', kind: 'boolean', levels: ['no', 'yes'], nullable: false },
      { name: 'when', kind: 'datetime', format: '%Y-%m-%d %H:%M:%S', unit: 's', min: 0, max: 1_000_000, nullable: true },
      { name: 'word', kind: 'categorical', levels: ["it's", '\\', '"', ' wide ', 'a'], nullable: true, missing: ['none'] },
    ] as const
    const odds = {
      whole: [-5, 0.5, 7, null, 300, 12],
      real: [Number.NaN, -0, 1e-320, 0.3, -2, null],
      cents: [0.005, 0.015, 39.995, 12.345, 100, 3],
    }
    const more = {
      code: [1, 2, 30, 4, null, 2],
      truth: [true, false, true, false, true, true],
      word: ["it's", '\\', ' wide ', 'wide', ' a', 'none'],
    }
    const rows = Array.from({ length: 216 }, (_, i) => ({
      ...{
        whole: odds.whole[i % 6],
        real: odds.real[Math.floor(i / 6) % 6],
        cents: odds.cents[Math.floor(i / 36)],
        code: more.code[(i * 5) % 6],
      },
      ...{ truth: more.truth[i % 5], when: new Date((i * 7919 * 1000) % 1_200_000_000), word: more.word[(i * 11 + Math.floor(i / 6)) % 6] },
    }))
    const own = publicly(rows, columns as never)
    const names = Object.keys(rows[0] as object)
    const cells = (name: string): string => {
      const value = (row: (typeof rows)[number]): unknown => row[name as keyof (typeof rows)[number]]
      return rows
        .map((row) => {
          const own = value(row)
          if (own === null || own === undefined) return 'null'
          if (own instanceof Date) return `timestamp '${own.toISOString().slice(0, 19).replace('T', ' ')}'`
          if (typeof own === 'string') return `'${own.replaceAll("'", "''")}'`
          return typeof own === 'number' ? `'${own}'::double` : String(own)
        })
        .join(', ')
    }
    const file = join(folder, 'types.db')
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const instance = await DuckDBInstance.create(file)
    const connection = await instance.connect()
    await connection.run(`create table t as select ${names.map((name) => `unnest([${cells(name)}]) as "${name}"`).join(', ')}`)
    connection.closeSync()
    instance.closeSync()
    const { releases } = await recorded('mst', own)
    const synthesizer = findModel('mst')
    const source = await openTable(`duckdb:${file}`, { table: 't', silent: true })
    let replaying: ReturnType<typeof replayingTape> | undefined
    const job = { synthesizer, options: {}, seed: 1, privacy }
    await fitPrivatelyElsewhere(countedTable(source, own.schema), source.engine, own.schema, job, (data, ledger, most) => {
      replaying = replayingTape(releases, () => ledger)
      return openTapedGate(data, ledger, most, replaying.tape, secureBits())
    })
    await source.close()
    expect(replaying?.exact).toEqual(releases.map(({ exact }) => exact))
  })

  test('says nothing that rows could have caused: not what an engine says, not that there are none', async () => {
    const { schema } = members(1)
    const types = { age: 'bigint', income: 'double', weight: 'double', since: 'date', job: 'varchar', size: 'varchar', member: 'varchar' }
    const engine = (answer: (sql: string) => unknown[][]) =>
      sqlSource(
        {
          dialect: 'duckdb',
          run: async (sql) => (/^select count/.test(sql) ? [[5]] : answer(sql)),
          columns: async () => Object.entries({ person: 'varchar', comment: 'varchar', ...types }).map(([name, type]) => ({ name, type })),
        },
        'select * from t',
      )
    const job = { schema, model: 'mst', privacy } as const
    const secret = await engine(() => {
      throw new Error('could not convert "Mrs Smith" to double')
    })
    await expect(fit(secret, job)).rejects.toThrow(/^duckdb: the engine failed at query 1$/)
    const garbage = await engine(() => [['Mrs Smith', 'x']])
    await expect(fit(garbage, job)).rejects.toThrow(/^duckdb: the engine failed at query 1$/)
    const model = await fit(await engine(() => []), job)
    expect(model.provenance.rows).toBeGreaterThan(0)
    expect(JSON.stringify(privacyStatement(model))).toMatch(/rows of the table on that an engine counted/)
  })

  test('refuses what needs rows at hand, and files that are sniffed', async () => {
    const own = members(30)
    const path = await written(own)
    const source = await openTable(path, { engine: 'duckdb' })
    const refused = [
      [{ model: 'sequential-trees', privacy }, /can't be fitted with differential privacy; choose one of mst, aim/],
      [{ model: 'mst', privacy: { ...privacy, unit: 'nobody', maxRowsPerUnit: 2 } }, /nobody/],
    ] as const
    for (const [options, message] of refused) await expect(fit(source, { schema: own.schema, ...options })).rejects.toThrow(message)
    await source.close()
    const csv = join(folder, 'rows.csv')
    writeFileSync(csv, 'age\n1\n')
    await expect(openTable(csv, { engine: 'duckdb', silent: true })).rejects.toThrow(/reads CSV by looking at its rows/)
    const sniffed = await openTable(csv, { engine: 'duckdb' })
    await expect(fit(sniffed, { schema: own.schema, model: 'mst', privacy })).rejects.toThrow(/reads CSV by looking at its rows/)
    await sniffed.close()
  })

  test('is one from the command line, too, booked in its ledger', async () => {
    const { table, schema } = members(500)
    const path = await written({ table, schema })
    const [described, model, ledger] = ['schema.json', 'm.json', 'book.json'].map((name) => join(folder, name)) as [string, string, string]
    writeFileSync(described, JSON.stringify(schema))
    const args = ['fit', path, '--engine', 'duckdb', '-m', 'mst', '--epsilon', '1', '--schema', described, '-o', model]
    const { stderr } = await rowsmith([...args, '--ledger', ledger, '--total-epsilon', '1.2'])
    expect(stderr).toMatch(/mst learned about [\d,]+ rows \(an estimate\) for epsilon 1.*was counted by DuckDB/)
    expect(await rowsmith([...args, '--ledger', ledger])).toMatchObject({ code: 2, stderr: expect.stringMatching(/epsilon/) })
  })
})
