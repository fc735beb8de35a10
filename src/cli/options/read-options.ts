import { OptionError } from '../../errors.js'
import type { ReadTableOptions } from '../../node.js'
import type { FormatFlag, InputFlags } from './flags.js'

/** The flags as options of the library. */
export async function readOptions(flags: InputFlags & FormatFlag): Promise<ReadTableOptions> {
  const { schema, names, header, categorical = [], locale, target, key, order, format } = flags
  const { delimiter, quote, encoding, comment, skip, fillShortRows, omit } = flags
  if (schema !== undefined && categorical.length > 0) {
    throw new OptionError('--categorical', 'goes without --schema; say it in the schema: "kind": "categorical"')
  }
  return {
    ...{ names: names && [...names], header: header ? undefined : false, delimiter, quote, encoding, format },
    ...{ escape: flags.escape, comment, skip, fillShortRows, table: flags.table, omit },
    roles: { target: target && [...target], key, order },
    ...(locale === undefined ? {} : { locale }),
    kinds: Object.fromEntries(categorical.map((name) => [name, 'categorical' as const])),
    schema: schema === undefined ? undefined : await (await import('../../node/files.js')).readSchema(schema),
  }
}
