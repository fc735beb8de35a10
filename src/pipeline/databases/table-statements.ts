import type { DatabaseSchema, TableRelation, TableSchema } from '../../relations/schema.js'
import type { ColumnSchema } from '../../table/schema.js'

/** The SQL statements that make the tables of a database which came without any, with its keys and relations. */
export function tableStatements({ tables, relations }: DatabaseSchema): string[] {
  return Object.entries(tables).map(([name, table]) =>
    tableStatement(
      name,
      table,
      relations.filter(({ child }) => child === name),
    ),
  )
}

function tableStatement(name: string, { columns, key }: TableSchema, relations: readonly TableRelation[]): string {
  const parts = [
    ...columns
      .filter((column) => !('beside' in column) || column.beside === undefined)
      .map((column) => `${quoted(column.name)} ${typeOf(column)}`),
    ...(key.length > 0 ? [`PRIMARY KEY (${key.map(quoted).join(', ')})`] : []),
    ...relations.map(
      ({ columns, parent, key }) =>
        `FOREIGN KEY (${columns.map(quoted).join(', ')}) REFERENCES ${quoted(parent)} (${key.map(quoted).join(', ')})`,
    ),
  ]
  return `CREATE TABLE ${quoted(name)} (\n  ${parts.join(',\n  ')}\n)`
}

function typeOf(column: ColumnSchema): string {
  const { kind, storage = '' } = column
  const isCounter = kind === 'id' && column.pattern === '{n:1}' && !column.forms
  if (/^u?int/.test(storage) || (storage === '' && (kind === 'integer' || isCounter))) return 'INTEGER'
  if (/^(float|double|decimal)/.test(storage) || (storage === '' && kind === 'numeric')) return 'REAL'
  return storage === 'binary' ? 'BLOB' : 'TEXT'
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
