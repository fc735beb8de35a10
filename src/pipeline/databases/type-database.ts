import { InputError, joinProblems, RowsmithError } from '../../errors.js'
import type { Read } from '../../io/formats.js'
import { withCopiedKinds } from '../../models/relational/fit/carried.js'
import { withCarried } from '../../relations/carried/carried.js'
import type { Database } from '../../relations/database.js'
import { type Declarations, detectRelations, type FoundRelation } from '../../relations/detect/detect.js'
import type { DatabaseSchema, TableSchema } from '../../relations/schema.js'
import { type CodeColumn, isNumberColumn, type Kind } from '../../table/column.js'
import { isPersonal } from '../../table/meaning/detect.js'
import { ownValue } from '../../table/own.js'
import type { RawTable } from '../../table/raw.js'
import { newColumn, type Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { datetimeCodec } from '../../table/times/datetime.js'
import { conform } from '../../table/typing/conform.js'
import { typeTable } from '../tables/bytes.js'
import { typeCompared } from '../tables/compared.js'

/** The tables of a database, typed, and what they are to each other. */
export interface ReadDatabase {
  readonly database: Database
  readonly schema: DatabaseSchema
  /** What would be relations by their values, although no name says so. Empty where the schema was given. */
  readonly perhaps: readonly FoundRelation[]
  /** What was guessed, left out or changed while reading, one sentence each. */
  readonly notes: readonly string[]
}

/** What was read of a database before anybody decided what it is. */
export interface RawDatabase {
  readonly reads: Readonly<Record<string, Read>>
  /** What the source declares. */
  readonly declared?: Declarations
  /** The statements that make its tables, for an SQLite file. */
  readonly statements?: readonly string[]
  readonly notes: readonly string[]
}

/** What is known of the tables of a database before they are read. */
export interface DatabaseOptions {
  /** What the tables are and how they refer to each other; inferred where absent. */
  readonly schema?: DatabaseSchema
  /** True: the tables are to be compared with those of the schema; levels and columns that it doesn't have are kept, and what is written otherwise is the same. */
  readonly compared?: boolean
}

/** The typed database of what was read, with its schema: the one given, or else inferred. Throws one error that lists the problems of all tables. */
export function typeDatabase(
  { reads, declared, statements, notes }: RawDatabase,
  where: string,
  { schema, compared = false }: DatabaseOptions = {},
): ReadDatabase {
  if (Object.hasOwn(reads, '__proto__'))
    throw new InputError(where, 'no table can be called __proto__, which means something else to JavaScript; rename it')
  const said = [
    ...notes,
    ...Object.entries(reads).flatMap(
      ([
        name,
        {
          facts: { notes, unusual = notes },
        },
      ]) => unusual.map((note) => `${name}: ${note}`),
    ),
  ]
  if (schema && compared) return { database: typeComparedTables(reads, schema, where, said), schema, perhaps: [], notes: said }
  if (schema) return { ...typeBySchema(reads, schema, where), perhaps: [], notes: said }
  const raws = Object.fromEntries(Object.entries(reads).map(([name, { raw }]) => [name, raw]))
  const { keys, relations, perhaps } = detectRelations(raws, declared)
  const tables: Record<string, TableSchema> = {}
  const type = (name: string, read: Read, given: Readonly<Record<string, Kind>>): Table => {
    const key = ownValue(keys, name) ?? []
    const typed = typeTable(read, name, { kinds: { ...given, ...keyKinds(read.raw, key) } })
    tables[name] = { ...typed.schema, key: [...key] }
    return typed.table
  }
  const database: Record<string, Table> = Object.fromEntries(
    collect(Object.entries(reads), where, ([name, read]) => [name, type(name, read, {})]),
  )
  said.push(...timesThatAreKeys(relations, tables, database))
  const again = collect(Object.entries(reads), where, ([name, read]) => {
    const kinds = { ...personalTexts(tables[name], database[name]), ...referenceKinds(name, relations, tables) }
    return [name, Object.keys(kinds).length > 0 ? type(name, read, kinds) : database[name]]
  })
  Object.assign(database, Object.fromEntries(again))
  const found = withCopiedKinds(withCarried(database, { format: 'rowsmith-schema', version: 2, tables, relations }))
  return {
    database: Object.fromEntries(Object.entries(database).map(([name, table]) => [name, conform(table, found.tables[name])] as const)),
    schema: { ...found, ...(statements ? { statements: [...statements] } : {}) },
    perhaps,
    notes: said,
  }
}

/** Levels by which people are known, nearly all of them different: in a short table each is somebody. */
function personalTexts({ columns }: TableSchema, table: Table): Record<string, Kind> {
  const texts = columns.filter(({ name, kind, meaning }) => {
    if ((kind !== 'categorical' && kind !== 'ordinal') || !isPersonal(meaning)) return false
    const { levels, values } = table.column(name) as CodeColumn
    const known = values.reduce((count: number, code) => count + (code >= 0 ? 1 : 0), 0)
    return levels.length >= mostlyDifferent * known
  })
  return Object.fromEntries(texts.map(({ name }) => [name, 'text' as const]))
}

const mostlyDifferent = 0.75

/** Kinds whose values are no longer what was written, by which references are matched. */
const readings: ReadonlySet<Kind> = new Set(['datetime', 'boolean'])

/** The kinds of references that were read as another thing than the keys that they name, as dates that are keys are ids. */
function referenceKinds(
  name: string,
  relations: readonly FoundRelation[],
  tables: Readonly<Record<string, TableSchema>>,
): Record<string, Kind> {
  const kindOf = (table: string, column: string): Kind | undefined => tables[table].columns.find((other) => other.name === column)?.kind
  return Object.fromEntries(
    relations.flatMap(({ child, columns, parent, key }) =>
      columns.flatMap((column, i) => {
        const [own, wanted] = [kindOf(child, column), kindOf(parent, key[i])]
        const isOther = child === name && own && wanted && own !== wanted && (readings.has(own) || readings.has(wanted))
        return isOther ? [[column, wanted] as const] : []
      }),
    ),
  )
}

/** What is to be known of keys that are times, as those of a calendar: made anew by their digits, they would be no days. */
function timesThatAreKeys(
  relations: readonly FoundRelation[],
  tables: Readonly<Record<string, TableSchema>>,
  database: Database,
): string[] {
  const told = relations.flatMap(({ child, columns: [column], parent, key: [name, ...others] }) => {
    const own = tables[child].columns.find((other) => other.name === column)
    if (own?.kind !== 'datetime' || others.length > 0) return []
    const key = database[parent].column(name)
    const { parse } = datetimeCodec(own)
    if (isNumberColumn(key) || key.levels.length === 0 || key.levels.some((level) => Number.isNaN(parse(level)))) return []
    return [
      `${parent}.${name}: the keys are times, and are made anew as any other key; where the table is a calendar, let it be written as it is: --lookup ${parent}, or "role": "lookup" in the schema`,
    ]
  })
  return [...new Set(told)]
}

/** A key of one column is made anew in its pattern, whatever its values look like. */
function keyKinds(raw: RawTable, [column, ...others]: readonly string[]): Record<string, Kind> {
  return column === undefined || others.length > 0 || raw.rows === 0 ? {} : { [column]: 'id' }
}

function typeBySchema(reads: RawDatabase['reads'], given: DatabaseSchema, where: string): Pick<ReadDatabase, 'database' | 'schema'> {
  const problems = [
    ...Object.keys(given.tables).flatMap((name) =>
      Object.hasOwn(reads, name) ? [] : [`${name}: the schema has this table, but there are only ${Object.keys(reads).join(', ')}`],
    ),
    ...Object.keys(reads).flatMap((name) =>
      Object.hasOwn(given.tables, name) ? [] : [`${name}: is no table of the schema; add it there, or leave it out of the data`],
    ),
  ]
  if (problems.length > 0) throw new InputError(where, joinProblems(problems))
  const tables = { ...given.tables }
  const typed = collect(Object.entries(reads), where, ([name, read]) => {
    const { key, order, role, model, ...schema } = given.tables[name]
    if (!isOpen(schema)) return [name, typeTable(read, name, { schema: withOpenKey(schema, key) }).table] as const
    const kinds = Object.fromEntries(schema.columns.map((column) => [column.name, column.kind]))
    const known = typeTable(read, name, { kinds: { ...kinds, ...keyKinds(read.raw, key) } })
    tables[name] = { ...known.schema, key, order, role, model }
    return [name, known.table] as const
  })
  return { database: Object.fromEntries(typed), schema: { ...given, tables } }
}

/** The schema with a key that may be missing, which is told with all else that is wrong with keys and references. */
function withOpenKey(schema: Schema, key: readonly string[]): Schema {
  return { ...schema, columns: schema.columns.map((column) => (key.includes(column.name) ? { ...column, nullable: true } : column)) }
}

/** Tables as those of the schema, by whose kinds they are read; others are left out. */
function typeComparedTables(reads: RawDatabase['reads'], given: DatabaseSchema, where: string, said: string[]): Database {
  const { tables } = given
  const absent = Object.keys(tables).filter((name) => !Object.hasOwn(reads, name))
  if (absent.length > 0) throw new InputError(where, `lacks the tables ${absent.join(', ')}; got ${Object.keys(reads).join(', ')}`)
  const typed = collect(Object.entries(tables), where, ([name, { key: _, order: __, role: ___, model: ____, rows: _____, ...schema }]) => {
    return [
      name,
      typeCompared(reads[name], name, withKeysAsIds(name, schema, given), (sentence) => said.push(`${name}: ${sentence}`)),
    ] as const
  })
  return Object.fromEntries(typed)
}

/** The schema with keys and references as ids: those of another database may be written in any way, as long as they agree among themselves. */
function withKeysAsIds(name: string, schema: Schema, { tables, relations }: DatabaseSchema): Schema {
  const keys = new Set([
    ...(tables[name]?.key ?? []),
    ...relations.flatMap(({ child, columns, parent, key }) => [...(child === name ? columns : []), ...(parent === name ? key : [])]),
  ])
  const columns = schema.columns.map((column) => {
    return keys.has(column.name) ? newColumn({ name: column.name, kind: 'id', pattern: '{n:1}', missing: column.missing }) : column
  })
  const names = new Set(columns.filter(({ kind }) => kind !== 'id').map((column) => column.name))
  return {
    ...schema,
    columns,
    dependencies: schema.dependencies.filter(({ from, to }) => names.has(from) && names.has(to)),
    relations: undefined,
  }
}

/** Whether a schema names kinds alone, as metadata of other programs do: levels are then found in the rows. */
function isOpen({ columns }: Schema): boolean {
  return columns.some((column) => 'levels' in column && column.kind !== 'text' && column.levels.length === 0)
}

/** The results for all items; throws one InputError with the problems of all. */
function collect<Item extends readonly [string, unknown], Result>(
  items: readonly Item[],
  where: string,
  work: (item: Item) => Result,
): Result[] {
  const problems: string[] = []
  const results = items.flatMap((item) => {
    try {
      return [work(item)]
    } catch (error) {
      if (!(error instanceof RowsmithError)) throw error
      const [name] = item
      problems.push(error.path === name ? error.message : `${name}${error.path === '' ? ': ' : '.'}${error.message}`)
      return []
    }
  })
  if (problems.length > 0) throw new InputError(where, joinProblems(problems))
  return results
}
