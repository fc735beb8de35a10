import { isMadeAnew } from '../../models/shell/layout.js'
import { isPart } from '../../table/forms/parts.js'
import type { ColumnInput, ColumnSchema, Dialect, Schema, SchemaInput } from '../../table/schema.js'

/** What is publicly known of how a text file is written. */
export type PublicDialect = Partial<Pick<Dialect, 'delimiter' | 'quote' | 'header' | 'encoding'>>

/**
 * A form of the schema to be filled in from public knowledge: names and kinds, and how cells are written, without which they can't be read.
 * Levels, bounds and the most rows there may be are left open; every column may be missing until somebody knows better; keys are counted
 * anew. Whether cells have words beside numbers, which one row decides, is not said, nor are patterns, relations, links, languages of names and all else that
 * is found in the rows. A table that was a delimited text gets a dialect: what is given of it, and else UTF-8, commas (tabs in a .tsv), double quotes, a header
 * and one line a record; nothing of it is read off the file.
 */
export function publicForm({ columns, dialect }: Schema, known: PublicDialect = {}): SchemaInput {
  const given = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined))
  return {
    ...{ format: 'rowsmith-schema', version: 1 },
    ...(dialect ? { dialect: { ...usualDialect, ...given } } : {}),
    ...{ rowBound: null, columns: columns.filter((column) => !('beside' in column && column.beside !== undefined)).map(openedIn(columns)) },
  }
}

/** Opens columns; that a cell holds several numbers is found in the rows, too. */
function openedIn(columns: readonly ColumnSchema[]): (column: ColumnSchema) => ColumnInput {
  const joined = new Set(columns.flatMap((column) => (isPart(column) ? [column.beside] : [])))
  return (column) => (joined.has(column.name) ? { name: column.name, role: column.role, nullable: true, kind: 'text' } : openColumn(column))
}

const usualDialect = { encoding: 'utf-8', delimiter: ',', quote: '"', header: true, newline: '\n', multiline: false } as const

function openColumn(column: ColumnSchema): ColumnInput {
  const { name, role } = column
  if (role === 'key' || role === 'sequence-key' || column.kind === 'id') return { name, role, kind: 'id', pattern: '{n:1}' }
  const known = { name, role, nullable: true }
  switch (column.kind) {
    case 'numeric':
      return { ...known, kind: column.kind, ...writing(column), decimals: null, min: null, max: null }
    case 'integer':
      return { ...known, kind: column.kind, ...writing(column), min: null, max: null }
    case 'datetime':
      return { ...known, kind: column.kind, format: column.format, locale: column.locale, unit: column.unit, min: null, max: null }
    case 'text':
      return isMadeAnew(column) ? { ...known, kind: 'text' } : { ...known, kind: 'categorical', levels: [] }
    default:
      return { ...known, kind: column.kind, levels: [] }
  }
}

type NumberColumn = Extract<ColumnSchema, { kind: 'numeric' | 'integer' }>

/** How numbers are written, where that is out of the ordinary. */
function writing({ prefix, suffix, thousands, point, parentheses, plus, leadingZero, exponent }: NumberColumn): Partial<NumberColumn> {
  return {
    ...(prefix === '' ? {} : { prefix }),
    ...(suffix === '' ? {} : { suffix }),
    ...(thousands === '' ? {} : { thousands }),
    ...(point === '.' ? {} : { point }),
    ...(parentheses ? { parentheses } : {}),
    ...(plus ? { plus } : {}),
    ...(leadingZero === false ? { leadingZero } : {}),
    ...(exponent === undefined ? {} : { exponent }),
  }
}
