import { binEdges, binNumbers } from '../../../learn/trees/bins.js'
import { type Column, isNumberColumn } from '../../../table/column.js'
import type { Table } from '../../../table/table.js'

export interface Moved {
  readonly column: string
  /** Total variation distance between its distributions before and after: the share of rows that are elsewhere. */
  readonly distance: number
}

/** Bins in which numbers are compared. */
const bins = 20

/** The columns by how far their marginals have moved, furthest first. */
export function movedColumns(before: Table, after: Table, weights: Float64Array, start: Float64Array): Moved[] {
  return before.columns
    .map((column): Moved => {
      const codes = coded(column, column)
      const nowCodes = coded(after.column(column.name), column)
      const shares = new Map<number, number>()
      for (let row = 0; row < codes.length; row++) {
        add(shares, codes[row], -start[row])
        add(shares, nowCodes[row], weights[row])
      }
      let distance = 0
      for (const share of shares.values()) distance += Math.abs(share) / 2
      return { column: column.name, distance }
    })
    .sort((a, b) => b.distance - a.distance)
}

function add(shares: Map<number, number>, code: number, share: number): void {
  shares.set(code, (shares.get(code) ?? 0) + share)
}

function coded(column: Column, reference: Column): ArrayLike<number> {
  if (!isNumberColumn(column) || !isNumberColumn(reference)) return column.values
  return binNumbers(column.values, binEdges(reference.values, bins)).codes
}
