import { type CodedRows, countRows } from '../domain/coded-rows.js'
import type { GraphicalModel } from '../pgm/estimate.js'
import { createPairMarginals } from '../pgm/pair-marginals.js'

/** Two columns, the lesser first. */
export type Pair = readonly [number, number]

/** All pairs of so many columns. */
export function allPairs(columns: number): Pair[] {
  return Array.from({ length: columns }, (_, a) => Array.from({ length: columns - a - 1 }, (_, i): Pair => [a, a + 1 + i])).flat()
}

/** What a row counts for in an error: errors are whole numbers of these parts of a row. */
export const errorUnit = 1024

/**
 * How far the counts of each pair are from those that the model expects: the sum over the cells of what they differ, in parts of a row.
 * Whole numbers, each of which one row moves by `errorUnit` at most. The model is public.
 */
export function createPairErrors(model: GraphicalModel, pairs: readonly Pair[]): (rows: CodedRows) => Float64Array {
  const { sizes } = model.tree
  const expectedOf = createPairMarginals(model)
  return (rows) => {
    const errors = new Float64Array(pairs.length)
    const order = [...pairs.keys()].sort((i, j) => pairs[i][0] - pairs[j][0] || i - j)
    let variable = -1
    let expected: Float64Array[] = []
    for (const i of order) {
      const pair = pairs[i]
      if (pair[0] !== variable) expected = expectedOf(pair[0])
      variable = pair[0]
      errors[i] = distance(countRows(rows, pair, sizes), expected[pair[1]], model.total)
    }
    return errors
  }
}

function distance(counts: Float64Array, shares: Float64Array, total: number): number {
  let sum = 0
  for (let cell = 0; cell < counts.length; cell++) {
    sum += Math.abs(counts[cell] * errorUnit - Math.round(shares[cell] * total * errorUnit))
  }
  return sum
}
