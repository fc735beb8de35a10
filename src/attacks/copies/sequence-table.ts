import { rowKeys } from '../../evaluate/tables/align.js'
import { mix } from '../../random/permutation.js'
import { type Column, isNumberColumn, isNumberKind } from '../../table/column.js'
import { type ColumnSchema, newColumn, type Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'

/** A table and the rows of each of its sequences, in order. */
export interface SequenceRows {
  readonly table: Table
  readonly sequences: readonly (readonly number[])[]
}

/** Tables of one row per sequence. */
export interface SequenceTables {
  readonly columns: readonly ColumnSchema[]
  /** Names of the columns that tell of one column of the rows. */
  readonly groups: readonly (readonly string[])[]
  readonly tables: readonly Table[]
  /** A key of each whole sequence, and the keys of its rows without the column that orders them. */
  readonly keys: readonly Float64Array[]
  readonly steps: readonly (readonly (readonly number[])[])[]
}

/**
 * What each sequence comes to: how many rows it has, and of every column the first and the last cell and, of numbers, the mean, the least and the greatest, of levels the
 * commonest. Of a column that never changes within a sequence, only the first.
 */
export function asSequences(parts: readonly SequenceRows[], columns: readonly ColumnSchema[], schema: Schema): SequenceTables {
  const lengths = parts.map(({ sequences }) => Float64Array.from(sequences, ({ length }) => length))
  const made = columns.map((column) => featuresOf(parts, column)).filter(({ length }) => length > 0)
  const length = newColumn({ name: nameFor('rows of the sequence', columns), kind: 'integer' })
  const all: Feature[] = [
    { schema: length, cells: lengths.map((values) => ({ name: length.name, kind: 'integer', values })) },
    ...made.flat(),
  ]
  const order = schema.columns.find(({ role }) => role === 'order')?.name
  const keysOf = (tables: readonly Table[]) =>
    tables.map((table, p) => {
      const keys = rowKeys(table)
      return parts[p].sequences.map((rows) => rows.map((row) => keys[row]))
    })
  const whole = parts.map(({ table }) => table)
  const steps = whole.map(
    (table) =>
      new Table(
        table.columns.filter(({ name }) => name !== order),
        table.rows,
      ),
  )
  return {
    columns: all.map(({ schema: own }) => own),
    groups: [[length.name], ...made.map((features) => features.map(({ schema: own }) => own.name))],
    tables: parts.map(
      ({ sequences }, p) =>
        new Table(
          all.map(({ cells }) => cells[p]),
          sequences.length,
        ),
    ),
    keys: keysOf(whole).map((sequences) => Float64Array.from(sequences, (keys) => keys.reduce(joinKeys, keys.length))),
    steps: keysOf(steps),
  }
}

/** The key of a run and the row that follows it, of 53 bits as both are. */
export function joinKeys(run: number, row: number): number {
  return mix(row % 2 ** 32, run, 0) * 2 ** 21 + (mix(Math.floor(row / 2 ** 32), run, 1) >>> 11)
}

interface Feature {
  readonly schema: ColumnSchema
  readonly cells: readonly Column[]
}

function nameFor(wanted: string, columns: readonly ColumnSchema[]): string {
  return columns.some(({ name }) => name === wanted) ? nameFor(`${wanted}'`, columns) : wanted
}

type Summary = (rows: readonly number[], cells: Column) => number

const ends: Readonly<Record<string, Summary>> = {
  first: (rows, { values }) => values[rows[0]],
  last: (rows, { values }) => values[rows.at(-1) as number],
}
const ofNumbers: Readonly<Record<string, Summary>> = {
  ...ends,
  mean: (rows, cells) => meanOf(presentOf(rows, cells)),
  least: (rows, cells) => extremeOf(presentOf(rows, cells), Math.min),
  greatest: (rows, cells) => extremeOf(presentOf(rows, cells), Math.max),
}
const ofLevels: Readonly<Record<string, Summary>> = { ...ends, commonest: (rows, { values }) => commonestOf(rows, values) }

/** The features of one column in all tables: the first cell, and those others that differ from it anywhere. */
function featuresOf(parts: readonly SequenceRows[], column: ColumnSchema): Feature[] {
  const kinds = isNumberKind(column.kind) ? ofNumbers : ofLevels
  const features = Object.entries(kinds).map(([kind, of]): Feature => {
    const name = `${column.name} (${kind})`
    const cells = parts.map(({ table, sequences }): Column => {
      const own = table.column(column.name)
      const values = sequences.map((rows) => of(rows, own))
      return { ...own, name, values: isNumberColumn(own) ? Float64Array.from(values) : Int32Array.from(values) } as Column
    })
    return { schema: { ...column, name }, cells }
  })
  const [first] = features as [Feature, ...Feature[]]
  return features.filter((own) => own === first || own.cells.some((cells, p) => differ(cells, first.cells[p])))
}

function presentOf(rows: readonly number[], { values }: Column): number[] {
  return rows.map((row) => values[row]).filter((value) => !Number.isNaN(value))
}

function differ(a: Column, b: Column): boolean {
  return a.values.some((value, i) => !Object.is(value, b.values[i]))
}

function extremeOf(values: readonly number[], further: (a: number, b: number) => number): number {
  return values.length === 0 ? Number.NaN : values.reduce((most, own) => further(most, own))
}

/** Mean of numbers; NaN of none. Each is divided before it is added, which keeps the sum of the greatest numbers there are finite; of equal ones the mean is their value. */
function meanOf(values: readonly number[]): number {
  if (values.every((value) => value === values[0])) return values[0] ?? Number.NaN
  return values.reduce((sum, value) => sum + value / values.length, 0)
}

/** The commonest code, the first of several. */
function commonestOf(rows: readonly number[], codes: ArrayLike<number>): number {
  const counts = new Map<number, number>()
  for (const row of rows) counts.set(codes[row], (counts.get(codes[row]) ?? 0) + 1)
  return [...counts].reduce((most, own) => (own[1] > most[1] ? own : most))[0]
}
