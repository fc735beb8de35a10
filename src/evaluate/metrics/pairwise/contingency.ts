import type { RankCodes } from '../../../stats/association/coded.js'
import { countedDistance, jointDistance } from '../../../stats/association/joint.js'
import { quantileBins } from '../../../stats/order/quantile-bins.js'
import { isNumberKind } from '../../../table/column.js'
import type { ColumnSchema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import { type MetricContext, type MetricDetail, type MetricInput, spectrumPaper } from '../../metric.js'
import { type PairCounts, pairCounts } from '../../tables/pair-counts.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, pairsOf, referenceOf } from '../results.js'
import { associationChanges } from './association.js'

const bins = 10

/**
 * Mean over pairs of columns of 1 - TVD between their joint distributions, numbers in bins that hold a tenth of the real rows each. A detail's
 * `p` is of the association alone (`associationChanges`): that a column by itself is off shows elsewhere, and is no fault of the pair.
 */
export const pairContingency = defineMetric({
  name: 'pair-contingency',
  title: 'Pair shapes',
  standardName: 'Contingency similarity',
  plain: 'Do two columns together hold the same combinations as often? 1 means the two joint distributions are the same.',
  references: [spectrumPaper],
  level: 'pairwise',
  implies: 'Q(first, second) = P(first, second), for every pair of columns',
  missing: 'A value of its own.',
  cost: 'fast',
  everyPair: true,
  counts: pairsOf(''),
  compute(input, context) {
    const { columns } = context
    if (columns.length < 2) return { value: null, reason: 'There is only one column to compare.', details: [] }
    const matrix = similarities(input, context)
    const changes = associationChanges(input, context)
    const details: MetricDetail[] = []
    for (let i = 0; i < columns.length; i++) {
      for (let j = i + 1; j < columns.length; j++) {
        const names = [columns[i].name, columns[j].name]
        const at = i * columns.length + j
        details.push({ columns: names, value: matrix[at], ...(changes && { p: changes[at] }) })
      }
    }
    return meanResult(details, '')
  },
})

/** 1 - TVD of every pair of columns, row-major and symmetric, NaN on the diagonal and without rows. */
export function similarities(input: MetricInput, context: MetricContext): Float64Array {
  const reference = referenceOf(input)
  return context.memo('similarities', [input.synthetic, reference], () => {
    const size = context.columns.length
    const real = context.columns.map((column) => binned(reference, reference, column, context))
    const synthetic = context.columns.map((column) => binned(input.synthetic, reference, column, context))
    const isCoarse = context.columns.map((column) => isAsCoarse(reference, column, context))
    const counted = [pairCounts(reference, reference, context), pairCounts(input.synthetic, reference, context)] as const
    const distanceOf = (i: number, j: number) =>
      isCoarse[i] && isCoarse[j] ? sharedDistance(counted, i, j) : jointDistance([real[i], real[j]], [synthetic[i], synthetic[j]])
    const matrix = new Float64Array(size * size).fill(Number.NaN)
    for (let i = 0; i < size; i++) {
      for (let j = i + 1; j < size; j++) {
        const distance = distanceOf(i, j)
        matrix[i * size + j] = 1 - distance
        matrix[j * size + i] = 1 - distance
      }
    }
    return matrix
  })
}

function sharedDistance([a, b]: readonly [PairCounts, PairCounts], i: number, j: number): number {
  const [rowsA, rowsB] = [a.coded[i].codes.length, b.coded[i].codes.length]
  return rowsA === 0 || rowsB === 0 ? Number.NaN : countedDistance(a.of(i, j), b.of(i, j), rowsA, rowsB)
}

/**
 * Whether the parts of `pairCounts` give the same distance to the last digit: they are the same bins, or levels in another order, of which those
 * that no real row has are one.
 */
function isAsCoarse(reference: Table, { name, kind }: ColumnSchema, { coding }: MetricContext): boolean {
  const column = reference.column(name)
  if (coding.of(column).weights) return false
  return isNumberKind(kind) || (column.kind !== 'ordinal' && coding.counts(column).subarray(0, -1).filter(Boolean).length <= bins)
}

/** The column's levels, or the bins of its numbers as the reference cuts them; the last code is "missing". */
function binned(table: Table, reference: Table, { name, kind }: ColumnSchema, { coding, memo }: MetricContext): RankCodes {
  const column = table.column(name)
  return memo('binned', [column, reference], () => {
    const { codes, count, weights } = coding.of(column)
    const cuts = isNumberKind(kind)
      ? memo('cuts', [reference.column(name)], () => quantileBins(coding.of(reference.column(name)), bins))
      : null
    const missing = cuts ? cuts.count : count
    const result = new Int32Array(codes.length)
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]
      result[row] = code < 0 ? missing : cuts ? cuts.codes[code] : code
    }
    return { codes: result, count: missing + 1, weights }
  })
}
