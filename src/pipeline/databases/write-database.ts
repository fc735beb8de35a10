import { createSqliteWriter } from '../../io/sqlite-writer.js'
import type { Database } from '../../relations/database.js'
import type { DatabaseSchema } from '../../relations/schema.js'
import { tableStatements } from './table-statements.js'

/** The bytes of an SQLite file with these tables: made by the statements that the schema keeps of the file it came from, or else with its keys and relations. */
export async function databaseToSqlite(database: Database, schema: DatabaseSchema): Promise<Uint8Array> {
  const writer = await createSqliteWriter(schema.statements ?? tableStatements(schema), schema.tables, 'database')
  try {
    for (const [name, table] of Object.entries(database)) writer.write(name, table)
    return writer.finish()
  } finally {
    writer.close()
  }
}
