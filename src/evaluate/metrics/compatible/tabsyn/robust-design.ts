import type { Design } from '../../../../learn/linear/design.js'
import { sorted } from '../../../../stats/order/sorted.js'
import type { DetectionColumn } from './detection-columns.js'

/** Ranges below this count as none; sklearn's ten times the spacing of doubles at 1. */
const noRange = 10 * 2 ** -52

/**
 * The rows as sklearn's SimpleImputer and RobustScaler make them, both fitted on the rows `learned`: numbers less their median over their
 * interquartile range. A column of 0 and 1 keeps its scale unless the quartile falls between the last 0 and the first 1; its
 * median is left to the intercept, which has no penalty. Null where a number becomes too large to be squared.
 */
export function robustDesign(columns: readonly DetectionColumn[], rows: number, learned: Int32Array): Design | null {
  const numbers: { at: number; values: Float64Array }[] = []
  const levels: Int32Array[] = []
  let width = 0
  for (const column of columns) {
    if (column.kind === 'number') {
      const values = scaled(column.values, learned)
      if (values === null) continue
      if (values.some((value) => !(Math.abs(value) < 1e100))) return null
      numbers.push({ at: width++, values })
      continue
    }
    const codes = new Int32Array(rows).fill(-1)
    for (const [level, range] of rangesOf(column, learned).entries()) {
      if (range > 0 && range < 1) {
        const values = Float64Array.from(column.codes, (code) => (code === level ? 1 / range : 0))
        numbers.push({ at: width++, values })
      } else {
        for (let row = 0; row < rows; row++) if (column.codes[row] === level) codes[row] = width
        width++
      }
    }
    levels.push(codes)
  }
  return { rows, width, numbers, levels }
}

/** The column imputed by its mean and scaled; null where no row learned from has a value, and the column is dropped. */
function scaled(values: Float64Array, learned: Int32Array): Float64Array | null {
  const present = sorted(Float64Array.from(learned, (row) => values[row]))
  if (present.length === 0) return null
  let mean = 0
  for (let i = 0; i < present.length; i++) mean += (present[i] - mean) / (i + 1)
  const complete = values.map((value) => (Number.isNaN(value) ? mean : value))
  const ascending = sorted(Float64Array.from(learned, (row) => complete[row]))
  const range = linearQuantile(ascending, 0.75) - linearQuantile(ascending, 0.25)
  const median = linearQuantile(ascending, 0.5)
  return complete.map((value) => (value - median) / (range < noRange ? 1 : range))
}

/** The interquartile range of each level's column of 0 and 1. */
function rangesOf({ codes, levels }: Extract<DetectionColumn, { kind: 'level' }>, learned: Int32Array): Float64Array {
  const ones = new Float64Array(levels)
  for (const row of learned) {
    const code = codes[row]
    ones[code] += 1
  }
  const at = (share: number, count: number) => {
    const firstOne = learned.length - count
    return Math.max(0, Math.min(1, (learned.length - 1) * share - (firstOne - 1)))
  }
  return ones.map((count) => at(0.75, count) - at(0.25, count))
}

/** numpy's quantile of ascending values, by straight lines between them. */
export function linearQuantile(ascending: Float64Array, share: number): number {
  const place = (ascending.length - 1) * share
  const below = Math.floor(place)
  const low = ascending[below]
  const high = ascending[Math.min(below + 1, ascending.length - 1)]
  const part = place - below
  // From the nearer end, as numpy does, so that both ends are met exactly.
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part)
}
