import { InputError, joinProblems, SchemaError } from '../errors.js'
import { readRaw } from '../io/files.js'
import type { ReadTableOptions } from '../node-files.js'
import { typeCompared } from '../pipeline/tables/compared.js'
import type { Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'

/** Tables to compare with a real one, read with its schema (see `typeCompared`). Throws one error that lists what is wrong with all of the files. */
export async function readCompared(
  paths: readonly string[],
  schema: Schema,
  options: ReadTableOptions,
  say: (sentence: string) => void,
): Promise<Table[]> {
  const tables: Table[] = []
  const problems: string[] = []
  for (const path of paths) {
    try {
      tables.push(typeCompared(await readRaw(path, options), path, schema, (sentence) => say(`${path}: ${sentence}`)))
    } catch (error) {
      if (error instanceof SchemaError) problems.push(`${path}: ${error.message}`)
      else if (error instanceof InputError) problems.push(error.message)
      else throw error
    }
  }
  if (problems.length > 0) throw new InputError('', joinProblems(problems))
  return tables
}
