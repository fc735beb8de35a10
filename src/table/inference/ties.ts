import { type Column, isNumberColumn, isNumberKind } from '../column.js'
import type { ColumnGuess } from '../kinds/column.js'
import { saysKey } from '../kinds/ids.js'
import type { RawTable } from '../raw.js'
import { findRelations } from '../relations/find.js'
import { findMoments } from '../relations/moments.js'
import { findScales } from '../relations/scales.js'
import { type ColumnSchema, isModelled, type Schema, standsInGroups } from '../schema.js'
import { findCalendarDependencies } from '../times/calendar-parts.js'
import { type TypedColumns, typedColumns } from '../typing/typed-columns.js'
import { findDependencies, mostNumbers } from './dependencies.js'
import { withSharedValues } from './shared-values.js'
import { withTextLengths } from './text-lengths.js'

/** The schema with what ties its columns: dependencies, links and shared values, groups by which numbers have their scales, and relations between numbers. */
export function withTies(raw: RawTable, plain: Schema, guesses: readonly ColumnGuess[]): Schema {
  const typed = typedColumns(raw, plain)
  const links = linksOf(plain, typed)
  const found = { ...plain, dependencies: dependenciesOf(plain, guesses, typed), ...(links.length > 0 ? { links } : {}) }
  const tied = { ...found, dependencies: [...found.dependencies, ...findCalendarDependencies(typed, found)] }
  const scaled = withTextLengths(typed, withSharedValues(typed, withScales(typed, tied)))
  const relations = findRelations(typed, scaled)
  const moments = findMoments(typed, scaled)
  return { ...scaled, ...(relations.length > 0 ? { relations } : {}), ...(moments.length > 0 ? { moments } : {}) }
}

/** Most distinct values of a column that others are looked for to follow from. */
const mostDistinct = 100_000

/** Dependencies among the modelled columns whose values come back. */
function dependenciesOf(schema: Schema, guesses: readonly ColumnGuess[], typed: TypedColumns): Schema['dependencies'] {
  const { rows } = typed
  const kept = schema.columns.filter((column, i) => {
    const { cells } = guesses[i] as ColumnGuess
    const distinct = cells.texts.length + (cells.plain?.values.length ?? 0)
    const most = isNumberKind(column.kind) ? mostNumbers(rows) : Math.min(mostDistinct, rows / 2)
    return isModelled(column) && column.kind !== 'text' && distinct > 1 && distinct <= most
  })
  return findDependencies(typed, kept)
}

/** The schema with the groups by which columns of numbers have their scales. */
function withScales(typed: TypedColumns, schema: Schema): Schema {
  const scales = findScales(typed, schema)
  if (scales.size === 0) return schema
  const columns = schema.columns.map((column): ColumnSchema => {
    const scaleBy = scales.get(column.name)
    if (column.kind === 'integer') return { ...column, scaleBy }
    return column.kind === 'numeric' && scaleBy !== undefined ? { ...column, scaleBy, grids: undefined } : column
  })
  return { ...schema, columns }
}

/** How often a value comes back on average that others are looked for to be linked to. */
const linkRows = 1.3

/**
 * Texts made anew that have one value for each value of another column: of a customer's mail, the customer. Values of theirs stay only where rows that share
 * a value of the other are drawn together.
 */
function linksOf(schema: Schema, typed: TypedColumns): Schema['dependencies'] {
  const isLinkable = (column: ColumnSchema): boolean => column.kind === 'text' && column.groups !== undefined
  if (!schema.columns.some(isLinkable)) return []
  const columns = schema.columns.filter(({ kind }) => kind !== 'numeric' && kind !== 'datetime')
  const linkable = new Set(schema.columns.filter((column) => isLinkable(column) && !column.nullable).map(({ name }) => name))
  const named = {
    ...typed,
    column: (name: string) => withKeysAsLevels(typed.column(name)),
    some: (name: string) => withKeysAsLevels(typed.some(name)),
  }
  const found = findDependencies(named, columns, linkRows).filter(({ to }) => linkable.has(to))
  const stays = new Set(schema.columns.filter((column) => 'levels' in column && column.levels.length > 0).map(({ name }) => name))
  return found.filter(({ from, to }) => !stays.has(to) || standsInGroups(from, { ...schema, links: found }))
}

/** Numbers that are keys by name tell things apart as words do. */
function withKeysAsLevels(column: Column): Column {
  if (!isNumberColumn(column) || !saysKey(column.name)) return column
  const levels = [...new Set(column.values)].filter((value) => !Number.isNaN(value))
  const codes = new Map(levels.map((value, code) => [value, code]))
  return {
    name: column.name,
    kind: 'categorical',
    levels: levels.map(String),
    values: Int32Array.from(column.values, (value) => codes.get(value) ?? -1),
  }
}
