import { intraclassAgreement, intraclassCorrelation } from '../../../stats/association/intraclass.js'
import { ranks } from '../../../stats/order/sorted.js'
import { isNumberColumn } from '../../../table/column.js'
import { kolmogorovSimilarity, pairScore } from '../coded.js'
import { crossOf, joinOf, pathName, pathsOf } from '../paths.js'
import { stepScore } from '../steps.js'
import { type ComparedRelation, countedChildren, tableOf } from '../view.js'
import { type ComparedItem, type DatabaseMetric, given, isShort, type Side } from './metric.js'

/** How rows of one table hang together with those of others: how many there are, what they have, and how alike those of one parent are. */
export const acrossMetrics: readonly DatabaseMetric[] = [
  {
    name: 'cardinality',
    title: 'Numbers of children',
    plain:
      'Do parents have as many children as real ones, those without any included? 1 less the greatest distance of the distribution functions.',
    across: true,
    compute: ({ real, other, compared }) =>
      compared.relations
        .filter(({ isLookup }) => !isLookup)
        .flatMap((relation) => given(relation, kolmogorovSimilarity(countedChildren(real, relation), countedChildren(other, relation)))),
  },
  {
    name: 'counts',
    title: 'Kinds of children together',
    plain:
      'Do parents with many children of one kind have as many of another as real ones? 1 less half the difference of rank correlations.',
    across: true,
    compute: ({ real, other, compared: { relations } }) =>
      relations.flatMap((a, i) =>
        relations.slice(i + 1).flatMap((b) => {
          if (b.parent !== a.parent || a.isLookup || isShort(real, other, a.parent)) return []
          const [r, s] = [real, other].map((view) => rankCorrelation(countedChildren(view, a), countedChildren(view, b)))
          return [{ of: `${a.name}, ${b.name}`, value: 1 - Math.abs((r ?? 0) - (s ?? 0)) / 2 }]
        }),
      ),
  },
  ...[1, 2, 3].map(
    (hops): DatabaseMetric => ({
      name: `${hops}-hop`,
      title: ['Parents and children', 'Grandparents and grandchildren', 'Three references apart'][hops - 1],
      plain: `Do the columns of a table hang together with those of a table ${hops === 1 ? 'that refers to it' : `${hops} references below it`} as in real rows?`,
      across: true,
      compute: (side) => hopItems(side, hops),
    }),
  ),
  {
    name: 'cross',
    title: 'Two parents of one row',
    plain: 'Do the columns of two parents that a row has hang together as in real rows?',
    across: true,
    compute: crossItems,
  },
  {
    name: 'siblings',
    title: 'Rows of one parent',
    plain: 'Are rows of one parent as alike as real ones? 1 less the difference of the shares of variance that lie between parents.',
    across: true,
    compute: siblingItems,
  },
  {
    name: 'sibling-steps',
    title: 'From one row of a parent to the next',
    plain:
      'Do rows of one parent follow each other as real ones? Distributions of the change from one to the next, and of pairs of neighbouring levels.',
    across: true,
    compute: ({ real, other, compared }) =>
      compared.relations
        .filter(({ isLookup }) => !isLookup)
        .flatMap((relation) =>
          (compared.columns[relation.child] ?? []).flatMap(({ name }) => {
            const value = stepScore(real, other, relation, name, compared.schema.tables[relation.child]?.order)
            return value === null ? [] : [{ of: `${relation.name}: ${name}`, relation: relation.name, value }]
          }),
        ),
  },
]

function hopItems({ real, other, compared, coding }: Side, hops: number): ComparedItem[] {
  return (pathsOf(compared)[hops - 1] ?? []).flatMap((path) => {
    const [r, s] = [joinOf(real, path), joinOf(other, path)]
    const [first, last] = [path[0], path.at(-1) as ComparedRelation]
    const rows = { a: [r.top, s.top], b: [r.bottom, s.bottom] } as const
    return (compared.columns[first.parent] ?? []).flatMap((a) =>
      (compared.columns[last.child] ?? []).flatMap((b) => {
        const value = pairScore(coding.column(first.parent, a.name), coding.column(last.child, b.name), rows)
        const of = `${pathName(path)}: ${a.name}, ${b.name}`
        return value === null ? [] : [{ of, ...(hops === 1 ? { relation: last.name } : {}), value }]
      }),
    )
  })
}

function crossItems({ real, other, compared, coding }: Side): ComparedItem[] {
  const { relations, columns } = compared
  return relations.flatMap((a, i) =>
    relations.slice(i + 1).flatMap((b) => {
      if (b.child !== a.child || a.parent === b.parent) return []
      const [r, s] = [crossOf(real, a, b), crossOf(other, a, b)]
      const rows = { a: [r.top, s.top], b: [r.bottom, s.bottom] } as const
      return (columns[a.parent] ?? []).flatMap((x) =>
        (columns[b.parent] ?? []).flatMap((y) => {
          const value = pairScore(coding.column(a.parent, x.name), coding.column(b.parent, y.name), rows)
          return value === null ? [] : [{ of: `${a.name} × ${b.name}: ${x.name}, ${y.name}`, value }]
        }),
      )
    }),
  )
}

function siblingItems({ real, other, compared }: Side): ComparedItem[] {
  return compared.relations
    .filter(({ isLookup }) => !isLookup)
    .flatMap((relation) =>
      (compared.columns[relation.child] ?? []).flatMap(({ name }) => {
        const [r, s] = [real, other].map((view) => {
          const column = tableOf(view, relation.child).column(name)
          const links = view.links[relation.index]
          return isNumberColumn(column) ? intraclassCorrelation(column.values, links) : intraclassAgreement(column.values, links)
        })
        if (typeof r !== 'number' || typeof s !== 'number') return []
        return [{ of: `${relation.name}: ${name}`, relation: relation.name, value: 1 - Math.min(1, Math.abs(r - s)) }]
      }),
    )
}

/** Spearman's correlation; null where one of them doesn't vary. */
function rankCorrelation(a: Float64Array, b: Float64Array): number | null {
  const [x, y] = [ranks(a), ranks(b)]
  const mean = (x.length + 1) / 2
  let [xx, yy, xy] = [0, 0, 0]
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i] - mean, y[i] - mean]
    xx += dx * dx
    yy += dy * dy
    xy += dx * dy
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null
}
