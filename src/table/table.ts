import { SchemaError } from '../errors.js'
import { type Column, isNumberColumn } from './column.js'

/** What a table was read from by its schema alone, so that no row had a say in how another was read. */
export interface DeclaredInput {
  /** Format of the file; or `rows` and `arrow table`, as programs hold them. */
  readonly format: string
  /** Whether this holds for well-formed files only: in others, what one record looks like decides where the next one begins. */
  readonly wellFormed: boolean
}

/** An ordered list of named columns of one length. Immutable; `select` and `slice` share memory. */
export class Table {
  readonly rows: number
  readonly columns: readonly Column[]
  /** Null for tables that were read otherwise, made of others, or handed in by a program. */
  readonly input: DeclaredInput | null
  readonly #byName: ReadonlyMap<string, Column>

  constructor(columns: readonly Column[], rows = columns[0]?.values.length ?? 0, input: DeclaredInput | null = null) {
    for (const column of columns) {
      if (column.values.length !== rows) {
        throw new SchemaError(column.name, `has ${column.values.length} cells where the table has ${rows} rows`)
      }
    }
    this.rows = rows
    this.columns = columns
    this.input = input
    this.#byName = new Map(columns.map((column) => [column.name, column]))
    if (this.#byName.size !== columns.length) throw new SchemaError('table', 'two columns have one name; rename one')
  }

  get names(): string[] {
    return this.columns.map((column) => column.name)
  }

  has(name: string): boolean {
    return this.#byName.has(name)
  }

  /** The column of that name; throws where there is none. */
  column(name: string): Column {
    const column = this.#byName.get(name)
    if (!column) throw new SchemaError(name, `no such column; the table has ${this.names.join(', ')}`)
    return column
  }

  /** The named columns, in the order given. */
  select(names: readonly string[]): Table {
    return new Table(
      names.map((name) => this.column(name)),
      this.rows,
    )
  }

  /** Rows `start` (included) to `end` (excluded). */
  slice(start: number, end = this.rows): Table {
    return this.#map((values) => values.subarray(start, end), Math.max(0, Math.min(end, this.rows) - start))
  }

  /** The rows at these positions, in this order; a position may repeat. */
  take(positions: ArrayLike<number>): Table {
    return this.#map((values) => {
      const taken = new (values.constructor as typeof Float64Array)(positions.length)
      for (let i = 0; i < taken.length; i++) taken[i] = values[positions[i] as number] as number
      return taken
    }, positions.length)
  }

  #map(change: (values: Float64Array) => Float64Array, rows: number): Table {
    const changed = this.columns.map((column) => ({ ...column, values: change(column.values as Float64Array) }) as Column)
    return new Table(changed, rows)
  }
}

/** Columns by name, as a table has them. */
export type ColumnSource = Pick<Table, 'rows' | 'has' | 'column'>

/** The rows of several tables of one layout, in order. Code columns must share their levels, or be ids or texts. */
export function concatTables(tables: readonly Table[]): Table {
  const [first] = tables
  if (!first || tables.length === 1) return first ?? new Table([])
  const rows = tables.reduce((sum, table) => sum + table.rows, 0)
  return new Table(
    first.columns.map((column) =>
      concatColumns(
        tables.map((table) => table.column(column.name)),
        rows,
      ),
    ),
    rows,
  )
}

function concatColumns(columns: readonly Column[], rows: number): Column {
  const first = columns[0] as Column
  if (isNumberColumn(first)) {
    const values = new Float64Array(rows)
    let offset = 0
    for (const column of columns) {
      values.set(column.values, offset)
      offset += column.values.length
    }
    return { ...first, values }
  }
  const values = new Int32Array(rows)
  const levels: string[] = []
  const codes = new Map<string, number>()
  let offset = 0
  for (const column of columns) {
    if (isNumberColumn(column)) throw new SchemaError(column.name, `is ${first.kind} in one part and ${column.kind} in another`)
    const recode = column.levels.map((level) => {
      let code = codes.get(level)
      if (code === undefined) {
        code = levels.push(level) - 1
        codes.set(level, code)
      }
      return code
    })
    for (const code of column.values) values[offset++] = code < 0 ? -1 : (recode[code] as number)
  }
  return { ...first, values, levels }
}
