import { OptionError } from '../errors.js'
import { arrowTableToRaw } from '../io/arrow.js'
import { type DecodeOptions, decodeWith } from '../table/decode.js'
import { inferSchema } from '../table/infer.js'
import { rawFromRows } from '../table/rows.js'
import { type Roles, type Schema, withRoles } from '../table/schema.js'
import { Table } from '../table/table.js'

/** An Apache Arrow table, known by its shape so that the library need not be loaded to tell. */
export interface ArrowTable {
  readonly schema: { readonly fields: readonly unknown[] }
  readonly batches: readonly unknown[]
}

/** A table as users hold one: ours, an `apache-arrow` Table, or an array of row objects. */
export type TableInput = Table | ArrowTable | readonly object[]

export interface KnownTable {
  readonly table: Table
  readonly schema: Schema
}

/** The table with its schema: the one given, or else inferred. Our own tables come with theirs. */
export async function toKnownTable(
  input: TableInput,
  schema?: Schema,
  roles: Roles = {},
  unseenLevels: DecodeOptions['unseenLevels'] = 'error',
): Promise<KnownTable> {
  if (input instanceof Table) {
    if (!schema)
      throw new OptionError(
        'schema',
        'a Table says what its cells hold but not what they mean; pass the schema that came with it: fit(table, { schema })',
      )
    return { table: input, schema: withRoles(schema, roles) }
  }
  const raw = Array.isArray(input) ? rawFromRows(input) : await arrowTableToRaw(input as never)
  const known = schema ? withRoles(schema, roles) : inferSchema(raw, { roles }).schema
  return { table: decodeWith(raw, known, { unseenLevels }), schema: known }
}
