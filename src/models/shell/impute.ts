import { createRng, type Rng } from '../../random/rng.js'
import { type Column, isMissing, isNumberColumn } from '../../table/column.js'
import type { Relation, Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'
import { conform } from '../../table/typing/conform.js'
import { loadedModel } from '../loaded.js'
import { activeRelations, isLearnedPart } from '../relations/active.js'
import { reconcileFilled } from '../relations/decode.js'
import { isScaled } from '../scaled.js'
import { fromShares } from '../scales.js'
import type { Derivation, FittedModel, Synthesizer } from '../synthesizer.js'
import { openCells, withFilled } from './cells.js'
import { deriveColumn } from './derive.js'
import { isMadeAnew, modelledSchema, modelledTable } from './layout.js'

/** A model and what it is to fill: all that is needed to fill any block of a table. */
export interface Imputer {
  readonly model: FittedModel
  /** Columns of which missing cells are filled. */
  readonly fill: readonly string[]
  readonly seed: number
  /** Number of the draw: others are independent of it. */
  readonly draw: number
}

/** Rows of a table that are filled together. */
export const imputedRows = 4096

/** Stream of the draws, apart from those of fits and blocks of rows. */
const imputeStream = -11
/** Times that a row is drawn again until what follows from a drawn cell is what the row says. */
const mostAttempts = 64

/** Columns that can be filled: all but those that are made anew. */
export function fillableColumns({ schema }: FittedModel): string[] {
  return schema.columns.filter((column) => !isMadeAnew(column)).map(({ name }) => name)
}

/**
 * The columns to fill of one block of a table that conforms to the model's schema. A pure function of the imputer and the block, in any
 * thread. Columns that follow from others are looked up, before and after; where one is known and what it follows from isn't, rows are
 * drawn until the two agree.
 */
export function imputeBlock({ model, fill, seed, draw }: Imputer, table: Table, block: number): Table {
  const wanted = new Set(fill)
  const known = sourcesKnown(table, model, wanted)
  const modelled = modelledSchema(model.schema, model.derivations)
  const relations = activeRelations(model.schema)
  const before = withoutFloors(conform(modelledTable(known, modelled, model.schema), modelled, { unseen: 'add' }), known, relations)
  const drawable = new Set([...wanted, ...relations.map(({ column }) => column).filter((name) => before.has(name))])
  const synthesizer = loadedModel(model.model) as Synthesizer & Required<Pick<Synthesizer, 'impute'>>
  const rng = createRng(seed, imputeStream, draw, block)
  const impute = (rows: Table, rng: Rng): Table =>
    modelled.columns.length > 0 ? synthesizer.impute(model.state, modelled, rows, drawable, rng) : rows
  const rows = rowsToFill(before, drawable)
  let drawn = impute(before.take(rows), rng.split(0))
  const ties = model.derivations.filter(({ from, to }) => before.has(from) && wanted.has(from) && known.has(to))
  let wrong = contradictions(ties, before.take(rows), drawn, known.take(rows))
  for (let attempt = 1; wrong.length > 0 && attempt <= mostAttempts; attempt++) {
    const again = impute(before.take(wrong.map((position) => rows[position])), rng.split(attempt))
    drawn = replaceRows(drawn, wrong, again)
    wrong = contradictions(ties, before.take(rows), drawn, known.take(rows))
  }
  if (wrong.length > 0) {
    const forced = forceSources(ties, before.take(rows), known.take(rows), wrong, rng.split(-1))
    drawn = replaceRows(drawn, wrong, impute(forced.take(wrong), rng.split(-2)))
  }
  const filled = new Map(before.columns.map((column) => [column.name, scatter(column, drawn, rows, drawable)]))
  unscale(filled, known, wanted, model.schema)
  if (relations.length > 0) {
    const cellsOf = (name: string): Float64Array => known.column(name).values as Float64Array
    reconcileFilled(filled, cellsOf, (name) => openCells(known.column(name), wanted), model.schema)
  }
  for (const { to } of model.derivations.filter(isLearnedPart)) derived(to, known, filled, model.derivations)
  return new Table(fill.map((name) => filled.get(name) ?? derived(name, known, filled, model.derivations)))
}

/** Turns drawn shares of groups into numbers; known ones are what they were. */
function unscale(filled: Map<string, Column>, known: Table, wanted: ReadonlySet<string>, schema: Schema): void {
  const scaled = schema.columns.filter(isScaled)
  if (scaled.length === 0) return
  fromShares(filled, schema)
  for (const { name } of scaled) {
    const [drawn, before] = [filled.get(name), known.column(name)]
    if (drawn) filled.set(name, withFilled(before, openCells(before, wanted), drawn.values))
  }
}

/** The table without the distances of columns from what is to be drawn: nobody knows them yet. */
function withoutFloors(before: Table, known: Table, relations: readonly Relation[]): Table {
  const columns = before.columns.map((column): Column => {
    const relation = relations.find((own) => own.kind === 'order' && own.column === column.name)
    if (relation?.kind !== 'order') return column
    const lows = relation.least.map((name) => known.column(name).values)
    return {
      ...column,
      values: column.values.map((value, row) => (lows.some((cells) => Number.isNaN(cells[row])) ? Number.NaN : value)),
    } as Column
  })
  return new Table(columns, before.rows)
}

/** The table with cells that only one value can stand in for: of what a known cell follows from. */
function sourcesKnown(table: Table, { derivations }: FittedModel, fill: ReadonlySet<string>): Table {
  const columns = new Map(table.columns.map((column) => [column.name, column]))
  for (const derivation of derivations.filter(({ part }) => part === undefined).reverse()) {
    const [from, to] = [columns.get(derivation.from) as Column, columns.get(derivation.to) as Column]
    const open = openCells(from, fill)
    if (!open.includes(1)) continue
    const values = from.values.slice()
    const sources = sourcesOf(derivation)
    for (let row = 0; row < open.length; row++) {
      if (!open[row] || isMissing(to, row)) continue
      const only = sources(cellAt(to, row))
      if (only.length === 1) values[row] = codeOf(from, only[0])
    }
    columns.set(from.name, { ...from, values } as Column)
  }
  return new Table([...columns.values()], table.rows)
}

type Value = string | number | null

function cellAt(column: Column, row: number): Value {
  if (isMissing(column, row)) return null
  const value = column.values[row]
  return isNumberColumn(column) ? value : column.levels[value]
}

function codeOf(column: Column, value: Value): number {
  if (isNumberColumn(column)) return value === null ? Number.NaN : (value as number)
  return column.levels.indexOf(value as string)
}

/** The values, other than a missing one, from which a value follows. */
function sourcesOf({ fromValues, toValues }: Derivation): (to: Value) => readonly Value[] {
  const sources = new Map<Value, Value[]>()
  toValues.forEach((to, i) => {
    const from = fromValues[i] as Value
    if (from !== null) sources.set(to, [...(sources.get(to) ?? []), from])
  })
  return (to) => sources.get(to) ?? []
}

function rowsToFill(table: Table, fill: ReadonlySet<string>): Int32Array {
  const has = new Uint8Array(table.rows)
  for (const column of table.columns) {
    if (!fill.has(column.name)) continue
    for (let row = 0; row < has.length; row++) if (isMissing(column, row)) has[row] = 1
  }
  return Int32Array.from(has.keys()).filter((row) => has[row] === 1)
}

/** Rows in which a known cell is not what follows from a drawn one, although some value would give it. */
function contradictions(ties: readonly Derivation[], before: Table, drawn: Table, known: Table): number[] {
  const wrong = new Set<number>()
  for (const derivation of ties) {
    const to = known.column(derivation.to)
    const from = drawn.column(derivation.from)
    const gaps = before.column(derivation.from)
    const follows = deriveColumn(from, to, derivation)
    const sources = sourcesOf(derivation)
    for (let row = 0; row < drawn.rows; row++) {
      if (!isMissing(gaps, row) || isMissing(to, row) || isMissing(from, row) || follows.values[row] === to.values[row]) continue
      if (derivation.part || sources(cellAt(to, row)).length > 0) wrong.add(row)
    }
  }
  return [...wrong].sort((a, b) => a - b)
}

/** The rows with cells that agree with what is known to follow from them, each value that does as likely as the others. */
function forceSources(ties: readonly Derivation[], before: Table, known: Table, rows: readonly number[], rng: Rng): Table {
  const columns = before.columns.map((column): Column => {
    const derivation = ties.find(({ from, part }) => from === column.name && part === undefined)
    if (!derivation) return column
    const to = known.column(derivation.to)
    const sources = sourcesOf(derivation)
    const values = column.values.slice()
    for (const row of rows) {
      const possible = isMissing(column, row) && !isMissing(to, row) ? sources(cellAt(to, row)) : []
      if (possible.length > 0) values[row] = codeOf(column, possible[rng.integer(possible.length)])
    }
    return { ...column, values } as Column
  })
  return new Table(columns, before.rows)
}

function replaceRows(table: Table, positions: readonly number[], rows: Table): Table {
  const columns = table.columns.map((column): Column => {
    const values = column.values.slice()
    const own = rows.column(column.name)
    positions.forEach((position, i) => {
      values[position] = own.values[i]
    })
    return { ...column, values } as Column
  })
  return new Table(columns, table.rows)
}

/** The column with what was drawn for these rows in its open cells. */
function scatter(column: Column, drawn: Table, rows: Int32Array, fill: ReadonlySet<string>): Column {
  const open = openCells(column, fill)
  const own = drawn.column(column.name)
  const values = column.values.slice()
  rows.forEach((row, i) => {
    if (open[row]) values[row] = own.values[i]
  })
  return withFilled(column, open, values)
}

/** A column that follows from another one, with its gaps looked up. */
function derived(name: string, known: Table, filled: Map<string, Column>, derivations: readonly Derivation[]): Column {
  const derivation = derivations.find(({ to }) => to === name) as Derivation
  const from = filled.get(derivation.from) ?? derived(derivation.from, known, filled, derivations)
  const column = known.column(name)
  const open = openCells(column, new Set([name]))
  const result = withFilled(column, open, deriveColumn(from, column, derivation).values)
  filled.set(name, result)
  return result
}
