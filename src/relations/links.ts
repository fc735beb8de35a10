import { type Column, isMissing, isNumberColumn } from '../table/column.js'
import type { Table } from '../table/table.js'
import type { Database } from './database.js'
import type { TableRelation } from './schema.js'

/** In place of a row of the parent: the reference is missing; it names a row that isn't there. */
export const noRow = -1
export const orphan = -2

/** The row of the parent that each row of the child refers to, or `noRow` (where any of its cells is missing) or `orphan`. Of rows with one key the first counts. */
export function linkRows(database: Database, { child, columns, parent, key }: TableRelation): Int32Array {
  const [from, to] = [database[child], database[parent]]
  const ids = key.map((name, i) => pairIds(to.column(name), from.column(columns[i])))
  const rows = firstRows(
    ids.map(({ parent }) => parent),
    to.rows,
  )
  return Int32Array.from({ length: from.rows }, (_, row) => {
    const text = tupleAt(
      ids.map(({ child }) => child),
      row,
    )
    return text === null ? noRow : (rows.get(text) ?? orphan)
  })
}

/** The rows of each key that several rows share, and those without one. */
export function keyFaults(table: Table, key: readonly string[]): { readonly repeated: number[][]; readonly missing: number[] } {
  const ids = key.map((name) => idsOf(table.column(name), new Map()))
  const groups = new Map<string | number, number[]>()
  const missing: number[] = []
  for (let row = 0; row < table.rows; row++) {
    const id = tupleAt(ids, row)
    const group = id === null ? missing : groups.get(id)
    if (group) group.push(row)
    else if (id !== null) groups.set(id, [row])
  }
  return { repeated: [...groups.values()].filter(({ length }) => length > 1), missing }
}

/** The cells of a row as they would be written, for messages. */
export function writtenCells(table: Table, columns: readonly string[], row: number): string {
  return columns
    .map((name) => {
      const column = table.column(name)
      const value = column.values[row]
      if (isMissing(column, row)) return '(missing)'
      return isNumberColumn(column) ? String(value) : column.levels[value]
    })
    .join(', ')
}

function firstRows(ids: readonly Int32Array[], rows: number): Map<string | number, number> {
  const first = new Map<string | number, number>()
  for (let row = rows - 1; row >= 0; row--) {
    const id = tupleAt(ids, row)
    if (id !== null) first.set(id, row)
  }
  return first
}

/** One value for the numbers of a row, null where one is missing. */
function tupleAt(ids: readonly Int32Array[], row: number): string | number | null {
  if (ids.length === 1) {
    const id = ids[0][row]
    return id < 0 ? null : id
  }
  const parts: number[] = []
  for (const column of ids) {
    const id = column[row]
    if (id < 0) return null
    parts.push(id)
  }
  return parts.join(' ')
}

/** Numbers for the values of two columns, the same one for the same value as written; -1 for a missing one. */
function pairIds(parent: Column, child: Column): { readonly parent: Int32Array; readonly child: Int32Array } {
  const known = new Map<string | number, number>()
  const asTexts = isNumberColumn(parent) !== isNumberColumn(child)
  return { parent: idsOf(parent, known, asTexts), child: idsOf(child, known, asTexts) }
}

function idsOf(column: Column, known: Map<string | number, number>, asTexts = false): Int32Array {
  const idOf = (value: string | number): number => {
    const id = known.get(value) ?? known.size
    known.set(value, id)
    return id
  }
  if (!isNumberColumn(column)) {
    const used = new Uint8Array(column.levels.length)
    for (const code of column.values) if (code >= 0) used[code] = 1
    const byLevel = Int32Array.from(column.levels, (level, code) => (used[code] === 1 ? idOf(level) : -1))
    return column.values.map((code) => (code < 0 ? -1 : byLevel[code]))
  }
  const ids = new Int32Array(column.values.length)
  for (let row = 0; row < ids.length; row++) {
    const value = column.values[row]
    ids[row] = Number.isNaN(value) ? -1 : idOf(asTexts ? String(value) : value)
  }
  return ids
}

/** How many rows of the child refer to each row of the parent. */
export function childCounts(links: Int32Array, parents: number): Int32Array {
  const counts = new Int32Array(parents)
  for (const row of links) if (row >= 0) counts[row] += 1
  return counts
}

/** The rows of a circle among references of a table to itself, in the order in which they refer to each other; empty where there is none. */
export function circleOf(links: Int32Array): number[] {
  const seen = new Int32Array(links.length)
  for (let start = 0; start < links.length; start++) {
    let row = start
    while (row >= 0 && seen[row] === 0) {
      seen[row] = start + 1
      row = links[row]
    }
    if (row < 0 || seen[row] !== start + 1) continue
    const circle = [row]
    for (let next = links[row]; next !== row; next = links[next]) circle.push(next)
    return circle
  }
  return []
}
