import { InputError, joinProblems, SchemaError } from '../errors.js'
import { readRaw } from '../io/files.js'
import type { ReadTableOptions } from '../node-files.js'
import { typeTable } from '../pipeline/bytes.js'
import { inferSchema } from '../table/infer.js'
import { isModelled, type Schema } from '../table/schema.js'
import type { Table } from '../table/table.js'
import { withSameLevels } from './same-levels.js'

/**
 * Tables to compare with a real one, read with its schema. Columns may come in any order; ids, keys and texts may be absent, because
 * nobody compares them; columns that the schema doesn't have are kept, so that the evaluation can say that it left them out; levels that
 * are only written otherwise are the same (see `withSameLevels`). Throws one error that lists what is wrong with all of the files.
 */
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
      const table = await readOne(path, schema, options)
      tables.push(withSameLevels(table, schema, (sentence) => say(`${path}: ${sentence}`)))
    } catch (error) {
      if (error instanceof SchemaError) problems.push(`${path}: ${error.message}`)
      else if (error instanceof InputError) problems.push(error.message)
      else throw error
    }
  }
  if (problems.length > 0) throw new InputError('', joinProblems(problems))
  return tables
}

async function readOne(path: string, schema: Schema, options: ReadTableOptions): Promise<Table> {
  const { raw, facts } = await readRaw(path, options)
  const held = new Set(raw.columns.map(({ name }) => name))
  const known = new Set(schema.columns.map(({ name }) => name))
  const strangers = raw.columns.filter(({ name }) => !known.has(name))
  const extra = strangers.length > 0 ? inferSchema({ ...raw, columns: strangers }).schema.columns : []
  const expected = schema.columns.filter((column) => isModelled(column) || held.has(column.name))
  const wider = { ...schema, columns: [...expected, ...extra], dependencies: [] }
  return typeTable({ raw, facts }, path, { schema: wider, unseenLevels: 'add' }).table
}
