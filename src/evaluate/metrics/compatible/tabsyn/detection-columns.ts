import { isNumberColumn } from '../../../../table/column.js'
import type { ColumnSchema } from '../../../../table/schema.js'
import type { MetricContext, MetricInput } from '../../../metric.js'

/** A column over the real rows and then the synthetic ones: numbers, or codes of real levels each of which becomes a column of 0 and 1. */
export type DetectionColumn =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'level'; readonly codes: Int32Array; readonly levels: number }

/**
 * The columns as SDMetrics' HyperTransformer makes them: missing numbers are the real mean; levels that are written as numbers are
 * numbers; true and false are 1 and 0, missing the more frequent of the two; other levels, "missing" among them, columns of 0 and 1.
 * A sentence where a synthetic level is no real one: SDMetrics fails there.
 */
export function detectionColumns({ training, synthetic }: MetricInput, { columns }: MetricContext): DetectionColumn[] | string {
  const made: DetectionColumn[] = []
  for (const schema of columns) {
    const real = training.column(schema.name)
    const other = synthetic.column(schema.name)
    if (isNumberColumn(real)) made.push(numbers(joined(real.values, other.values as Float64Array), real.values.length))
    else {
      const values = numbersOf(schema, real.levels)
      const codes = joined(real.values, other.values)
      if (values) {
        made.push(
          numbers(
            codes.map((code) => (code < 0 ? Number.NaN : values[code])),
            real.values.length,
            schema.kind === 'boolean',
          ),
        )
        continue
      }
      const levels = indicators(codes, real.values.length, real.levels.length)
      if (!levels) return `A synthetic level of ${schema.name} is none of the training rows, where the protocol fails.`
      made.push(levels)
    }
  }
  return made
}

function joined(real: ArrayLike<number>, synthetic: ArrayLike<number>): Float64Array {
  const values = new Float64Array(real.length + synthetic.length)
  values.set(real)
  values.set(synthetic, real.length)
  return values
}

/** The numbers that pandas reads these levels as; null where they are texts. */
function numbersOf({ kind }: ColumnSchema, levels: readonly string[]): readonly number[] | null {
  if (kind === 'boolean' && levels.every((level) => /^(true|false)$/i.test(level)))
    return levels.map((level) => (/^t/i.test(level) ? 1 : 0))
  const values = levels.map((level) => (level.trim() === '' ? Number.NaN : Number(level)))
  return values.length > 0 && values.every(Number.isFinite) ? values : null
}

/** Missing values replaced by the mean of the first `real` rows, or by the more frequent of 0 and 1; left where no real row has a value. */
function numbers(values: Float64Array, real: number, mostFrequent = false): DetectionColumn {
  let sum = 0
  let count = 0
  for (let row = 0; row < real; row++) {
    const value = values[row]
    if (Number.isNaN(value)) continue
    count++
    sum += (value - sum) / count
  }
  const fill = count === 0 ? Number.NaN : mostFrequent ? (sum > 0.5 ? 1 : 0) : sum
  return { kind: 'number', values: values.map((value) => (Number.isNaN(value) ? fill : value)) }
}

function indicators(codes: Float64Array, real: number, levels: number): DetectionColumn | null {
  const placeOf = new Int32Array(levels + 1).fill(-1)
  let used = 0
  for (let row = 0; row < real; row++) {
    const code = codes[row] + 1
    if (placeOf[code] === -1) placeOf[code] = used++
  }
  const places = Int32Array.from(codes, (code) => placeOf[code + 1])
  return places.includes(-1) ? null : { kind: 'level', codes: places, levels: used }
}
