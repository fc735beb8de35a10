import { createSqliteWriter } from '../../io/sqlite/writer.js'
import type { Database } from '../../relations/database.js'
import type { DatabaseSchema } from '../../relations/schema.js'
import { tableStatements } from './table-statements.js'

/** The bytes of an SQLite file with these tables, or with blocks of them one after the other: made by the statements that the schema keeps of the file it came from, or else with its keys and relations. */
export async function databaseToSqlite(database: Database | AsyncIterable<Database>, schema: DatabaseSchema): Promise<Uint8Array> {
  const writer = await createSqliteWriter(schema.statements ?? tableStatements(schema), schema.tables, 'database')
  try {
    for await (const block of isInBlocks(database) ? database : [database]) {
      for (const [name, table] of Object.entries(block)) writer.write(name, table)
    }
    return writer.finish()
  } finally {
    writer.close()
  }
}

function isInBlocks(database: Database | AsyncIterable<Database>): database is AsyncIterable<Database> {
  return Symbol.asyncIterator in database
}
