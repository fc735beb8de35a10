import type { Column } from '../../../table/column.js'

/** What rows see of others: which row each one sees, and what there is to see of it. */
export interface RelatedRows {
  /** -1 for none. */
  readonly places: Int32Array
  /** What makes them rows of the whole run. */
  readonly offset: number
  codesOf(name: string): Uint16Array
  cellsOf(column: string): Column
}
