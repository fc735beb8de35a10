import type { Plan } from '../../../relations/plan.js'
import { type Column, isNumberColumn } from '../../../table/column.js'
import type { ColumnRule, Hop } from '../state.js'
import { firstFar, targetOf } from '../views.js'
import { placesOf } from './contexts.js'
import type { Prepared } from './prepare.js'

/** Rows with siblings that a rule must hold in, at least. */
const fewestRows = 20
/** Share of the rows in which a column must equal that of another row to be copied from there, and rows that are looked at first. */
const nearlyAlways = 0.999
const firstLook = 2000

/** What decides a column so that nothing need be drawn; null where nothing does. */
export function ruleOf(
  name: string,
  table: Prepared,
  views: readonly Hop[][],
  plan: Plan,
  prepared: ReadonlyMap<string, Prepared>,
): ColumnRule | null {
  const column = table.seen.column(name)
  return placeRule(column, table) ?? copyRule(column, table, views, plan, prepared) ?? (isStatic(column, table) ? { kind: 'static' } : null)
}

/** Whether the column counts the rows of each owner, from 0 or 1. */
function placeRule(column: Column, { position, size }: Prepared): ColumnRule | null {
  if (column.kind !== 'integer') return null
  const start = column.values[0] === undefined ? Number.NaN : column.values[0] - position[0]
  if (start !== 0 && start !== 1) return null
  let company = 0
  for (let row = 0; row < position.length; row++) {
    if (column.values[row] !== start + position[row]) return null
    if (size[row] > 1) company++
  }
  return company >= fewestRows ? { kind: 'place', start } : null
}

/** Whether the column never changes among siblings. */
function isStatic(column: Column, { position }: Prepared): boolean {
  let company = 0
  for (let row = 1; row < position.length; row++) {
    if (position[row] === 0) continue
    if (!Object.is(column.values[row], column.values[row - 1])) return false
    company++
  }
  return company >= fewestRows
}

/** The column of another row that it repeats. */
function copyRule(
  column: Column,
  table: Prepared,
  views: readonly Hop[][],
  plan: Plan,
  prepared: ReadonlyMap<string, Prepared>,
): ColumnRule | null {
  if (table.rows < fewestRows || new Set(column.values.slice(0, firstLook)).size < 2) return null
  for (const [v, path] of views.entries()) {
    const target = prepared.get(targetOf(plan, path.at(-1) as Hop)) as Prepared
    const candidates = target.seen.columns.filter((other) => isNumberColumn(other) === isNumberColumn(column))
    if (target === table || candidates.length === 0) continue
    const places = placesOf(path, table, plan, prepared)
    for (const other of candidates) {
      const isEqual = equality(column, other)
      if (agrees(places.subarray(0, firstLook), isEqual) && agrees(places, isEqual))
        return { kind: 'copy', view: firstFar + v, column: other.name }
    }
  }
  return null
}

function agrees(places: Int32Array, isEqual: (row: number, place: number) => boolean): boolean {
  let [equal, all] = [0, 0]
  for (let row = 0; row < places.length; row++) {
    const place = places[row]
    if (place < 0) continue
    all++
    if (isEqual(row, place)) equal++
  }
  return all >= fewestRows && equal >= nearlyAlways * all && all >= nearlyAlways * places.length
}

function equality(column: Column, other: Column): (row: number, place: number) => boolean {
  if (isNumberColumn(column) || isNumberColumn(other)) return (row, place) => Object.is(column.values[row], other.values[place])
  const codes = new Map(column.levels.map((level, code) => [level, code]))
  const recoded = Int32Array.from(other.levels, (level) => codes.get(level) ?? -2)
  return (row, place) => {
    const code = other.values[place]
    return column.values[row] === (code < 0 ? -1 : recoded[code])
  }
}
