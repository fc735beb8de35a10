import type { Rng } from '../../src/random/rng.js'
import { Table } from '../../src/table/table.js'

/** A fault of a kind that no list names, planted into real or made rows, and what a report must name. */
export interface Unlisted {
  readonly what: string
  readonly level: string
  readonly named: RegExp
  plant(table: Table, rng: Rng): Table
}

/** Numbers and codes of a table, to be changed in place; levels may be added. */
export class Draft {
  readonly rows: number
  readonly #columns: Map<string, { levels: string[]; values: Float64Array | Int32Array }>
  readonly #table: Table

  constructor(table: Table) {
    this.#table = table
    this.rows = table.rows
    this.#columns = new Map(
      table.columns.map((column) => [column.name, { levels: 'levels' in column ? [...column.levels] : [], values: column.values.slice() }]),
    )
  }

  values(name: string): Float64Array | Int32Array {
    return this.#columns.get(name)?.values as Float64Array | Int32Array
  }

  /** The code of a level, new or not. */
  code(name: string, level: string): number {
    const { levels } = this.#columns.get(name) as { levels: string[] }
    if (!levels.includes(level)) levels.push(level)
    return levels.indexOf(level)
  }

  level(name: string, code: number): string {
    return this.#columns.get(name)?.levels[code] ?? ''
  }

  /** Rows with this level. */
  with(name: string, ...levels: string[]): number[] {
    const codes = levels.map((level) => this.code(name, level))
    return this.where((row) => codes.includes(this.values(name)[row] as number))
  }

  where(belongs: (row: number) => boolean): number[] {
    return Array.from({ length: this.rows }, (_, row) => row).filter(belongs)
  }

  /** Deals out the values of columns among these rows, one column's as another's. */
  permute(names: string | readonly string[], rows: readonly number[], rng: Rng): void {
    const order = shuffled(rows, rng)
    for (const name of typeof names === 'string' ? [names] : names) {
      const values = this.values(name)
      const own = order.map((row) => values[row] as number)
      rows.forEach((row, i) => {
        values[row] = own[i] as number
      })
    }
  }

  done(): Table {
    return new Table(this.#table.columns.map((column) => ({ ...column, ...this.#columns.get(column.name) })) as never, this.rows)
  }
}

export function shuffled(rows: readonly number[], rng: Rng): number[] {
  const order = [...rows]
  for (let i = order.length - 1; i > 0; i--) {
    const j = rng.integer(i + 1)
    ;[order[i], order[j]] = [order[j] as number, order[i] as number]
  }
  return order
}

export function planted(change: (draft: Draft, rng: Rng) => void): Unlisted['plant'] {
  return (table, rng) => {
    const draft = new Draft(table)
    change(draft, rng)
    return draft.done()
  }
}

/** Changes a share of the cells of a column. */
export function cells(name: string, share: number, change: (value: number, draft: Draft, row: number) => number): Unlisted['plant'] {
  return planted((draft, rng) => {
    const values = draft.values(name)
    for (let row = 0; row < draft.rows; row++) if (rng.uniform() < share) values[row] = change(values[row] as number, draft, row)
  })
}
