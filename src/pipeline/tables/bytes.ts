import { InputError, OptionError } from '../../errors.js'
import type { DeclaredOptions } from '../../io/declared.js'
import type { FileFacts, FileFormat } from '../../io/facts.js'
import { type ReadBytesOptions, readBytes } from '../../io/read.js'
import { createTableWriter } from '../../io/writer.js'
import { type Inference, type InferOptions, inferSchema } from '../../table/inference/infer.js'
import type { RawTable } from '../../table/raw.js'
import { type Roles, type Schema, withRoles } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { type DecodeOptions, decodeWith } from '../../table/typing/decode.js'

/** How to make a typed table of a raw one. */
export interface TypingOptions {
  /** What the columns are; inferred where absent. */
  readonly schema?: Schema
  readonly roles?: Roles
  /** Kinds that are known, by column; inferred for the others. */
  readonly kinds?: InferOptions['overrides']
  /** Language and country of names made anew, as @faker-js/faker has them (`de`, `pt_BR`); told by the names where absent. */
  readonly locale?: string
  /** What becomes of levels that the schema doesn't know; see `decodeWith`. */
  readonly unseenLevels?: DecodeOptions['unseenLevels']
  /**
   * False: nothing is guessed. The file is read by its schema and the schema's dialect alone, each cell by its column's, and what can't be read
   * so is missing: a row more or less changes no other. So it must be read for a fit under a privacy budget. Needs `schema`.
   */
  readonly guess?: boolean
}

type DeclaredRead = (schema: Schema) => Promise<{ readonly table: Table; readonly facts: FileFacts }>

/** What `read` gives for the schema of the options, whose dialect is then the one that was read by. Throws an OptionError where there is no schema. */
export async function readBySchema(
  { schema, roles = {}, locale, omit = [] }: TypingOptions & Pick<ReadBytesOptions, 'omit'>,
  read: DeclaredRead,
): Promise<ReadTable> {
  if (omit.length > 0)
    throw new OptionError(
      'omit',
      'goes without guess: false, with which columns are left out that the schema does not name; take them out of it',
    )
  if (!schema) throw new OptionError('schema', 'is needed where nothing may be guessed (guess: false); pass one from public knowledge')
  const known = { ...withRoles(schema, roles), ...(locale === undefined ? {} : { locale }) }
  const { table, facts } = await read(known)
  const isDelimited = facts.format === 'csv' || facts.format === 'tsv'
  return { table, facts, schema: isDelimited ? { ...known, dialect: facts.dialect } : known }
}

/** A table that was read, with what its columns are. */
export interface ReadTable {
  readonly table: Table
  readonly schema: Schema
  readonly facts: FileFacts
  /** Why each column is what it is; absent where the schema was given. */
  readonly inference?: Inference
}

/** The typed table of what was read, with its schema. */
export function typeTable(
  { raw, facts }: { readonly raw: RawTable; readonly facts: FileFacts },
  where: string,
  { schema, roles = {}, kinds, locale, unseenLevels = 'error' }: TypingOptions,
): ReadTable {
  if (raw.columns.length === 0) throw new InputError(where, 'has no columns; give a table with a header and at least one column')
  if (schema) {
    const known = { ...withRoles(schema, roles), ...(locale === undefined ? {} : { locale }) }
    return { table: decodeWith(raw, known, { unseenLevels }), schema: known, facts }
  }
  const inference = inferSchema(raw, { dialect: facts.dialect, overrides: kinds, roles, locale })
  return { table: decodeWith(raw, inference.schema, { unseenLevels }), schema: inference.schema, facts, inference }
}

/** The table in the bytes of a file of any format, for instance of a file that a user chose in a browser: `new Uint8Array(await file.arrayBuffer())`. */
export async function tableFromBytes(
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  options: ReadBytesOptions & Pick<DeclaredOptions, 'compression'> & TypingOptions = {},
): Promise<ReadTable> {
  const source = bytes instanceof Uint8Array ? once(bytes) : bytes
  if (options.guess === false)
    return readBySchema(options, async (schema) => (await import('../../io/declared.js')).readDeclared(source, schema, options))
  return typeTable(await readBytes(source, options), options.where ?? 'table', options)
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

/** The bytes of a file of this format that holds the table. */
export async function tableToBytes(table: Table, schema: Schema, format: FileFormat): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  const writer = await createTableWriter(format, schema, {
    write: async (bytes) => {
      parts.push(bytes)
    },
  })
  await writer.write(table)
  await writer.close()
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
