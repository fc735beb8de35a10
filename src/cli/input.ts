import { InputError, OptionError } from '../errors.js'
import { type ReadTableOptions, readSchema, readTable } from '../node-files.js'
import type { ReadTable } from '../pipeline/bytes.js'
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

/** As `readInput`, for data that nobody may hear anything of: nothing is guessed, what can't be read is missing, and no rows are no error. */
export async function readSilently(path: string, flags: InputFlags & FormatFlag): Promise<ReadTable> {
  return readTable(path, { ...(await readOptions(flags)), guess: false })
}

/** The flags as options of the library. */
export async function readOptions(flags: InputFlags & FormatFlag): Promise<ReadTableOptions> {
  const { schema, names, header, categorical = [], target, key, order, format } = flags
  const { delimiter, quote, encoding, comment, skip, fillShortRows } = flags
  if (schema !== undefined && categorical.length > 0) {
    throw new OptionError('--categorical', 'goes without --schema; say it in the schema: "kind": "categorical"')
  }
  return {
    ...{ names: names && [...names], header: header ? undefined : false, delimiter, quote, encoding, format },
    ...{ escape: flags.escape, comment, skip, fillShortRows, table: flags.table },
    roles: { target: target && [...target], key, order },
    kinds: Object.fromEntries(categorical.map((name) => [name, 'categorical' as const])),
    schema: schema === undefined ? undefined : await readSchema(schema),
  }
}
