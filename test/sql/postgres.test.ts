import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { tableToBytes } from '../../src/index.js'
import { openTable } from '../../src/node/sources.js'
import { type Known, known } from '../support/tables.js'
import { expectSameModels, expectSameStructures, hasAdult, shippedTable } from './same-model.js'

/** Debian's place of Postgres; the newest one there is. */
const home = '/usr/lib/postgresql'
const bin = existsSync(home)
  ? readdirSync(home)
      .map((version) => join(home, version, 'bin'))
      .find((path) => existsSync(join(path, 'initdb')))
  : undefined
if (!bin) console.log('skipped: Postgres is not installed')
/** Postgres refuses to run as root: nobody does then. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}

describe.skipIf(!bin)('Postgres', () => {
  let folder: string
  let server: ChildProcess
  let url: string
  let own: Known
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'rowsmith-pg-'))
    chmodSync(folder, 0o755)
    if (nobody.uid !== undefined) chownSync(folder, nobody.uid, nobody.gid)
    const data = join(folder, 'data')
    execFileSync(join(bin as string, 'initdb'), ['-D', data, '-U', 'tester', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], {
      ...nobody,
      stdio: 'ignore',
    })
    // One user has a password.
    const access = join(data, 'pg_hba.conf')
    writeFileSync(access, `local all wary scram-sha-256\n${readFileSync(access, 'utf8')}`)
    server = spawn(join(bin as string, 'postgres'), ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'fsync=off'], {
      ...nobody,
      stdio: 'ignore',
    })
    url = `postgresql://tester@/postgres?host=${encodeURIComponent(folder)}`
    own = await shippedTable('penguins')
    await retry(() => load(url, 'penguins', own))
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query("create sequence numbers; create role wary login password 'right-word'")
    await client.end()
  }, 120_000)
  afterAll(async () => {
    const gone = new Promise((resolve) => server?.once('exit', resolve))
    server?.kill('SIGINT')
    await gone
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  test('counts the same models as memory, to the byte', async () => {
    for (const what of [{ table: 'public.penguins' }, { query: 'select * from penguins' }]) {
      const source = await openTable(url, what)
      await expectSameModels(source, own)
      if ('table' in what) await expectSameStructures(source, own)
      expect(source.engine).toMatch(/^Postgres \d/)
      await source.close()
    }
  })

  test.each(['birdstrikes', ...(hasAdult ? (['adult'] as const) : [])] as const)(
    'and so of %s',
    async (name) => {
      const other = await shippedTable(name)
      await load(url, name, other)
      const source = await openTable(url, { table: name })
      await expectSameModels(source, other)
      if (name === 'adult') await expectSameStructures(source, other)
      await source.close()
    },
    600_000,
  )

  test('so of levels and names with quotes and backslashes', async () => {
    const levels = ["it's", '"', '\\', "\\'", 'a"; drop table t; --', 'E\\', '$$']
    const odd = known(Array.from({ length: 60 }, (_, i) => ({ 'odd "name\\': levels[i % 7], "b'; --": i % 5 })))
    await load(url, 'odd', odd)
    const source = await openTable(url, { table: 'odd' })
    await expectSameModels(source, odd)
    await source.close()
  })

  test('sees one snapshot, and nothing can be written in it', async () => {
    const source = await openTable(url, { table: 'penguins' })
    const other = new pg.Client({ connectionString: url })
    await other.connect()
    await other.query('insert into penguins select * from penguins limit 10')
    await expectSameModels(source, own)
    await other.query('delete from penguins where ctid in (select max(ctid) from penguins group by penguins having false)')
    await source.close()
    await expect(openTable(url, { query: "select nextval('numbers') as n" }).then((found) => found.rows)).rejects.toThrow(/Postgres/)
    await other.end()
  })

  test('is interrupted by a signal: the server works on nothing any more', async () => {
    const abort = new AbortController()
    const watcher = new pg.Client({ connectionString: url })
    await watcher.connect()
    const busy = async (): Promise<number> => {
      const text = "select 1 from pg_stat_activity where state = 'active' and query like '%pg_sleep(600)%' and pid <> pg_backend_pid()"
      return (await watcher.query(text)).rows.length
    }
    const slow = openTable(url, { query: 'select pg_sleep(600)::text as s', signal: abort.signal })
    const ended = expect(slow).rejects.toThrow(/abort/i)
    while ((await busy()) === 0) await new Promise((resolve) => setTimeout(resolve, 20))
    abort.abort()
    await ended
    expect(await busy()).toBe(0)
    await watcher.end()
  })

  test('says what is wrong, and never a password', async () => {
    const secret = 'hunter2-secret'
    const wrong = openTable(`postgresql://tester:${secret}@localhost:1/postgres`, { table: 'penguins' })
    await expect(wrong).rejects.toThrow(/can't be reached/)
    await wrong.catch((error: Error) => expect(`${error.message} ${error.stack}`).not.toContain(secret))
    const wary = openTable(url.replace('tester@', 'wary:wrong-word@'), { table: 'penguins' })
    await expect(wary).rejects.toThrow(/password/)
    await wary.catch((error: Error) => expect(`${error.message} ${error.stack} ${JSON.stringify(error)}`).not.toContain('wrong-word'))
    await expect(openTable(url, { table: 'bees' })).rejects.toThrow(/bees.*does not exist/)
  })
})

/** Numbers as numbers, everything else as the text that a file would have. */
async function load(url: string, name: string, { table, schema }: Known): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const quoted = table.names.map((own) => `"${own.replaceAll('"', '""')}"`)
  const types = table.columns.map(({ kind }) => (kind === 'numeric' || kind === 'integer' ? 'double precision' : 'text'))
  await client.query(`create table ${name} (${quoted.map((own, i) => `${own} ${types[i]}`).join(', ')})`)
  await client.end()
  const input = await tableToBytes(table, schema, 'csv')
  execFileSync(join(bin as string, 'psql'), [url, '-q', '-c', `\\copy ${name} from stdin csv header null ''`], { input })
}

/** A server takes a moment to start. */
async function retry(work: () => Promise<void>): Promise<void> {
  for (let left = 400; ; left--) {
    try {
      return await work()
    } catch (error) {
      if (left === 0 || !/ENOENT|ECONNREFUSED|starting up/.test(String((error as { code?: string }).code ?? '') + String(error)))
        throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}
