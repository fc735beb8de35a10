import { basename } from 'node:path'
import { InputError, joinProblems, OptionError } from '../../errors.js'
import { delimiterNamed } from '../../io/csv/sniff.js'
import { fileTypeOfPath } from '../../io/facts.js'
import { readText, writeText } from '../../io/files.js'
import { encodingNamed } from '../../io/text/text.js'
import { readDatabase } from '../../node/databases.js'
import { isDatabasePath, liesElsewhere } from '../../node/paths.js'
import type { DatabaseSchema, Schema } from '../../node.js'
import { inspectDatabase } from '../../pipeline/databases/inspect-database.js'
import { sourceSchema } from '../../pipeline/elsewhere/source-schema.js'
import { type PublicDialect, publicForm } from '../../pipeline/privacy/public-form.js'
import { fromSdvMetadata, toSdvMetadata } from '../../relations/sdv.js'
import { type Dialect, parseSchema } from '../../table/shape/schema.js'
import { typescriptOf } from '../../table/typescript.js'
import { databaseOptions, readInput, readNonEmpty } from '../input/input.js'
import { withSource } from '../input/source.js'
import type { SchemaFlags } from '../options/flags.js'
import { readOptions } from '../options/read-options.js'
import { createStatus } from '../run/status.js'

/** Writes the schema of a table or a database; or with --from or --to, what stands in for it in another program. */
export async function writeSchemas(paths: readonly string[], flags: SchemaFlags): Promise<void> {
  const [first = '', ...others] = paths
  const asksEngine = flags.engine !== undefined || flags.query !== undefined
  if (flags.from === undefined && (asksEngine || !(await isDatabasePath(paths, flags)))) {
    if (flags.to !== undefined) throw new OptionError('--to', 'is for a database: a folder, several files, or an SQLite file')
    return writeSchema(paths[0], flags)
  }
  if (flags.types !== undefined) throw new OptionError('--types', 'is for one table; write those of a database one by one')
  if (flags.public) throw new OptionError('--public', 'is for one table: there are no private fits of databases')
  if (flags.laws) return writeDatabaseLaws(paths, flags)
  const schema = flags.from === undefined ? await schemaOf(paths, flags) : await schemaFromSdv(first, others, flags)
  await writeText(flags.output ?? '-', `${JSON.stringify(flags.to === undefined ? schema : toSdvMetadata(schema), null, 2)}\n`)
}

async function schemaOf(paths: readonly string[], flags: SchemaFlags): Promise<DatabaseSchema> {
  const read = await readDatabase(paths, await databaseOptions(flags))
  const { problems } = inspectDatabase(read)
  for (const problem of problems) createStatus(false).say(problem)
  return read.schema
}

/** Writes the schema of a database with the laws that fit its columns, and the numbers of children, best. */
async function writeDatabaseLaws(paths: readonly string[], flags: SchemaFlags): Promise<void> {
  if (flags.from !== undefined || flags.to !== undefined)
    throw new OptionError('--laws', 'goes without --from and --to; write the laws of the tables, then change the schema')
  const read = await readDatabase(paths, await databaseOptions(flags))
  const { problems } = inspectDatabase(read)
  if (problems.length > 0) throw new InputError(paths.join(', '), joinProblems(problems))
  const { withDatabaseLaws } = await import('../../models/relational/described/fit-laws.js')
  const found = withDatabaseLaws(read.schema, read.database)
  for (const note of found.notes) createStatus(false).say(note)
  await writeText(flags.output ?? '-', `${JSON.stringify(found.schema, null, 2)}\n`)
}

/** The schema that metadata of SDV say; with the tables, too, what metadata leave open is found in their rows. */
async function schemaFromSdv(path: string, tables: readonly string[], flags: SchemaFlags): Promise<DatabaseSchema> {
  const { schema, notes } = fromSdvMetadata(parseJson(await readText(path), path), path)
  const { say } = createStatus(false)
  for (const note of notes) say(note)
  if (tables.length > 0) return (await readDatabase(tables, { ...(await databaseOptions(flags)), schema })).schema
  say(`${path} names kinds and relations alone; levels are found in the rows that are read with this schema`)
  return schema
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InputError(path, `is no valid JSON (${(error as Error).message}); a missing comma or quote?`, { cause: error })
  }
}

/** Writes the schema of a table, one column a line, or a form for it that holds nothing of the rows; as a TypeScript module, too. */
async function writeSchema(given: string | undefined, flags: SchemaFlags): Promise<void> {
  const path = given ?? flags.table ?? 'the query'
  if (flags.laws) return writeLaws(path, given, flags)
  const schema = liesElsewhere(given, flags) ? await schemaElsewhere(given, flags) : (await readInput(path, flags)).schema
  const known = flags.public ? publicDialect(path, flags) : {}
  const written = flags.public ? publicForm(schema, known) : schema
  if (flags.types !== undefined) {
    await writeText(flags.types, typescriptOf(parseSchema(written), basename(flags.types).replace(/\..*$/, '')))
    if (flags.output === undefined) return
  }
  await writeText(flags.output ?? '-', `${JSON.stringify(written, null, 2)}\n`)
  if (!flags.public || !schema.dialect) return
  const differences = dialectDifferences(schema.dialect, { ...(written.dialect as Dialect) })
  if (differences.length > 0) {
    createStatus(false).say(
      `${path} looks otherwise than the dialect in the form says, which is not read off the file: ${differences.join(', ')}; if you know that of all such files, say so with these flags or in the form`,
    )
  }
}

/** Writes the schema with the laws that fit the columns best. */
async function writeLaws(path: string, given: string | undefined, flags: SchemaFlags): Promise<void> {
  if (flags.public) throw new OptionError('--laws', 'are read off the rows, and --public reads nothing off them; leave out one of the two')
  if (flags.types !== undefined) throw new OptionError('--types', 'goes without --laws; write the two one after the other')
  if (liesElsewhere(given, flags)) throw new OptionError('--laws', 'need the rows in memory; give one file, without --engine and --query')
  const { table, schema } = await readNonEmpty(path, flags)
  const { withLaws } = await import('../../models/description/fit-laws.js')
  const found = withLaws(schema, table)
  for (const note of found.notes) createStatus(false).say(note)
  await writeText(flags.output ?? '-', `${JSON.stringify(found.schema, null, 2)}\n`)
}

async function schemaElsewhere(path: string | undefined, flags: SchemaFlags): Promise<Schema> {
  const { roles, kinds } = await readOptions(flags)
  return await withSource(path, flags, createStatus(true), (source) => sourceSchema(source, { roles, overrides: kinds }))
}

/** What the flags and the name of the file say. */
function publicDialect(path: string, { delimiter, quote, header, encoding, format }: SchemaFlags): PublicDialect {
  const isTabbed = (format ?? fileTypeOfPath(path)?.format) === 'tsv'
  return {
    delimiter: delimiter === undefined ? (isTabbed ? '\t' : undefined) : delimiterNamed(delimiter),
    quote,
    header: header ? undefined : false,
    encoding: encoding === undefined ? undefined : encodingNamed(encoding),
  }
}

/** The flags that would make the form say what the file looks like. */
function dialectDifferences(found: Dialect, said: Dialect): string[] {
  return [
    ...(found.delimiter === said.delimiter ? [] : [`--delimiter ${found.delimiter === '\t' ? 'tab' : `'${found.delimiter}'`}`]),
    ...(found.encoding === said.encoding ? [] : [`--encoding ${found.encoding}`]),
    ...(found.header || !said.header ? [] : ['--no-header']),
  ]
}
