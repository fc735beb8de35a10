import type { MixedRows } from '../../learn/neighbours/box-tree.js'
import { boundedDistance } from '../../learn/neighbours/neighbours.js'
import { isNumberColumn } from '../../table/column.js'
import { Table } from '../../table/table.js'
import { mixedRows, scalesOf } from '../copies/mixed-rows.js'

/** Numbers within this share of the middle 98 % of their column agree. */
const near = 0.02

export interface MembershipFeatureOptions {
  readonly hidden: number
  readonly secret: { readonly column: string; readonly values: readonly (readonly [number, number])[] } | null
  /** Per target: sets of positions of columns, in the order of the table. */
  readonly sets: readonly (readonly (readonly number[])[])[]
}

/**
 * What synthetic rows show of each target: minus the distance to the nearest, then, for each of the target's sets of columns, the log of one more than the
 * rows that agree in all of them; and for each hidden target how much more rows agree with the second of its secrets than with the first. `like` are real
 * rows that say how far apart numbers are.
 *
 * @see Meeus et al., 2023, Achilles' Heels: Vulnerable Record Identification in Synthetic Data Publishing
 */
export function membershipFeatures(
  synthetic: Table,
  targets: Table,
  like: Table,
  { hidden, secret, sets }: MembershipFeatureOptions,
): { readonly features: Float64Array; readonly leanings: Float64Array } {
  const names = targets.names
  const scales = scalesOf([like])
  const laid = (table: Table) => mixedRows(table, names, scales)
  const [made, sought] = [laid(synthetic), laid(targets)]
  const order = placesOf(targets)
  const width = 1 + (sets[0]?.length ?? 0)
  const features = new Float64Array(targets.rows * width)
  for (let target = 0; target < targets.rows; target++) {
    features[target * width] = -nearest(sought, target, made)
    sets[target]?.forEach((set, s) => {
      features[target * width + 1 + s] = Math.log1p(agreeing(sought, target, made, set, order))
    })
  }
  const leanings = new Float64Array(targets.rows - hidden)
  if (secret) {
    const at = names.indexOf(secret.column)
    for (let i = 0; i < leanings.length; i++) {
      const counts = [0, 1].map((bit) => {
        const sure = laid(withCell(targets, secret.column, hidden + i, secret.values[i][bit]))
        const known = (sets[hidden + i] ?? []).filter((set) => !set.includes(at))
        return known.reduce((sum, set) => sum + Math.log1p(agreeing(sure, hidden + i, made, [...set, at], order)), 0)
      }) as [number, number]
      leanings[i] = counts[1] - counts[0]
    }
  }
  return { features, leanings }
}

/** Where each column lies in mixed rows: codes from 0 on, numbers as -1, -2 ... */
function placesOf(table: Table): Int32Array {
  let [code, number] = [0, -1]
  return Int32Array.from(table.columns, (column) => (isNumberColumn(column) ? number-- : code++))
}

function withCell(table: Table, name: string, row: number, value: number): Table {
  const columns = table.columns.map((column) => {
    if (column.name !== name) return column
    const values = column.values.slice()
    values[row] = value
    return { ...column, values } as typeof column
  })
  return new Table(columns, table.rows)
}

/** Distance to the nearest synthetic row; the number of columns where there is none. */
function nearest(sought: MixedRows, target: number, made: MixedRows): number {
  const { numberColumns, codeColumns, numbers, codes } = sought
  const query = numbers.subarray(target * numberColumns, (target + 1) * numberColumns)
  const levels = codes.subarray(target * codeColumns, (target + 1) * codeColumns)
  let least = numberColumns + codeColumns
  for (let row = 0; row < made.rows; row++) least = Math.min(least, boundedDistance(query, levels, made, row, least))
  return least
}

function agreeing(sought: MixedRows, target: number, made: MixedRows, set: readonly number[], order: Int32Array): number {
  const { numberColumns, codeColumns } = sought
  let count = 0
  for (let row = 0; row < made.rows; row++) {
    let agrees = true
    for (let i = 0; agrees && i < set.length; i++) {
      const place = order[set[i]]
      if (place >= 0) {
        agrees = sought.codes[target * codeColumns + place] === made.codes[row * codeColumns + place]
      } else {
        const own = sought.numbers[target * numberColumns - 1 - place]
        const other = made.numbers[row * numberColumns - 1 - place]
        agrees = Number.isNaN(own) ? Number.isNaN(other) : Math.abs(own - other) <= near
      }
    }
    if (agrees) count++
  }
  return count
}
