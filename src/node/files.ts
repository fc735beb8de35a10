import { InputError } from '../errors.js'
import type { FileFormat } from '../io/facts.js'
import { createOutput, type ReadOptions, readDeclaredFile, readRaw, readText, writeText } from '../io/files.js'
import { createTableWriter } from '../io/writer.js'
import type { FittedModel } from '../models/synthesizer.js'
import type { ModelOf } from '../pipeline/library.js'
import { type ReadTable, readBySchema, type TypingOptions, typeTable } from '../pipeline/tables/bytes.js'
import { type DatabaseSchema, isDatabaseSchema, parseDatabaseSchema } from '../relations/schema.js'
import type { Schema } from '../table/schema.js'
import { parseSchema } from '../table/shape/schema.js'
import type { Table } from '../table/table.js'

/** How a file is read, and what its columns are. */
export type ReadTableOptions = ReadOptions & TypingOptions

/** The table in a file: `.csv .tsv .json .ndjson` (also `.gz`), `.arrow .feather .parquet`; `-` is standard input. */
export async function readTable(path: string, options: ReadTableOptions = {}): Promise<ReadTable> {
  if (options.guess === false) return readBySchema(options, (schema) => readDeclaredFile(path, schema, options))
  return typeTable(await readRaw(path, options), path, options)
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

/** The model in a file. `Row` is the type of its rows, as the program knows it and nothing checks: `rowsmith schema --types` writes it. */
export async function readModel<Row = Record<string, unknown>>(path: string): Promise<ModelOf<Row>> {
  const { parseModel } = await import('../models/shell/model-file.js')
  return parseModel(await readText(path), path)
}

/** Writes a model as a JSON file, whole or not at all. Throws an OutputError where that can't be done. */
export async function writeModel(path: string, model: FittedModel): Promise<void> {
  const { stringifyModel } = await import('../models/shell/model-file.js')
  await writeText(path, stringifyModel(model))
}

/** The schema in a JSON file that `rowsmith schema` wrote and somebody may have edited. */
export async function readSchema(path: string): Promise<Schema> {
  return parseSchema(await readJson(path), path)
}

/** The same of a table or of a database, whichever the file holds. */
export async function readAnySchema(path: string): Promise<{ readonly table: Schema } | { readonly database: DatabaseSchema }> {
  const value = await readJson(path)
  return isDatabaseSchema(value) ? { database: parseDatabaseSchema(value, path) } : { table: parseSchema(value, path) }
}

async function readJson(path: string): Promise<unknown> {
  const text = await readText(path)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new InputError(path, `is no valid JSON (${(error as Error).message}); a missing comma or quote?`)
  }
}
