import type { Writing } from '../../evaluate/metric.js'
import { type Column, isNumberColumn } from '../../table/column.js'
import { createPatternTest } from '../../table/grammar/match.js'
import { type RawColumn, type RawTable, rawCell } from '../../table/raw.js'
import { type ColumnSchema, levelsOf, type Schema } from '../../table/schema.js'
import type { Table } from '../../table/table.js'
import { formatterOf } from '../../table/typing/format.js'

/** Rows that are looked at: enough to see one cell in a thousand. */
const mostRows = 5000

/** Of some cells of a column, how many are written otherwise than its schema has it, with an example. */
export interface WritingTally {
  readonly cells: number
  readonly otherwise: number
  /** As it is written, and as it would be; null where only a pattern is broken. */
  readonly example: { readonly got: string; readonly wanted: string | null } | null
}

/** How the cells of each column of a text file are written, by name; `table` is what was read of them. Files with types have no such columns. */
export function tallyWriting(raw: RawTable, table: Table, schema: Schema): ReadonlyMap<string, WritingTally> {
  const split = new Set(
    schema.columns.flatMap((column) => ('beside' in column && column.beside !== undefined ? [column.name, column.beside] : [])),
  )
  const tallies = new Map<string, WritingTally>()
  for (const column of schema.columns) {
    const cells = raw.columns.find(({ name }) => name === column.name)
    if (!cells || cells.declared || split.has(column.name) || !table.has(column.name)) continue
    const check = checkOf(column, table.column(column.name))
    if (check) tallies.set(column.name, tally(cells, check))
  }
  return tallies
}

/** What a cell should have been written as; undefined where it is right or nobody can say. */
type Check = (text: string, row: number) => { readonly wanted: string | null } | undefined

function checkOf(schema: ColumnSchema, column: Column): Check | undefined {
  if (schema.kind === 'id' || (schema.kind === 'text' && schema.policy === 'mask')) {
    const patterns = schema.forms?.map(({ pattern }) => pattern) ?? (schema.kind === 'id' ? [schema.pattern] : [])
    if (patterns.length === 0) return undefined
    const tests = patterns.map(createPatternTest)
    const kept = new Set(levelsOf(schema))
    return (text) => (kept.has(text) || schema.missing.includes(text) || tests.some((test) => test(text)) ? undefined : { wanted: null })
  }
  if (schema.kind === 'text' && schema.policy !== 'copy') return undefined
  const write = formatterOf(schema, column)
  const known = isNumberColumn(column) ? null : new Set(levelsOf(schema))
  return (text, row) => {
    const value = column.values[row]
    if (Number.isNaN(value) || (known && value < 0)) return undefined
    const wanted = write(value)
    // A level that the schema doesn't have is another level, not another way to write one.
    return wanted === text.trim() || (known && !known.has(wanted)) ? undefined : { wanted }
  }
}

function tally(raw: RawColumn, check: Check): WritingTally {
  const step = Math.max(1, raw.length / mostRows)
  let [cells, otherwise] = [0, 0]
  let example: WritingTally['example'] = null
  for (let at = 0; at < raw.length; at += step) {
    const row = Math.floor(at)
    const text = rawCell(raw, row)
    if (text === null || text.trim() === '') continue
    cells++
    const wrong = check(text, row)
    if (!wrong) continue
    otherwise++
    example ??= { got: text, wanted: wrong.wanted }
  }
  return { cells, otherwise, example }
}

/** The columns of which synthetic cells are written otherwise than the schema of the real ones has it, beside how many real cells are. */
export function compareWriting(real: ReadonlyMap<string, WritingTally>, synthetic: ReadonlyMap<string, WritingTally>): Writing[] {
  return [...synthetic].flatMap(([column, { cells, otherwise, example }]): Writing[] => {
    const own = real.get(column)
    if (!own || otherwise === 0) return []
    return [{ column, real: { cells: own.cells, otherwise: own.otherwise }, synthetic: { cells, otherwise }, example }]
  })
}
