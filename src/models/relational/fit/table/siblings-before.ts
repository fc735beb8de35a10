import { type ColumnSchema, newColumn } from '../../../../table/schema.js'
import { SiblingTally } from '../../tally.js'

/** Changes of a number, on its grid. */
export function changeSchema(column: ColumnSchema): ColumnSchema {
  const decimals = column.kind === 'numeric' ? column.decimals : 0
  return newColumn({ name: column.name, kind: 'numeric', decimals })
}

/** What the tally of the siblings before says in each row, and whether the row has the level of the one before; -1 where there is none. */
export function levelsBefore(codes: Int32Array, levels: number, position: Int32Array): Record<'commonest' | 'other' | 'again', Int32Array> {
  const tally = new SiblingTally(levels)
  const [commonest, other, again] = [codes.slice(), codes.slice(), codes.slice()]
  codes.forEach((code, row) => {
    if (position[row] === 0) tally.clear()
    commonest[row] = tally.commonest
    other[row] = tally.other
    again[row] = position[row] === 0 ? -1 : Number(code === codes[row - 1])
    tally.add(code)
  })
  return { commonest, other, again }
}

/** The mean of the siblings before that have a value; NaN where none has. */
export function meansBefore(values: Float64Array, position: Int32Array): Float64Array {
  const means = new Float64Array(values.length)
  let [mean, seen] = [Number.NaN, 0]
  for (let row = 0; row < values.length; row++) {
    if (position[row] === 0) [mean, seen] = [Number.NaN, 0]
    means[row] = mean
    const value = values[row]
    if (Number.isNaN(value)) continue
    seen++
    mean = seen === 1 ? value : mean + (value / seen - mean / seen)
  }
  return means
}
