import type { ClientConfig, Client as PgClient } from 'pg'
import { InputError } from '../errors.js'
import { optional } from '../io/optional.js'
import type { Engine, EngineColumn } from '../sql/engine.js'

/** Seconds that a server may take to let somebody in. */
const patience = 30

/**
 * Postgres in one snapshot that nothing can be written in: all queries see the same rows. Passwords come from PGPASSWORD or ~/.pgpass.
 * Nothing of the address stands in a message.
 */
export async function openPostgres(url: string): Promise<Engine> {
  const { default: pg } = await optional(() => import('pg'), 'pg', 'postgres:// sources')
  const config: ClientConfig = { connectionString: url, application_name: 'rowsmith', connectionTimeoutMillis: patience * 1000 }
  const client = connected(pg.Client, config)
  let lost: Error | undefined
  try {
    await client.connect()
    client.on('error', (error) => {
      lost = error
    })
    await client.query('begin transaction isolation level repeatable read read only')
    // Rows are numbered in the order in which they lie.
    await client.query('set local synchronize_seqscans = off')
  } catch (error) {
    await client.end().catch(() => {})
    throw new InputError('Postgres', `can't be reached (${connectionProblem(error as Error)})`)
  }
  const [version] = (await rowsOf(client, 'show server_version'))[0] ?? ['']
  const process = Number((await rowsOf(client, 'select pg_backend_pid()'))[0]?.[0])
  const cancel = async (): Promise<void> => {
    const other = connected(pg.Client, config)
    await other.connect()
    await other.query('select pg_cancel_backend($1)', [process])
    await other.end()
  }
  return {
    name: `Postgres ${String(version).split(' ')[0]}`,
    dialect: 'postgres',
    writes: false,
    async run(sql, signal) {
      if (lost) throw lost
      const interrupt = (): void => void cancel().catch(() => client.end())
      signal?.addEventListener('abort', interrupt)
      try {
        const result = await client.query({ text: sql, rowMode: 'array' })
        const rows = result.rows as unknown as unknown[][]
        return result.fields.map((_, i) => rows.map((row) => row[i]))
      } finally {
        signal?.removeEventListener('abort', interrupt)
      }
    },
    columns: (from) => columnsOf(client, from),
    async close() {
      await client.end().catch(() => {})
    },
  }
}

function connected(Client: new (config: ClientConfig) => PgClient, config: ClientConfig): PgClient {
  try {
    return new Client(config)
  } catch {
    throw new InputError('Postgres', 'has no such address; write it as postgres://user@host:5432/database')
  }
}

async function rowsOf(client: PgClient, text: string): Promise<unknown[][]> {
  return (await client.query({ text, rowMode: 'array' })).rows as unknown as unknown[][]
}

/** The columns of what stands after FROM; of an enumeration as such, of a domain as what it is made of. */
async function columnsOf(client: PgClient, from: string): Promise<EngineColumn[]> {
  const { fields } = await client.query({ text: `select * from ${from} limit 0`, rowMode: 'array' })
  const ids = [...new Set(fields.map(({ dataTypeID }) => dataTypeID))]
  const types = await rowsOf(
    client,
    `select oid::int, case typtype when 'e' then 'enum' when 'd' then format_type(typbasetype, null) else format_type(oid, null) end from pg_type where oid in (${ids.join(', ') || 0})`,
  )
  const names = new Map(types.map(([id, name]) => [Number(id), String(name)]))
  return fields.map(({ name, dataTypeID }) => ({ name, type: names.get(dataTypeID) ?? 'unknown' }))
}

/** Why a connection failed, without what was asked for: an address may hold a password. */
function connectionProblem(error: Error & { readonly code?: string }): string {
  const known: Readonly<Record<string, string>> = {
    '28P01': 'the password is wrong; set PGPASSWORD, or write it into ~/.pgpass',
    '28000': 'this user may not log in; name another one in the address',
    '3D000': 'there is no such database',
    ECONNREFUSED: 'nobody answers there; is the server running?',
    ENOTFOUND: 'there is no such host',
    ENOENT: 'there is no such socket; is the server running?',
  }
  if (known[error.code ?? '']) return known[error.code ?? '']
  if (/timeout/i.test(error.message)) return `no answer in ${patience} seconds; is it a Postgres server?`
  return /password/i.test(error.message)
    ? 'it wants a password; set PGPASSWORD, or write it into ~/.pgpass'
    : (error.code ?? 'no connection')
}
