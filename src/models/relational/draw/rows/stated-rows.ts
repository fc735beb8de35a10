import type { Rng } from '../../../../random/rng.js'
import { type CodeColumn, type Column, isNumberColumn } from '../../../../table/column.js'
import { levelsOf } from '../../../../table/schema.js'
import { concatTables, Table } from '../../../../table/table.js'
import { weightedLevels } from '../../../description/law.js'
import type { DescriptionState } from '../../../description/state.js'
import { assembleRelated } from '../../../relations/decode.js'
import { modelledSchema } from '../../../shell/layout.js'
import { drawnRows, type RowLaw } from '../../../shell/sample.js'
import type { DescribedRows } from '../../state.js'
import type { HeldRules } from './held.js'

/** Rows of a table with an owner that a schema describes, and where they stand among their siblings. */
interface StatedTask {
  readonly law: RowLaw
  readonly described: DescribedRows
  /** By column of the shell, what the rows see of others in its place. */
  readonly seen: ReadonlyMap<string, Column>
  readonly position: Int32Array
  readonly held: HeldRules | null
}

interface StatedRows {
  readonly columns: Table
  /** The row as it was drawn of each row as it stands. */
  readonly drawnAs: Int32Array
  readonly forced: number
}

/** How often a row is drawn until it keeps the rules, before a value is put in by force. */
const mostDraws = 10_000
/** So many at once, at most. */
const mostAtOnce = 256

/** Each row by what its schema states, given what it sees of the rows that it refers to, until it keeps the rules; siblings in order. */
export function drawStated(task: StatedTask, rng: Rng): StatedRows {
  const { described, position, held } = task
  const all = Int32Array.from(position.keys())
  const drawn = drawAt(task, all, rng.split(0))
  const { columns, forced } = held ? heldRows(task, held, drawn, rng) : { columns: drawn, forced: 0 }
  const drawnAs = described.order === null ? all : inOrder(columns.column(described.order), position)
  const ordered = described.order === null ? columns : columns.take(drawnAs)
  return { columns: withPlaces(ordered, described, position), drawnAs, forced }
}

/** Rows in these places, each of which may come several times. */
function drawAt({ law, described, seen, position }: StatedTask, rows: Int32Array, rng: Rng): Table {
  const groups = groupsOf(described, seen, law, rows)
  const parts: Table[] = []
  const places = new Int32Array(rows.length)
  let at = 0
  for (const [i, { levels, members }] of groups.entries()) {
    const seed = rng.split(i).integer(2 ** 32)
    parts.push(drawnRows({ ...law, model: { ...law.model, state: stateGiven(law, levels) }, seed }, 0, members.length))
    for (const member of members) places[member] = at++
  }
  return withPlaces(
    concatTables(parts).take(places),
    described,
    rows.map((row) => position[row]),
  )
}

/** Rows that see the same levels, by column of the shell; a level is -1 where the row that would tell it is missing. */
interface Group {
  readonly levels: readonly (readonly [string, number])[]
  readonly members: readonly number[]
}

function groupsOf({ seen: columns }: DescribedRows, seen: StatedTask['seen'], { model }: RowLaw, rows: Int32Array): Group[] {
  const codes = columns.map(({ column }) => {
    const own = levelsOf(model.schema.columns.find(({ name }) => name === column) as never)
    const theirs = seen.get(column) as Column
    const recode = isNumberColumn(theirs) ? [] : (theirs as CodeColumn).levels.map((level) => own.indexOf(level))
    return rows.map((row) => recode[theirs.values[row]] ?? -1)
  })
  const groups = new Map<string, { levels: [string, number][]; members: number[] }>()
  for (let i = 0; i < rows.length; i++) {
    const key = codes.map((own) => own[i]).join()
    const known = groups.get(key)
    if (known) known.members.push(i)
    else groups.set(key, { levels: columns.map(({ column }, c) => [column, codes[c][i]]), members: [i] })
  }
  return groups.size > 0 ? [...groups.values()] : [{ levels: [], members: [] }]
}

/** The state in which these columns have these levels. */
function stateGiven({ model }: RowLaw, levels: Group['levels']): DescriptionState {
  const state = model.state as DescriptionState
  const { columns } = modelledSchema(model.schema, model.derivations)
  const fixed = new Map(
    levels.filter(([, level]) => level >= 0).map(([name, level]) => [columns.findIndex((own) => own.name === name), level]),
  )
  if (fixed.size === 0) return state
  return {
    ...state,
    columns: state.columns.map((column, i) => {
      const level = fixed.get(i)
      if (level === undefined) return column
      return { ...column, laws: [weightedLevels(levelsOf(columns[i]).map((_, k) => (k === level ? 1 : 0)))] }
    }),
  }
}

function withPlaces(table: Table, { place }: DescribedRows, position: Int32Array): Table {
  if (place === null) return table
  return new Table(
    table.columns.map((column) =>
      column.name === place ? ({ ...column, values: Float64Array.from(position, (at) => at + 1) } as Column) : column,
    ),
    table.rows,
  )
}

/** The first of many draws of each row that keeps the rules: its law given them and what it sees. */
function heldRows(task: StatedTask, held: HeldRules, drawn: Table, rng: Rng): { readonly columns: Table; readonly forced: number } {
  let columns = drawn
  let open = brokenIn(held.broken(columns))
  let [atOnce, draws] = [1, 1]
  for (let round = 1; open.length > 0 && draws < mostDraws; round++) {
    const rows = Int32Array.from({ length: open.length * atOnce }, (_, i) => open[Math.floor(i / atOnce)])
    const others = drawAt(task, rows, rng.split(round))
    const broken = held.broken(others, rows)
    const places = Int32Array.from({ length: columns.rows }, (_, row) => row)
    open = open.filter((row, i) => {
      const found = broken.subarray(i * atOnce, (i + 1) * atOnce).indexOf(0)
      if (found >= 0) places[row] = columns.rows + i * atOnce + found
      return found < 0
    })
    columns = concatTables([columns, others]).take(places)
    draws += atOnce
    atOnce = Math.min(2 * atOnce, mostAtOnce)
  }
  if (open.length === 0) return { columns, forced: 0 }
  const put = held.force(columns)
  return { columns: computedAnew(put.columns, task.law), forced: put.forced }
}

function brokenIn(broken: Uint8Array): Int32Array {
  return Int32Array.from(broken.keys()).filter((row) => broken[row] > 0)
}

/** The rows with what is computed of others computed of what stands there now. */
function computedAnew(table: Table, { model }: RowLaw): Table {
  const columns = new Map(table.columns.map((column) => [column.name, column]))
  assembleRelated(columns, model.schema, table.rows)
  return new Table([...columns.values()], table.rows)
}

/** Rows so that a column rises among siblings; missing values come first. */
function inOrder(column: Column, position: Int32Array): Int32Array {
  const rows = Int32Array.from(position.keys())
  const timeOf = (row: number): number => {
    const value = column.values[row]
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value
  }
  for (let from = 0; from < rows.length; ) {
    let to = from + 1
    while (to < rows.length && position[to] !== 0) to++
    rows.subarray(from, to).sort((a, b) => (timeOf(a) === timeOf(b) ? a - b : timeOf(a) < timeOf(b) ? -1 : 1))
    from = to
  }
  return rows
}

/** Which of so many children refer to no row, as often as `missing` says: 0 for a row, `classes` for none. */
export function statedClasses(missing: number, classes: number, rows: number, rng: Rng): Int32Array {
  return Int32Array.from({ length: rows }, () => (rng.uniform() < missing ? classes : 0))
}

/** How often each of so many rows is taken if each of so many children takes any. */
export function evenDegrees(children: number, rows: number, rng: Rng): Float64Array {
  const degrees = new Float64Array(rows)
  if (rows > 0) for (let child = 0; child < children; child++) degrees[rng.integer(rows)] += 1
  return degrees
}
