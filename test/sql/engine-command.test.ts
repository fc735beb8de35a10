import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fit, sqlSource } from '../../src/index.js'
import { openTable } from '../../src/node/sources.js'
import { writeTable } from '../../src/node.js'
import { rowsmith } from '../support/cli.js'
import { type Known, known } from '../support/tables.js'
import { expectSameModels, shippedTable } from './same-model.js'

const command = (what: string, file = ''): string =>
  `"${process.execPath}" "${fileURLToPath(new URL('command-engine.mjs', import.meta.url))}" ${what} ${file}`
let folder: string
let file: string
let own: Known
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rowsmith-test-'))
  file = join(folder, 'penguins.parquet')
  own = await shippedTable('penguins')
  await writeTable(file, own.table, own.schema)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('a command that answers SQL counts the same models as memory', async () => {
  const source = await openTable(undefined, { engine: command('good', file), table: 'data' })
  await expectSameModels(source, own)
  expect(source.engine).toBe('DuckDB 1.5')
  await source.close()
})

test.each([
  ['silent', 'gave no answer in 1 seconds'],
  ['stranger', 'greets with no dialect'],
  ['dies', 'is gone'],
  ['garbage', 'no line of JSON'],
  ['shapeless', 'no table of the columns'],
  ['fractions', 'something else than a whole number'],
  ['changes', 'changed while it was counted'],
])('an engine that is %s is one clear error, exit code 2, and no file', async (what, message) => {
  const output = join(folder, 'none.json')
  const before = createHash('sha256').update(readFileSync(file)).digest('hex')
  const { code, stderr } = await rowsmith([
    'fit',
    '--engine',
    command(what, file),
    '--table',
    'data',
    '-m',
    'independent',
    '--engine-timeout',
    what === 'silent' ? '1s' : '60s',
    '-o',
    output,
  ])
  expect(stderr).toContain(message)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(code).toBe(2)
  expect(existsSync(output)).toBe(false)
  expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(before)
})

test.each([
  [['fit', 'no-such-*.parquet', '-o', 'x.json'], 'names no file'],
  [['fit', 'duckdb:no-such.db', '--table', 't', '-o', 'x.json'], 'there is no such database'],
  [['fit', '--engine', 'duckdb', '-o', 'x.json'], 'is missing'],
  [['fit', 'x.xlsx', '--engine', 'duckdb', '-o', 'x.json'], 'there is no such file'],
  [['fit', 'postgres://nobody:secret-word@localhost:1/none', '--table', 't', '-o', 'x.json'], "can't be reached"],
  [['fit', 'duckdb:no-such.db', '--plan', '-o', 'x.json'], '--schema'],
])('%j is refused in a line', async (args, message) => {
  const { code, stderr } = await rowsmith(args)
  expect(stderr).toContain(message)
  expect(stderr).not.toContain('secret-word')
  expect(code).toBe(2)
  expect(existsSync('x.json')).toBe(false)
})

test('too many columns, no rows and two statements are refused in a line, and the files stay as they are', async () => {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const [wide, none] = [join(folder, 'wide.parquet'), join(folder, 'none.parquet')]
  await connection.run(`copy (select ${Array.from({ length: 5001 }, (_, i) => `1 as c${i}`).join(', ')}) to '${wide}'`)
  await connection.run(`copy (select 1 as a where false) to '${none}'`)
  const hashOf = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex')
  const output = join(folder, 'refused.json')
  for (const [path, flags, message] of [
    [wide, [], 'has 5001 columns, too many to be asked for'],
    [none, [], 'has no rows'],
    [file, ['--query', 'select 1; drop table data'], 'holds more than one statement'],
    [file, ['--query', 'select nothing from data'], "can't be read by DuckDB"],
  ] as const) {
    const before = hashOf(path)
    const { code, stderr } = await rowsmith(['fit', path, '--engine', 'duckdb', '-m', 'independent', '-o', output, ...flags])
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
    expect(stderr.trim().split('\n')).toHaveLength(1)
    expect([existsSync(output), hashOf(path)]).toEqual([false, before])
  }
})

test('a signal ends a command that is at work, and what it started', async () => {
  const abort = new AbortController()
  const source = await openTable(undefined, { engine: command('stuck', file), table: 'data', signal: abort.signal })
  setTimeout(() => abort.abort(), 50)
  await expect(fit(source, { model: 'independent', signal: abort.signal })).rejects.toThrow(/abort/i)
  await source.close()
})

test('a signal that a fit is given ends what the engine is at, whether or not its client heeds it; queries are told', async () => {
  const abort = new AbortController()
  const columns = async () => [{ name: 'age', type: 'bigint' }]
  const run = async (sql: string) => (/^select count/.test(sql) ? [[5]] : await new Promise<never>(() => {}))
  const source = await sqlSource({ dialect: 'duckdb', run, columns }, 'select * from people')
  const heard: string[] = []
  const progress = (_: number, what = ''): void => {
    heard.push(what)
    setTimeout(() => abort.abort(), 10)
  }
  await expect(fit(source, { model: 'independent', signal: abort.signal, progress })).rejects.toThrow(/abort/i)
  expect(heard).toEqual(['query 1'])
})

test.each([
  [['--delimiter', ';'], '--delimiter: says how one file is read into memory'],
  [['--no-header'], '--no-header: says how one file is read into memory'],
  [['--names', 'a,b'], '--names: says'],
  [['--locale', 'de'], '--locale: says'],
  [['--format', 'csv'], '--format: says'],
  [['--engine-timeout', '5m'], '--engine-timeout: is for an engine that is a command'],
  [['--rules-keep-rate'], '--rules-keep-rate: goes with --rules'],
  [['--suppress-rare', '5'], '--suppress-rare: changes rows'],
  [['--sample-rows', '10', '-m', 'independent'], '--sample-rows: goes with models that learn a sample'],
  [['--orphans', 'drop'], '--orphans: is for databases'],
])('%j has no effect with an engine and is refused', async (flags, message) => {
  const output = join(folder, 'unheeded.json')
  const { code, stderr } = await rowsmith(['fit', file, '--engine', 'duckdb', '-o', output, ...flags])
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)])
  expect(existsSync(output)).toBe(false)
})

test('a model that learns a sample is audited on it, unless --no-audit', async () => {
  const fit = [
    'fit',
    file,
    '--engine',
    'duckdb',
    '-m',
    'sequential-trees',
    '-o',
    join(folder, 'audited.json'),
    '--sample-rows',
    '120',
    '--threads',
    '1',
  ]
  const [audited, not] = [await rowsmith(fit), await rowsmith([...fit, '--no-audit'])]
  expect([audited.code, not.code]).toEqual([0, 0])
  expect(audited.stderr).toContain('audit: ')
  expect(not.stderr).not.toContain('audit: ')
})

test('a plan says what would be asked, and asks nothing', async () => {
  const schema = join(folder, 'schema.json')
  await rowsmith(['schema', file, '--engine', 'duckdb', '-o', schema])
  const { stdout, code } = await rowsmith([
    'fit',
    'postgres://nobody@localhost:1/none',
    '--table',
    't',
    '--schema',
    schema,
    '-m',
    'bayesian-network',
    '--plan',
  ])
  expect(code).toBe(0)
  expect(stdout).toMatch(/at most \d+ scans/)
  expect(stdout).toContain('count(*)')
  const plan = ['fit', file, '--engine', 'duckdb', '--schema', schema, '--plan', '--epsilon', '1', '-m']
  const [mst, trees] = [await rowsmith([...plan, 'mst']), await rowsmith([...plan, 'sequential-trees'])]
  expect(mst.stdout).toMatch(/mst of .*, with a privacy budget: at most \d+ scans/)
  expect([trees.code, trees.stderr]).toEqual([2, expect.stringContaining("can't be fitted with differential privacy")])
})

test('a client of the user, whatever it is, is a source of the library', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({ age: 20 + (i % 7), job: ['cook', "it's"][i % 2] }))
  const asked: string[] = []
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  await connection.run(
    `create table people as select * from (values ${rows.map(({ age, job }) => `(${age}, '${job?.replaceAll("'", "''")}')`).join(', ')}) as t(age, job)`,
  )
  const run = async (sql: string) => {
    asked.push(sql)
    return (await connection.runAndReadAll(sql)).getRowObjectsJS()
  }
  const client = { dialect: 'duckdb', name: 'mine', run } as const
  const source = await sqlSource(client, 'select * from people')
  const { schema } = known(rows)
  const [a, b] = [await fit(source, { schema, model: 'bayesian-network' }), await fit(rows, { schema, model: 'bayesian-network' })]
  expect(a.state).toEqual(b.state)
  expect(JSON.stringify(a.provenance)).not.toContain('people')
  expect(asked.every((sql) => sql.includes('(select * from people\n)') || sql.startsWith('describe'))).toBe(true)
})
