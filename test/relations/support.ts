import type { Database } from '../../src/relations/database.js'
import { type DatabaseSchema, parseDatabaseSchema } from '../../src/relations/schema.js'
import { inferSchema } from '../../src/table/inference/infer.js'
import { rawFromRows } from '../../src/table/rows.js'
import type { Table } from '../../src/table/table.js'
import { decode } from '../../src/table/typing/decode.js'

type Rows = readonly Readonly<Record<string, string | number | null>>[]

/** A database out of rows, with the kinds that inference finds, and these keys and relations: `orders.customer -> customers.id`. */
export function databaseOf(
  tables: Readonly<Record<string, Rows>>,
  keys: Readonly<Record<string, readonly string[]>>,
  relations: readonly (string | readonly [string, object])[],
  parts: Readonly<Record<string, object>> = {},
): { readonly database: Database; readonly schema: DatabaseSchema } {
  const database: Record<string, Table> = {}
  const schemas: Record<string, unknown> = {}
  for (const [name, rows] of Object.entries(tables)) {
    const raw = rawFromRows(rows)
    const { schema } = inferSchema(raw)
    database[name] = decode(raw, schema)
    schemas[name] = { ...schema, key: keys[name] ?? [], ...parts[name] }
  }
  const parsed = parseDatabaseSchema({ tables: schemas, relations: relations.map(relationOf) })
  return { database, schema: parsed }
}

/** `orders.customer -> customers.id`, `flights.origin+hour -> weather.origin+hour`. */
function relationOf(given: string | readonly [string, object]): unknown {
  const [text, more] = typeof given === 'string' ? [given, {}] : given
  const [[child, columns], [parent, key]] = text.split(' -> ').map((end) => end.split('.')) as [[string, string], [string, string]]
  return { child, columns: columns.split('+'), parent, key: key.split('+'), ...more }
}
