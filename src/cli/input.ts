import { InputError } from '../errors.js'
import { type ReadTable, type ReadTableOptions, readSchema, readTable } from '../node.js'
import type { FormatFlag, InputFlags } from './flags.js'

/** The table in a file, read as the flags say. */
export async function readInput(path: string, flags: InputFlags & FormatFlag): Promise<ReadTable> {
  return readTable(path, await readOptions(flags))
}

/** As `readInput`, for what needs at least one row. */
export async function readRows(path: string, flags: InputFlags & FormatFlag): Promise<ReadTable> {
  const read = await readInput(path, flags)
  if (read.table.rows === 0) throw new InputError(path, 'has a header but no rows, so there is nothing to learn; give a table with rows')
  return read
}

/** The flags as options of the library. */
export async function readOptions({
  schema,
  names,
  header,
  delimiter,
  encoding,
  target,
  key,
  order,
  format,
}: InputFlags & FormatFlag): Promise<ReadTableOptions> {
  const roles = { target: target && [...target], key, order }
  const dialect = { names: names && [...names], header: header ? undefined : false, delimiter, encoding }
  return { ...dialect, format, roles, schema: schema === undefined ? undefined : await readSchema(schema) }
}
