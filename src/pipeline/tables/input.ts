import { OptionError } from '../../errors.js'
import { inferSchema } from '../../table/inference/infer.js'
import type { RawTable } from '../../table/raw.js'
import { type Roles, type Schema, withRoles } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { decode } from '../../table/typing/decode.js'

/** An Apache Arrow table, known by its shape so that the library need not be loaded to tell. */
export interface ArrowTable {
  readonly schema: { readonly fields: readonly unknown[] }
  readonly batches: readonly unknown[]
}

/** A table as users hold one: ours, an `apache-arrow` Table, or an array of row objects. */
export type TableInput = Table | ArrowTable | readonly object[]

/** A table with its schema. */
export interface KnownTable {
  readonly table: Table
  readonly schema: Schema
}

/** What an Apache Arrow table holds. */
export async function arrowToRaw(table: unknown): Promise<RawTable> {
  const { arrowTableToRaw } = await import('../../io/arrow/arrow.js')
  return arrowTableToRaw(table as never)
}

/** The table with its schema: the one given, or else inferred. Our own tables come with theirs. */
export async function toKnownTable(input: TableInput, schema?: Schema, roles: Roles = {}): Promise<KnownTable> {
  if (input instanceof Table) {
    if (!schema)
      throw new OptionError(
        'schema',
        'a Table says what its cells hold but not what they mean; pass the schema that came with it: fit(table, { schema })',
      )
    return { table: input, schema: withRoles(schema, roles) }
  }
  const raw = Array.isArray(input) ? (await import('../../table/rows.js')).rawFromRows(input) : await arrowToRaw(input)
  const known = schema ? withRoles(schema, roles) : inferSchema(raw, { roles }).schema
  return { table: decode(raw, known), schema: known }
}

/** The table read by the schema alone, each cell by its column's: a row more or less changes no other. Our own tables have been read already. */
export async function toDeclaredTable(input: TableInput, schema: Schema, roles: Roles = {}): Promise<KnownTable> {
  const known = withRoles(schema, roles)
  if (input instanceof Table) return { table: input, schema: known }
  const [{ checkedColumns }, { DeclaredTable }] = await Promise.all([
    import('../../io/declared.js'),
    import('../../table/typing/declared-table.js'),
  ])
  const table = new DeclaredTable(known)
  if (Array.isArray(input)) {
    for (const row of input) table.pushObject(row)
    return { table: table.finish({ format: 'rows', wellFormed: false }), schema: known }
  }
  table.pushRaw(checkedColumns(await arrowToRaw(input), table, 'table'))
  return { table: table.finish({ format: 'arrow table', wellFormed: true }), schema: known }
}
