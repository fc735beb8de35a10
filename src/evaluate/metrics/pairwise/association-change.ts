import type { Coded } from '../../../stats/association/coded.js'
import { sameAssociationAbove } from '../../../stats/tests/same-association.js'
import type { MetricContext, MetricInput } from '../../metric.js'
import { coarse } from '../../tables/coarse.js'
import { referenceOf } from '../results.js'

/** Parts that a column is cut into. */
const parts = 5
/** Rows of either table from which on the probabilities hold; of fewer they are a little too small. */
const fewestRows = 100

/**
 * How probable so different an association of two columns is, if it is the same in both tables, whatever the columns are like by themselves:
 * for every pair, row-major and symmetric, each column cut into about five parts. Undefined where nobody asks, or
 * either table has fewer than 100 rows.
 */
export function associationChanges(input: MetricInput, context: MetricContext): Float64Array | undefined {
  const reference = referenceOf(input)
  if (context.unjudged || Math.min(reference.rows, input.synthetic.rows) < fewestRows) return undefined
  return context.memo('association changes', [input.synthetic, reference], () => {
    const size = context.columns.length
    const [real, synthetic] = [reference, input.synthetic].map((table) =>
      context.columns.map(({ name }) => coarse(table.column(name), reference.column(name), parts, context)),
    ) as [Coded[], Coded[]]
    const changes = new Float64Array(size * size).fill(1)
    for (let i = 0; i < size; i++) {
      for (let j = i + 1; j < size; j++) {
        const [rows, columns] = [real[i].count, real[j].count]
        const [a, b] = [real, synthetic].map((coded) => countPairs(coded[i], coded[j])) as [Float64Array, Float64Array]
        changes[i * size + j] = sameAssociationAbove(a, b, rows, columns)
        changes[j * size + i] = changes[i * size + j]
      }
    }
    return changes
  })
}

/** Rows of every combination of two codes, row-major. */
export function countPairs(first: Coded, second: Coded): Float64Array {
  const counts = new Float64Array(first.count * second.count)
  for (let row = 0; row < first.codes.length; row++) {
    const at = first.codes[row] * second.count + second.codes[row]
    counts[at] += 1
  }
  return counts
}
