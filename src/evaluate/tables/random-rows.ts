import { createRng } from '../../random/rng.js'
import type { Table } from '../../table/table.js'
import type { MetricContext } from '../metric.js'
import { drawPositions } from './align.js'
import type { Coding } from './common-scale.js'

/** Which rows go is the same for every metric and every comparison, so that they can share what they learn from those that stay. */
const stream = createRng(0, 9)

/**
 * The tables cut to the rows of the smallest and to `most`, drawn at random: what is learned from more rows is better, and that would be
 * taken for a difference.
 */
export function cutToOneSize(tables: readonly Table[], { memo, coding }: MetricContext, most = Number.POSITIVE_INFINITY): Table[] {
  const rows = Math.min(most, ...tables.map((table) => table.rows))
  return tables.map((table) => {
    if (table.rows === rows) return table
    return memo(`cut ${rows}`, [table], () => {
      const positions = drawPositions(table.rows, rows, stream.split(table.rows, rows))
      return coding.take(table, () => positions, rows)
    })
  })
}

/** Rows of a table in an order that was drawn at random: the first of them are a fair draw however many one takes, and take their codes along. */
export class Drawn {
  readonly #table: Table
  readonly #positions: ArrayLike<number>
  readonly #coding: Coding
  readonly #taken = new Map<number, Table>()

  constructor(table: Table, positions: ArrayLike<number>, coding: Coding) {
    this.#table = table
    this.#positions = positions
    this.#coding = coding
  }

  /** The first rows of the draw, as many as there are up to that number; the same table whenever it is asked for. */
  first(rows: number): Table {
    const count = Math.min(rows, this.#positions.length)
    let taken = this.#taken.get(count)
    if (!taken) {
      taken = this.#coding.take(this.#table, () => this.#positions, count)
      this.#taken.set(count, taken)
    }
    return taken
  }
}
