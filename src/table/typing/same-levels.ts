import { type CodeColumn, type Column, isNumberColumn } from '../column.js'
import { type ColumnSchema, levelsOf, type Schema } from '../schema.js'
import { Table } from '../table.js'

const words = { false: ['false', 'f', 'no', 'n', '0'], true: ['true', 't', 'yes', 'y', '1'] } as const

/**
 * The table with levels that are only written otherwise than in the schema as those of the schema: `1.0` as `1`, `>50K.` as `>50K`, and for
 * booleans `1`, `True` and `yes` as each other. `say` is told of every column in which that happened. Other programs write codes and truth as they like.
 */
export function withSameLevels(table: Table, schema: Schema, say: (sentence: string) => void): Table {
  const byName = new Map(schema.columns.map((column) => [column.name, column]))
  const columns = table.columns.map((column): Column => {
    const known = byName.get(column.name)
    return isNumberColumn(column) || !known ? column : renamed(column, known, say)
  })
  return new Table(columns, table.rows)
}

function renamed(column: CodeColumn, schema: ColumnSchema, say: (sentence: string) => void): CodeColumn {
  const known = new Set(levelsOf(schema))
  const alike = new Map<string | number, string>()
  // From the last to the first, so that of several alike the first counts.
  for (const level of [...known].reverse()) for (const key of keysOf(level, schema.kind)) alike.set(key, level)
  const names = column.levels.map((level) => {
    if (known.has(level)) return level
    const key = keysOf(level, schema.kind).find((key) => alike.has(key))
    return key === undefined ? level : (alike.get(key) as string)
  })
  const changed = column.levels.flatMap((level, code) => (names[code] === level ? [] : [`${level} as ${names[code]}`]))
  if (changed.length === 0) return column
  say(`${column.name}: read ${changed.slice(0, 5).join(', ')}${changed.length > 5 ? ` and ${changed.length - 5} more` : ''}`)
  const levels = [...new Set(names)]
  const codeOf = new Map(levels.map((level, code) => [level, code]))
  const codes = names.map((name) => codeOf.get(name))
  return { ...column, levels, values: column.values.map((code) => (code < 0 ? -1 : (codes[code] as number))) }
}

/** The level of a boolean column that says the same as a text: `yes` for `true`; undefined for what says neither. */
export function levelOfTruth(text: string, column: ColumnSchema): string | undefined {
  const [truth] = keysOf(text, 'boolean')
  return truth === undefined ? undefined : levelsOf(column).find((level) => keysOf(level, 'boolean').includes(truth))
}

/** What a level may be recognized by: its number, or its truth. */
function keysOf(level: string, kind: ColumnSchema['kind']): (string | number)[] {
  const number = level.trim() === '' ? Number.NaN : Number(level)
  if (kind !== 'boolean') return Number.isNaN(number) ? [level.trim().replace(/\.$/, '')] : [number]
  const word = Number.isNaN(number) ? level.trim().toLowerCase() : String(number)
  return (['false', 'true'] as const).filter((truth) => (words[truth] as readonly string[]).includes(word))
}
