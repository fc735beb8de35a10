import { kolmogorovSimilarity, pairScore } from '../coded.js'
import { type ComparedSchema, tableOf } from '../view.js'
import { type ComparedItem, type DatabaseMetric, isShort } from './metric.js'

/** How alike single tables are. */
export const withinMetrics: readonly DatabaseMetric[] = [
  {
    name: 'shapes',
    title: 'Columns by themselves',
    plain: 'Does each column hold the same values as often?',
    across: false,
    compute: ({ real, other, compared, coding }) =>
      eachColumn(compared, (table, name) => {
        if (isShort(real, other, table)) return null
        const column = coding.column(table, name)
        if (column.values) return kolmogorovSimilarity(...column.values)
        const shares = column.cells.map((cells) => sharesOf(cells, column.size)) as [Float64Array, Float64Array]
        return 1 - shares[0].reduce((sum, share, i) => sum + Math.abs(share - shares[1][i]), 0) / 2
      }),
  },
  {
    name: '0-hop',
    title: 'Pairs of columns within tables',
    plain: 'Do two columns of one table hang together as in real rows?',
    across: false,
    compute: ({ real, other, compared, coding }) =>
      Object.entries(compared.columns).flatMap(([table, columns]) => {
        if (isShort(real, other, table)) return []
        const all = [real, other].map((view) => Int32Array.from({ length: tableOf(view, table).rows }, (_, row) => row)) as [
          Int32Array,
          Int32Array,
        ]
        return columns.flatMap((a, i) =>
          columns.slice(i + 1).flatMap((b) => {
            const value = pairScore(coding.column(table, a.name), coding.column(table, b.name), { a: all, b: all })
            return value === null ? [] : [{ of: `${table}: ${a.name}, ${b.name}`, value }]
          }),
        )
      }),
  },
]

function eachColumn({ columns }: ComparedSchema, score: (table: string, column: string) => number | null): ComparedItem[] {
  return Object.entries(columns).flatMap(([table, own]) =>
    own.flatMap(({ name }) => {
      const value = score(table, name)
      return value === null ? [] : [{ of: `${table}.${name}`, value }]
    }),
  )
}

function sharesOf(cells: Int32Array, size: number): Float64Array {
  const shares = new Float64Array(size)
  for (const cell of cells) shares[cell] += 1 / cells.length
  return shares
}
