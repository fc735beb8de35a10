import { InputError } from './errors.js'
import type { FileFacts, FileFormat } from './io/facts.js'
import { createOutput, type ReadOptions, readRaw, readText, writeText } from './io/files.js'
import { createTableWriter } from './io/writer.js'
import { parseModel, stringifyModel } from './models/model-file.js'
import type { FittedModel } from './models/synthesizer.js'
import { type DecodeOptions, decode, decodeWith } from './table/decode.js'
import { type Inference, type InferOptions, inferSchema } from './table/infer.js'
import { parseSchema, type Roles, type Schema, withRoles } from './table/schema.js'
import type { Table } from './table/table.js'

export interface ReadTableOptions extends ReadOptions {
  /** What the columns are; inferred where absent. */
  readonly schema?: Schema
  readonly roles?: Roles
  /** Kinds that are known, by column; inferred for the others. */
  readonly kinds?: InferOptions['overrides']
  /** What becomes of levels that the schema doesn't know; see `decodeWith`. */
  readonly unseenLevels?: DecodeOptions['unseenLevels']
}

export interface ReadTable {
  readonly table: Table
  readonly schema: Schema
  readonly facts: FileFacts
  /** Why each column is what it is; absent where the schema was given. */
  readonly inference?: Inference
}

/** The table in a file: `.csv .tsv .json .ndjson` (also `.gz`), `.arrow .feather .parquet`; `-` is standard input. */
export async function readTable(
  path: string,
  { schema, roles = {}, kinds, unseenLevels = 'error', ...options }: ReadTableOptions = {},
): Promise<ReadTable> {
  const { raw, facts } = await readRaw(path, options)
  if (raw.columns.length === 0) throw new InputError(path, 'has no columns; give a table with a header and at least one column')
  if (schema) {
    const known = withRoles(schema, roles)
    return { table: decodeWith(raw, known, { unseenLevels }), schema: known, facts }
  }
  const inference = inferSchema(raw, { dialect: facts.dialect, overrides: kinds, roles })
  return { table: decode(raw, inference.schema), schema: inference.schema, facts, inference }
}

/** Writes the tables, one after the other, as one file; it appears under its name only when it is whole. `-` is standard output. */
export async function writeTables(
  path: string,
  tables: AsyncIterable<Table> | Iterable<Table>,
  schema: Schema,
  { format }: { readonly format?: FileFormat } = {},
): Promise<void> {
  const output = await createOutput(path)
  try {
    const writer = await createTableWriter(output.formatOf(format), schema, output)
    for await (const table of tables) await writer.write(table)
    await writer.close()
    await output.commit()
  } catch (error) {
    await output.abort()
    throw error
  }
}

/** Writes one table as a file. */
export async function writeTable(
  path: string,
  table: Table,
  schema: Schema,
  options: { readonly format?: FileFormat } = {},
): Promise<void> {
  await writeTables(path, [table], schema, options)
}

export async function readModel(path: string): Promise<FittedModel> {
  return parseModel(await readText(path), path)
}

export async function writeModel(path: string, model: FittedModel): Promise<void> {
  await writeText(path, stringifyModel(model))
}

/** The schema in a JSON file that `rowsmith schema` wrote and somebody may have edited. */
export async function readSchema(path: string): Promise<Schema> {
  const text = await readText(path)
  try {
    return parseSchema(JSON.parse(text), path)
  } catch (error) {
    if (error instanceof SyntaxError) throw new InputError(path, `is no valid JSON (${error.message}); a missing comma or quote?`)
    throw error
  }
}
