import { zipSync } from 'fflate'
import {
  type Database,
  type DatabaseSchema,
  databaseToSqlite,
  describeDatabase,
  evaluateByFamilies,
  type FamilyBlock,
  type FoundRelation,
  fitDatabase,
  formatOfPath,
  InputError,
  parseDatabaseSchema,
  type RelationalModel,
  readDatabase,
  renderDatabaseReport,
  renderGraph,
  repairDatabase,
  sampleFamilies,
  stringifyDatabaseModel,
  tableWriter,
} from '../../index.js'
import type { DatabaseAsk, DatabaseEdits, DatabasePreview, DrawnDatabase, Picked } from '../protocol.js'
import { refuseTooLarge } from './room.js'
import { need } from './state.js'
import type { Job } from './tasks.js'

/** The one database, and what was made of it. */
interface Open {
  readonly files: readonly Picked[]
  readonly database: Database
  /** As it was read, before anybody corrected it. */
  readonly found: DatabaseSchema
  readonly perhaps: readonly FoundRelation[]
  readonly notes: readonly string[]
  /** The schema that somebody gave in place of what was found. */
  readonly given: unknown
  schema: DatabaseSchema
  /** The tables and their schema without what the corrections settle. */
  settled: ReturnType<typeof repairDatabase>
  model: RelationalModel | null
  drawn: DatabaseAsk | null
}

let open: Open | null = null

/** Reads several tables, or a file that holds some. */
export async function openDatabase({ progress, memory }: Job, files: readonly Picked[], edits: DatabaseEdits): Promise<DatabasePreview> {
  const input: Record<string, Uint8Array> = {}
  for (const { name, blob } of files) {
    progress(Object.keys(input).length / (2 * files.length), `reading ${name}`)
    if (blob.size === 0) throw new InputError(name, 'is empty (0 bytes); give a table with a header and rows')
    if (name in input) throw new InputError(name, 'was chosen twice; two tables need two names')
    await refuseTooLarge({ name, blob }, memory)
    input[name] = new Uint8Array(await blob.arrayBuffer())
  }
  progress(0.5, 'looking for what refers to what')
  const known = edits.schema === null ? {} : { schema: parseDatabaseSchema(edits.schema, 'schema') }
  const { database, schema, perhaps, notes } = await readDatabase(input, known)
  const settled = repairDatabase(database, schema, {})
  return retyped({ files, database, found: schema, perhaps, notes, given: edits.schema, schema, settled, model: null, drawn: null }, edits)
}

/** The database under these corrections. */
export async function retypeDatabase(job: Job, edits: DatabaseEdits): Promise<DatabasePreview> {
  const now = need(open, 'database')
  return JSON.stringify(edits.schema) === JSON.stringify(now.given) ? retyped(now, edits) : openDatabase(job, now.files, edits)
}

function retyped(now: Open, { dropped, added, lookups, settle }: DatabaseEdits): DatabasePreview {
  const { database, found, perhaps } = now
  const relations = [
    ...found.relations.filter((relation) => !dropped.includes(said(relation))),
    ...perhaps.filter((relation) => added.includes(said(relation))),
  ]
  const tables = Object.fromEntries(
    Object.entries(found.tables).map(([name, table]) => [name, lookups.includes(name) ? { ...table, role: 'lookup' as const } : table]),
  )
  const schema = parseDatabaseSchema({ ...found, relations, tables })
  open = { ...now, schema, settled: repairDatabase(database, schema, settle), model: null, drawn: null }
  return viewOf(open)
}

function said({ child, columns, parent, key }: Pick<FoundRelation, 'child' | 'columns' | 'parent' | 'key'>): string {
  return `${child} (${columns.join(', ')}) refers to ${parent} (${key.join(', ')})`
}

function viewOf({ files, found, perhaps, notes, schema, settled }: Open): DatabasePreview {
  const { database } = settled
  const kept = new Set(schema.relations.map(said))
  const shown = [
    ...found.relations.map((relation) => ({ relation, isSure: true })),
    ...perhaps.map((relation) => ({ relation, isSure: false })),
  ]
  return {
    files: files.map(({ name }) => name),
    isSqlite: isSqlite(files),
    tables: Object.entries(database).map(([name, table]) => ({
      name,
      rows: table.rows,
      columns: table.names,
      key: schema.tables[name]?.key ?? [],
      isLookup: schema.tables[name]?.role === 'lookup',
    })),
    relations: shown.map(({ relation, isSure }) => ({
      text: said(relation),
      reason: relation.reason ?? 'declared in the file',
      isSure,
      isKept: kept.has(said(relation)),
    })),
    notes: [...notes, ...settled.notes],
    diagram: diagramOf(schema, database),
  }
}

function isSqlite(files: readonly Picked[]): boolean {
  return files.length === 1 && formatOfPath(files[0]?.name ?? '') === 'sqlite'
}

/** Tables, with arrows from those that others refer to; what would close a circle is left to the list. */
function diagramOf({ relations }: DatabaseSchema, database: Database): string {
  const below = new Map<string, Set<string>>()
  const reaches = (from: string, to: string): boolean => from === to || [...(below.get(from) ?? [])].some((next) => reaches(next, to))
  const edges = relations.flatMap(({ parent, child }) => {
    if (reaches(child, parent) || below.get(parent)?.has(child)) return []
    below.set(parent, (below.get(parent) ?? new Set()).add(child))
    return [{ from: parent, to: child, strength: 0.5 }]
  })
  const nodes = Object.entries(database).map(([name, { rows }]) => ({ name, note: `${rows.toLocaleString('en')} rows` }))
  return renderGraph({ nodes, edges }, 'svg')
}

/** Learns the tables and draws others like them, as `rowsmith synth` writes them into a folder. */
export async function synthDatabase(job: Job, ask: DatabaseAsk): Promise<DrawnDatabase> {
  const now = need(open, 'database')
  const notes: string[] = []
  const note = (sentence: string): void => {
    notes.push(sentence)
  }
  const { pool, signal, progress } = job
  now.model = await fitDatabase(now.settled.database, {
    ...{ schema: now.settled.schema, seed: ask.seed, note, pool, signal },
    progress: (share, what) => progress(0.7 * share, what),
  })
  now.drawn = ask
  const parts: Record<string, Uint8Array[]> = {}
  const writers: Record<string, Awaited<ReturnType<typeof tableWriter>>> = {}
  const rows: Record<string, number> = {}
  for (const [name, schema] of Object.entries(now.model.schema.tables)) {
    const own: Uint8Array[] = []
    parts[name] = own
    rows[name] = 0
    writers[name] = await tableWriter('csv', schema, {
      write: async (bytes) => {
        own.push(bytes.slice())
      },
    })
  }
  for await (const { tables } of families(job, now.model, ask, 0.7, note)) {
    for (const [name, table] of Object.entries(tables)) {
      await writers[name]?.write(table)
      rows[name] = (rows[name] ?? 0) + table.rows
    }
  }
  for (const writer of Object.values(writers)) await writer.close()
  const files: Record<string, Uint8Array> = {}
  for (const [name, own] of Object.entries(parts)) {
    files[`${name.replaceAll(/[\\/:*?"<>|]/g, '_')}.csv`] = new Uint8Array(await new Blob(own as Uint8Array<ArrayBuffer>[]).arrayBuffer())
  }
  const zip = new Blob([zipSync(files)], { type: 'application/zip' })
  const { reveals } = describeDatabase(now.model)
  return { notes, reveals, rows: Object.entries(rows).map(([name, count]) => ({ name, rows: count })), zip }
}

function families(
  { pool, signal, progress }: Job,
  model: RelationalModel,
  { seed, scale }: DatabaseAsk,
  from: number,
  note?: (sentence: string) => void,
): AsyncGenerator<FamilyBlock> {
  return sampleFamilies(model, {
    ...{ seed, pool, signal },
    ...(scale === 1 ? {} : { scale }),
    ...(note && { note }),
    progress: (share, what) => progress(from + (1 - from) * share, what),
  })
}

/** The rows that were drawn, as one file with the statements and keys of the one that was read. */
export async function drawnSqlite(job: Job): Promise<Blob> {
  const { model, drawn } = need(open, 'database')
  const learned = need(model, 'model')
  async function* blocks(): AsyncGenerator<Database> {
    for await (const { tables } of families(job, learned, need(drawn, 'rows'), 0)) yield tables
  }
  return new Blob([(await databaseToSqlite(blocks(), learned.schema)) as Uint8Array<ArrayBuffer>])
}

/** The report of `rowsmith synth a.csv b.csv --report`, as a page of its own. */
export async function databaseReport({ pool, signal, progress }: Job, { seed }: DatabaseAsk): Promise<string> {
  const { files, settled } = need(open, 'database')
  const { evaluation, note } = await evaluateByFamilies(settled.database, { schema: settled.schema, seed, pool, signal, progress })
  const title = files.length === 1 ? (files[0]?.name ?? '') : `${files.length} tables`
  return renderDatabaseReport({ title, evaluation, notes: [note, `The seed is ${seed}.`] })
}

/** The schema with what was corrected, for `--schema`. */
export async function databaseSchemaFile(): Promise<Blob> {
  return new Blob([`${JSON.stringify(need(open, 'database').schema, null, 2)}\n`])
}

export async function databaseModelFile(): Promise<Blob> {
  return new Blob([stringifyDatabaseModel(need(need(open, 'database').model, 'model'))])
}
