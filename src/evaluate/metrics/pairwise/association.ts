import { correlationRatio, cramersV, rankCorrelation } from '../../../stats/association/association.js'
import type { RankCodes } from '../../../stats/association/coded.js'
import { countPairs } from '../../../stats/association/joint.js'
import { sameAssociationAbove } from '../../../stats/tests/same-association.js'
import type { ColumnSchema } from '../../../table/schema.js'
import type { Table } from '../../../table/table.js'
import type { MetricContext, MetricDetail, MetricInput } from '../../metric.js'
import { coarse } from '../../tables/features.js'
import { defineMetric } from '../define-metric.js'
import { meanResult, pairsOf, referenceOf } from '../results.js'

const noneVaries = 'No pair of columns varies in both tables.'

/** Mean over pairs of columns of 1 - |real association - synthetic association|, never below 0. */
export const pairAssociation = defineMetric({
  name: 'pair-association',
  title: 'Correlations',
  standardName: "Association similarity (Spearman, Cramér's V, correlation ratio)",
  plain: 'Do two columns depend on each other as strongly, and in the same direction? 1 means just as strongly.',
  references: [
    { author: 'Spearman', year: 1904, title: 'The proof and measurement of association between two things' },
    { author: 'Kelley', year: 1935, title: 'An unbiased correlation ratio measure' },
    { author: 'Bergsma', year: 2013, title: "A bias-correction for Cramér's V and Tschuprow's T" },
  ],
  level: 'pairwise',
  implies: 'the association of two columns is the same under Q and P, for every pair',
  missing: 'Rows in which one of the two is missing are left out.',
  cost: 'fast',
  everyPair: true,
  counts: pairsOf(noneVaries),
  compute(input, context) {
    const names = context.columns.map(({ name }) => name)
    if (names.length < 2) return { value: null, reason: 'There is only one column to compare.', details: [] }
    const real = associations(referenceOf(input), context)
    const synthetic = associations(input.synthetic, context)
    const changes = associationChanges(input, context)
    const details: MetricDetail[] = []
    for (let i = 0; i < names.length; i++) {
      for (let j = i + 1; j < names.length; j++) {
        const at = i * names.length + j
        const detail = compare([names[i], names[j]], real[at], synthetic[at])
        details.push(changes && detail.value !== null ? { ...detail, p: changes[at] } : detail)
      }
    }
    return meanResult(details, noneVaries)
  },
})

function compare(columns: readonly string[], real: number, synthetic: number): MetricDetail {
  if (Number.isNaN(real) || Number.isNaN(synthetic)) {
    const where = Number.isNaN(real) ? 'real' : 'synthetic'
    return { columns, value: null, reason: `One of them doesn't vary in the ${where} rows.` }
  }
  return { columns, value: 1 - Math.min(1, Math.abs(real - synthetic)), real, synthetic }
}

/**
 * Strength of every pair of columns, row-major and symmetric, 1 on the diagonal, NaN where one doesn't vary: Spearman's correlation
 * (-1 to 1) of two columns in order (numbers, times, ordered levels, booleans), the correlation ratio (0 to 1) of an ordered one and
 * one of levels without order, and Cramér's V (0 to 1) of two of the latter.
 */
export function associations(table: Table, context: MetricContext): Float64Array {
  return context.memo('associations', [table], () => {
    const size = context.columns.length
    const matrix = new Float64Array(size * size)
    for (let i = 0; i < size; i++) {
      matrix[i * size + i] = 1
      for (let j = i + 1; j < size; j++) {
        const strength = association(table, context.columns[i], context.columns[j], context)
        matrix[i * size + j] = strength
        matrix[j * size + i] = strength
      }
    }
    return matrix
  })
}

function association(table: Table, first: ColumnSchema, second: ColumnSchema, { coding }: MetricContext): number {
  const a = table.column(first.name)
  const b = table.column(second.name)
  if (isOrdered(first) && isOrdered(second)) return rankCorrelation(coding.ranks(a), coding.ranks(b), coding.of(a).weights)
  if (isOrdered(first)) return correlationRatio(coding.of(b), coding.ranks(a))
  if (isOrdered(second)) return correlationRatio(coding.of(a), coding.ranks(b))
  return cramersV(coding.of(a), coding.of(b))
}

export function isOrdered({ kind }: ColumnSchema): boolean {
  return kind !== 'categorical' && kind !== 'text'
}

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
  if (context.unjudged || Math.min(...[reference, input.synthetic].map((table) => context.coding.rows(table))) < fewestRows)
    return undefined
  return context.memo('association changes', [input.synthetic, reference], () => {
    const size = context.columns.length
    const [real, synthetic] = [reference, input.synthetic].map((table) =>
      context.columns.map(({ name }) => coarse(table.column(name), reference.column(name), parts, context)),
    ) as [RankCodes[], RankCodes[]]
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
