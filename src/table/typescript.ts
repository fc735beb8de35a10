import { mergedSchema } from './forms/merge.js'
import { type Place, placesOf } from './places.js'
import { type RowCellType, rowCellType } from './rows.js'
import { type ColumnSchema, type Schema, schemaColumn } from './schema.js'

/** Levels that are written out as a type, at most; a column of more is its base type. */
const mostLiterals = 12

/**
 * A TypeScript module with an interface of the table's rows as objects, and a zod schema that checks such rows. Levels are listed as in the
 * schema; numbers have no bounds.
 *
 * @param name of the table; `loan payments` makes `LoanPayments` and `loanPayments`
 */
export function typescriptOf(given: Schema, name: string): string {
  const schema = mergedSchema(given, true)
  const places = placesOf(
    schema.columns.map((column) => column.name),
    schema,
  )
  const type = pascal(name)
  const validator = `${type.charAt(0).toLowerCase()}${type.slice(1)}Schema`
  const lines = (line: (place: Place) => string): string => places.map((place) => `  ${line(place)}\n`).join('')
  return [
    "import { z } from 'zod'\n",
    `export interface ${type} {\n${lines((place) => `readonly ${property(place.name)}: ${placeType(place, schema)}`)}}\n`,
    `/** Checks one row. */\nexport const ${validator} = z.object({\n${lines((place) => `${property(place.name)}: ${placeZod(place, schema)},`)}}) satisfies z.ZodType<${type}>\n`,
  ].join('\n')
}

const typeNames: Readonly<Record<RowCellType, string>> = {
  number: 'number',
  boolean: 'boolean',
  date: 'Date',
  text: 'string',
  'number or text': 'number | string',
  nested: 'unknown',
  any: 'unknown',
}
const zodNames: Readonly<Record<RowCellType, string>> = {
  number: 'z.number()',
  boolean: 'z.boolean()',
  date: 'z.date()',
  text: 'z.string()',
  'number or text': 'z.union([z.number(), z.string()])',
  nested: 'z.unknown()',
  any: 'z.unknown()',
}

/** The type of what stands at a place; objects whose fields may all be missing may be null. */
function placeType(place: Place, schema: Schema): string {
  if ('column' in place) return typeOf(schemaColumn(schema, place.column))
  const fields = place.fields.map((field) => `readonly ${property(field.name)}: ${placeType(field, schema)}`)
  return `{ ${fields.join('; ')} }${isNullable(place, schema) ? ' | null' : ''}`
}

function placeZod(place: Place, schema: Schema): string {
  if ('column' in place) return zodOf(schemaColumn(schema, place.column))
  const fields = place.fields.map((field) => `${property(field.name)}: ${placeZod(field, schema)}`)
  return `z.object({ ${fields.join(', ')} })${isNullable(place, schema) ? '.nullable()' : ''}`
}

function isNullable(place: Place, schema: Schema): boolean {
  return 'column' in place ? schemaColumn(schema, place.column).nullable : place.fields.every((field) => isNullable(field, schema))
}

function typeOf(column: ColumnSchema): string {
  return `${literalsOf(column)?.join(' | ') ?? typeNames[rowCellType(column)]}${column.nullable ? ' | null' : ''}`
}

function zodOf(column: ColumnSchema): string {
  const literals = literalsOf(column)
  const type = rowCellType(column)
  const isWhole = type === 'number' && column.kind === 'integer'
  const own = literals ? `z.literal([${literals.join(', ')}])` : isWhole ? 'z.int()' : zodNames[type]
  return `${own}${column.nullable ? '.nullable()' : ''}`
}

/** The values of a column of few levels as they stand in a program; null for any other column. */
function literalsOf(column: ColumnSchema): string[] | null {
  if (column.kind !== 'categorical' && column.kind !== 'ordinal' && column.kind !== 'boolean') return null
  const type = rowCellType(column)
  if ((type !== 'text' && type !== 'number') || column.levels.length === 0 || column.levels.length > mostLiterals) return null
  return column.levels.map((level) => (type === 'number' ? String(Number(level)) : quoted(level)))
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'").replaceAll('\\"', '"')}'`
}

function property(name: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && name !== '__proto__'
    ? name
    : name === '__proto__'
      ? "['__proto__']"
      : quoted(name)
}

function pascal(name: string): string {
  const words = name.match(/[\p{L}\p{N}]+/gu) ?? []
  const joined = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return /^\p{ID_Start}/u.test(joined) ? joined : `Row${joined}`
}
