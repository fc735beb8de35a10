import type { MixedRows } from '../../learn/neighbours/box-tree.js'
import { sorted } from '../../stats/order/sorted.js'
import { isNumberColumn } from '../../table/column.js'
import type { Table } from '../../table/table.js'

/** Differences beyond so many ranges are all the same. */
const furthest = 1e6

/** How numbers of a column become distances: half of each, less `middle`, times twice the factor. */
export interface DistanceScale {
  readonly middle: number
  readonly factor: number
}

/** Middle and width of the numbers of each column in all tables: of the middle 98 %, or of all where those are equal. */
export function scalesOf(tables: readonly Table[]): ReadonlyMap<string, DistanceScale> {
  const numbers = tables[0].columns.filter(isNumberColumn)
  return new Map(numbers.map(({ name }) => [name, scaleOf(tables.map((table) => table.column(name).values as Float64Array))]))
}

function scaleOf(parts: readonly Float64Array[]): DistanceScale {
  const ascending = sorted(Float64Array.from(parts.flatMap((part) => [...part])))
  if (ascending.length === 0) return { middle: 0, factor: 1 }
  // Halved, so that the range of the greatest numbers there are is still a number.
  const at = (share: number) => ascending[Math.round(share * (ascending.length - 1))] / 2
  const width = at(0.99) - at(0.01) || at(1) - at(0) || 1
  return { middle: at(0.5), factor: Math.min(Number.MAX_VALUE, 0.5 / width) }
}

/** The columns of a table row by row; numbers are halved on the way, which keeps differences finite. */
export function mixedRows(table: Table, names: readonly string[], scales: ReadonlyMap<string, DistanceScale>): MixedRows {
  const { rows } = table
  const columns = names.map((name) => table.column(name))
  const numberColumns = columns.filter(isNumberColumn).length
  const codeColumns = columns.length - numberColumns
  const numbers = new Float64Array(rows * numberColumns)
  const codes = new Int32Array(rows * codeColumns)
  let [number, code] = [0, 0]
  for (const column of columns) {
    if (isNumberColumn(column)) {
      const { middle, factor } = scales.get(column.name) as DistanceScale
      for (let row = 0, at = number++; row < rows; row++, at += numberColumns) {
        numbers[at] = Math.max(-furthest, Math.min(furthest, 2 * (column.values[row] / 2 - middle) * factor))
      }
    } else {
      for (let row = 0, at = code++; row < rows; row++, at += codeColumns) codes[at] = column.values[row]
    }
  }
  return { rows, numberColumns, numbers, codeColumns, codes }
}

/** The rows at these positions, in this order. */
export function takeMixed({ numberColumns, numbers, codeColumns, codes }: MixedRows, positions: ArrayLike<number>): MixedRows {
  const rows = positions.length
  const taken = {
    rows,
    numberColumns,
    numbers: new Float64Array(rows * numberColumns),
    codeColumns,
    codes: new Int32Array(rows * codeColumns),
  }
  for (let i = 0; i < rows; i++) {
    const row = positions[i]
    for (let c = 0; c < numberColumns; c++) taken.numbers[i * numberColumns + c] = numbers[row * numberColumns + c]
    for (let c = 0; c < codeColumns; c++) taken.codes[i * codeColumns + c] = codes[row * codeColumns + c]
  }
  return taken
}

/** The rows of both, those of the second after those of the first. */
export function joinMixed(first: MixedRows, second: MixedRows): MixedRows {
  const { numberColumns, codeColumns } = first
  const numbers = new Float64Array(first.numbers.length + second.numbers.length)
  const codes = new Int32Array(first.codes.length + second.codes.length)
  numbers.set(first.numbers)
  numbers.set(second.numbers, first.numbers.length)
  codes.set(first.codes)
  codes.set(second.codes, first.codes.length)
  return { rows: first.rows + second.rows, numberColumns, numbers, codeColumns, codes }
}
