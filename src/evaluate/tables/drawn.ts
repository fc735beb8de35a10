import type { Table } from '../../table/table.js'
import type { Coding } from './common-scale.js'

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
