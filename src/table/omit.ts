import { OptionError } from '../errors.js'
import type { RawTable } from './raw.js'

/** Names that are listed in an error, at most. */
const mostNames = 20

/** The table without these columns; throws an OptionError where it has no such column. */
export function withoutColumns(raw: RawTable, names: readonly string[]): RawTable {
  const own = raw.columns.map(({ name }) => name)
  const absent = names.find((name) => !own.includes(name))
  if (absent !== undefined) {
    const more = own.length > mostNames ? ` and ${own.length - mostNames} more` : ''
    throw new OptionError('omit', `there is no column ${absent} to leave out; the table has ${own.slice(0, mostNames).join(', ')}${more}`)
  }
  return leftOut(raw, names)
}

/** The table without those of these columns that it has. */
export function leftOut(raw: RawTable, names: readonly string[]): RawTable {
  const gone = new Set(names)
  return { ...raw, columns: raw.columns.filter(({ name }) => !gone.has(name)) }
}
