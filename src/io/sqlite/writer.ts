import type { Database as SqliteDatabase, SqlValue } from 'sql.js'
import { OutputError } from '../../errors.js'
import { isMissing } from '../../table/column.js'
import { mergedSchema, mergedTable } from '../../table/forms/merge.js'
import { type ColumnSchema, type Schema, schemaColumn } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { formatterOf } from '../../table/typing/format.js'
import { loadSqlite, quoted } from './sqlite.js'

/** Writes the rows of a database, a block of each table after the other, as one SQLite file. */
export interface SqliteWriter {
  write(table: string, rows: Table): void
  /** The bytes of the file; the writer is used up. */
  finish(): Uint8Array
  /** Lets go of everything. */
  close(): void
}

/** A writer of the tables that these statements make: tables, which come first, and then what is made when all rows are there. */
export async function createSqliteWriter(
  statements: readonly string[],
  schemas: Readonly<Record<string, Schema>>,
  where: string,
): Promise<SqliteWriter> {
  const { Database } = await loadSqlite()
  const database = new Database()
  const isTable = (sql: string): boolean => /^\s*CREATE\s+(TEMP\s+|TEMPORARY\s+)?TABLE\b/i.test(sql)
  const attempt = <Result>(what: string, act: () => Result): Result => {
    try {
      return act()
    } catch (cause) {
      throw new OutputError(where, `${what}: ${(cause as Error).message}; write to a folder instead, or take this out of the schema`, {
        cause,
      })
    }
  }
  for (const sql of statements.filter(isTable)) attempt("a table can't be made as the schema says", () => database.run(sql))
  database.run('BEGIN')
  return {
    write: (name, rows) => attempt(`the table ${name} refuses a row`, () => insert(database, name, rows, schemas[name] as Schema)),
    finish: () => {
      database.run('COMMIT')
      for (const sql of statements.filter((sql) => !isTable(sql))) attempt("an index or view can't be made", () => database.run(sql))
      return database.export()
    },
    close: () => database.close(),
  }
}

function insert(database: SqliteDatabase, name: string, given: Table, whole: Schema): void {
  const [table, schema] = [mergedTable(given, whole, true), mergedSchema(whole, true)]
  const generated = new Set(
    (database.exec(`SELECT name FROM pragma_table_xinfo('${name.replaceAll("'", "''")}') WHERE hidden > 0`)[0]?.values ?? []).map(String),
  )
  const columns = table.columns.filter((column) => !generated.has(column.name))
  const cells = columns.map((column) => cellOf(schemaColumn(schema, column.name), formatterOf(schemaColumn(schema, column.name), column)))
  const names = columns.map((column) => quoted(column.name)).join(', ')
  const statement = database.prepare(`INSERT INTO ${quoted(name)} (${names}) VALUES (${columns.map(() => '?').join(', ')})`)
  try {
    const row: SqlValue[] = new Array(columns.length)
    for (let i = 0; i < table.rows; i++) {
      for (let j = 0; j < columns.length; j++) {
        const column = columns[j] as (typeof columns)[number]
        row[j] = isMissing(column, i) ? null : (cells[j] as (value: number) => SqlValue)(column.values[i] as number)
      }
      statement.run(row)
    }
  } finally {
    statement.free()
  }
}

/** How a cell goes into the file: as it came out of one, or else numbers as numbers and all else as text. */
function cellOf(schema: ColumnSchema, text: (value: number) => string): (value: number) => SqlValue {
  const { storage = '' } = schema
  const isNumber =
    /^(u?int|float|double|decimal)/.test(storage) || (storage === '' && (schema.kind === 'numeric' || schema.kind === 'integer'))
  if (isNumber || storage === 'mixed') {
    return (value) => {
      const written = text(value)
      const number = Number(written)
      // Whole numbers beyond what a double holds go in by their digits, which SQLite reads as such.
      return written.trim() === '' || Number.isNaN(number) || (Number.isInteger(number) && !Number.isSafeInteger(number)) ? written : number
    }
  }
  if (storage !== 'binary') return text
  return (value) => bytesOf(text(value)) ?? text(value)
}

/** The bytes that hexadecimal digits stand for; null where the text is something else. */
function bytesOf(text: string): Uint8Array | null {
  if (!/^([0-9a-f]{2})*$/i.test(text)) return null
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16))
}
