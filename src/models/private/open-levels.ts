import { varianceFor } from '../../dp/accounting/budget.js'
import { approximately } from '../../dp/accounting/rational.js'
import type { Gate } from '../../dp/gate.js'
import { type CodeColumn, type Column, isNumberColumn } from '../../table/column.js'
import { type ColumnSchema, levelsOf, type Schema } from '../../table/schema.js'
import { Table } from '../../table/table.js'

/** What stands for levels that too few rows have. */
const other = 'other'
/** Share of the budget that finds levels, of all columns together. */
const levelsShare = 0.1
/** Share of delta that pays for thresholds. */
export const thresholdsShare = 0.5

/** Columns whose levels the schema leaves open. */
export function openColumns(schema: Schema): ColumnSchema[] {
  return schema.columns.filter((column) => column.kind === 'categorical' && levelsOf(column).length === 0)
}

/** The schema with these columns' levels as if they were known, for checks before anything is spent. */
export function withSomeLevels(schema: Schema): Schema {
  return withLevels(schema, new Map(openColumns(schema).map(({ name }) => [name, [other]])))
}

/** The schema with these levels, by column. */
export function withLevels(schema: Schema, found: ReadonlyMap<string, readonly string[]>): Schema {
  const columns = schema.columns.map((column) =>
    found.has(column.name) ? { ...column, levels: [...(found.get(column.name) ?? [])] } : column,
  )
  return { ...schema, columns: columns as ColumnSchema[] }
}

/** What the release of a column's levels is called in the ledger. */
export function levelsRelease(column: string): string {
  return `levels of ${column} that many rows have`
}

/** Levels of the columns that had none, and what is behind them. */
export interface ReleasedLevels {
  /** By column: those that clearly more rows have than one unit may, in the order of their letters, and one more for all others. */
  readonly levels: ReadonlyMap<string, readonly string[]>
  /** The gate to the rows with these levels, by way of which what is left of the budget can be spent. */
  readonly gate: Gate<Table>
}

/** Finds the levels that the schema leaves open. */
export function releaseLevels(gate: Gate<Table>, schema: Schema, delta: number): ReleasedLevels {
  const open = openColumns(schema)
  // Rounding may never ask for more than there is.
  const [rho, each] = [(levelsShare * approximately(gate.rho)) / open.length, (delta / open.length) * (1 - 1e-9)]
  const found = new Map<string, readonly string[]>()
  for (const { name } of open) {
    const of = (table: Table): Map<string, number> => countLevels(table.column(name))
    const variance = varianceFor(rho, 1, gate.rowsPerUnit)
    const { value } = gate.values({ name: levelsRelease(name), of }, variance, each)
    found.set(name, [...value.filter((level) => level !== other), other])
  }
  const next = gate.through(
    (table) =>
      new Table(
        table.columns.map((column) => recoded(column, found.get(column.name))),
        table.rows,
      ),
  )
  return { levels: found, gate: next.portion(gate.left) }
}

function countLevels(column: Column): Map<string, number> {
  const counts = new Map<string, number>()
  if (isNumberColumn(column)) return counts
  for (const code of column.values) {
    if (code < 0) continue
    const level = column.levels[code]
    counts.set(level, (counts.get(level) ?? 0) + 1)
  }
  return counts
}

function recoded(column: Column, levels: readonly string[] | undefined): Column {
  if (!levels) return column
  const own = column as CodeColumn
  const codes = new Map(levels.map((level, code) => [level, code]))
  const of = own.levels.map((level) => codes.get(level) ?? levels.length - 1)
  return { ...own, levels, values: own.values.map((code) => (code < 0 ? -1 : of[code])) }
}
