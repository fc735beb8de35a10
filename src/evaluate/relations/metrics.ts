import { carriedShare, carriedText } from '../../relations/carried/carried.js'
import { keyFaults, linkRows, orphan } from '../../relations/links.js'
import { intraclassAgreement, intraclassCorrelation } from '../../stats/association/intraclass.js'
import { ranks } from '../../stats/order/sorted.js'
import { isNumberColumn } from '../../table/column.js'
import { aggregatedParent, familyParent, joinedChild, type MadeTable } from './aggregates.js'
import { kolmogorovSimilarity, PairCoding, pairScore } from './coded.js'
import { crossOf, joinOf, pathName, pathsOf } from './paths.js'
import { stepScore } from './steps.js'
import { toldApart } from './told-apart.js'
import { foretold } from './utility.js'
import { type ComparedRelation, type ComparedSchema, countedChildren, type DatabaseView, tableOf } from './view.js'

/** What two databases are compared by, and one part of it: a relation, a pair of columns, a table. */
export interface ComparedItem {
  readonly of: string
  /** The relation that it is about, where it is about one. */
  readonly relation?: string
  readonly value: number
  /** Of what trees tell apart: the area under the curve. */
  readonly area?: number
}

interface Side {
  readonly real: DatabaseView
  readonly other: DatabaseView
  readonly compared: ComparedSchema
  readonly coding: PairCoding
  readonly seed: number
}

/** A metric across tables. All lie between 0 and 1, the goal. */
export interface DatabaseMetric {
  readonly name: string
  readonly title: string
  readonly plain: string
  /** Whether shuffled references are a floor that says something: not for what holds within tables, nor for integrity. */
  readonly across: boolean
  compute(side: Side): ComparedItem[]
}

/** Rows of a side below which its columns and rank correlations say next to nothing: two samples of so many rows of one law lie a third apart. */
const fewestRows = 30

/** All metrics, in the order in which verdicts are given: integrity, numbers of children, across tables, single tables. */
export const databaseMetrics: readonly DatabaseMetric[] = [
  {
    name: 'fk-integrity',
    title: 'References that exist',
    plain: 'Share of references that name a row of their parent. It must be 1.',
    across: false,
    compute: ({ other, compared }) =>
      compared.relations.map((relation) => {
        const links = linkRows(other.tables, relation)
        const given = links.filter((row) => row >= 0 || row === orphan)
        return item(relation, given.length === 0 ? 1 : given.filter((row) => row !== orphan).length / given.length)
      }),
  },
  {
    name: 'key-unique',
    title: 'Keys that are unique',
    plain: 'Share of rows whose key no other row has. It must be 1.',
    across: false,
    compute: ({ other, compared }) =>
      Object.entries(compared.schema.tables).flatMap(([name, { key }]) => {
        if (key.length === 0) return []
        const { repeated, missing } = keyFaults(tableOf(other, name), key)
        const faults = missing.length + repeated.reduce((sum, rows) => sum + rows.length, 0)
        return [{ of: `${name}.${key.join(', ')}`, value: 1 - faults / Math.max(1, tableOf(other, name).rows) }]
      }),
  },
  {
    name: 'carry-over',
    title: 'What follows from other tables',
    plain:
      'Do columns that repeat one of a row they refer to, or add up the rows that refer to theirs, do so as often as in real rows? 1 less the difference of the shares.',
    across: false,
    compute: ({ real, other, compared: { schema } }) =>
      [...(schema.copies ?? []), ...(schema.totals ?? [])].flatMap((carried) => {
        const [r, s] = [real, other].map(({ tables }) => carriedShare(tables, schema, carried))
        if (typeof r !== 'number' || typeof s !== 'number') return []
        const [relation] = 'via' in carried ? carried.via : [carried.of]
        return [{ of: carriedText(schema, { ...carried, share: 1 }), ...(relation ? { relation } : {}), value: 1 - Math.abs(r - s) }]
      }),
  },
  {
    name: 'diamond',
    title: 'Two ways to one row',
    plain:
      'Where two references of a row lead on to the same table, do they come to the same row there as often as in real rows? 1 less the difference of the shares.',
    across: true,
    compute: diamondItems,
  },
  {
    name: 'cardinality-range',
    title: 'Numbers of children within bounds',
    plain: 'Share of parents whose number of children lies between the least and the greatest of real ones.',
    across: false,
    compute: ({ real, other, compared }) =>
      compared.relations
        .filter(({ isLookup }) => !isLookup)
        .flatMap((relation) => {
          const [known, counts] = [countedChildren(real, relation), countedChildren(other, relation)]
          const [least, most] = known.reduce(([low, high], count) => [Math.min(low, count), Math.max(high, count)], [
            Number.POSITIVE_INFINITY,
            0,
          ] as [number, number])
          if (known.length === 0 || counts.length === 0) return []
          return [item(relation, counts.filter((count) => count >= least && count <= most).length / counts.length)]
        }),
  },
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
  {
    name: 'c2st-agg',
    title: 'Parents with their children told apart',
    plain:
      'Can trees tell real parents from synthetic ones by their columns and what their children are together? 1 means they can only guess.',
    across: true,
    compute: ({ real, other, compared, seed }) => {
      return parentsOf(compared).flatMap((parent) => {
        const area = toldApart(aggregatedParent(real, compared, parent), aggregatedParent(other, compared, parent), seed)
        return area === null ? [] : [{ of: parent, value: 2 - 2 * area, area }]
      })
    },
  },
  {
    name: 'c2st-family',
    title: 'Whole families told apart',
    plain:
      'Can trees tell real parents from synthetic ones when they also see sums, greatest and last values of their children, and numbers of grandchildren? 1 means they can only guess.',
    across: true,
    compute: ({ real, other, compared, seed }) =>
      parentsOf(compared).flatMap((parent) => {
        const area = toldApart(familyParent(real, compared, parent), familyParent(other, compared, parent), seed)
        return area === null ? [] : [{ of: parent, value: 2 - 2 * area, area }]
      }),
  },
  {
    name: 'utility',
    title: 'What families foretell',
    plain:
      'How well does what is learned from synthetic families, a column of the parent by its other columns and what its children are together, foretell real ones? The share that is explained, beside that of what is learned from real families.',
    across: true,
    compute: ({ real, other, compared }) =>
      parentsOf(compared).flatMap((parent) => {
        const [r, s] = [real, other].map((view) => aggregatedParent(view, compared, parent)) as [MadeTable, MadeTable]
        const own = compared.columns[parent] ?? []
        const targets = own.some(({ role }) => role === 'target') ? own.filter(({ role }) => role === 'target') : own.slice(0, mostTargets)
        return targets.flatMap(({ name }) => {
          const value = foretold(r, s, name)
          return value === null ? [] : [{ of: `${parent}.${name}`, value }]
        })
      }),
  },
  {
    name: 'c2st-join',
    title: 'Children with their parent told apart',
    plain: 'Can trees tell real rows from synthetic ones when they see the columns of the parent, too? 1 means they can only guess.',
    across: true,
    compute: joinItems,
  },
  {
    name: 'c2st-row',
    title: 'Rows told apart',
    plain: 'Can trees tell real rows of a table from synthetic ones? 1 means they can only guess.',
    across: false,
    compute: ({ real, other, compared, seed }) =>
      Object.entries(compared.columns).flatMap(([name, columns]) => {
        const area = toldApart({ table: tableOf(real, name), columns }, { table: tableOf(other, name), columns }, seed)
        return area === null ? [] : [{ of: name, value: 2 - 2 * area, area }]
      }),
  },
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

/** All items of all metrics for another database beside a real one. */
export function compareDatabases(
  real: DatabaseView,
  other: DatabaseView,
  compared: ComparedSchema,
  seed: number,
  metrics = databaseMetrics,
): ReadonlyMap<string, ComparedItem[]> {
  const side = { real, other, compared, coding: new PairCoding(real.tables, other.tables), seed }
  return new Map(metrics.map((metric) => [metric.name, metric.compute(side)]))
}

/** Columns of a parent that are foretold where the schema names no target. */
const mostTargets = 4

/** Tables that others refer to, lookups left out. */
function parentsOf({ relations }: ComparedSchema): string[] {
  return [...new Set(relations.filter(({ isLookup }) => !isLookup).map(({ parent }) => parent))]
}

function isShort(real: DatabaseView, other: DatabaseView, table: string): boolean {
  return tableOf(real, table).rows < fewestRows || tableOf(other, table).rows < fewestRows
}

function item({ name }: ComparedRelation, value: number): ComparedItem {
  return { of: name, relation: name, value }
}

function given(relation: ComparedRelation, value: number | null): ComparedItem[] {
  return value === null ? [] : [item(relation, value)]
}

function eachColumn({ columns }: ComparedSchema, score: (table: string, column: string) => number | null): ComparedItem[] {
  return Object.entries(columns).flatMap(([table, own]) =>
    own.flatMap(({ name }) => {
      const value = score(table, name)
      return value === null ? [] : [{ of: `${table}.${name}`, value }]
    }),
  )
}

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

/** Of rows with two ways of two references to one table, how often both come to the same row of it. */
function diamondItems({ real, other, compared: { relations } }: Side): ComparedItem[] {
  const ways = relations.flatMap((first) =>
    first.child === first.parent
      ? []
      : relations
          .filter(({ child, parent }) => child === first.parent && parent !== first.child && child !== parent)
          .map((last) => [first, last] as const),
  )
  return ways.flatMap((a, i) =>
    ways.slice(i + 1).flatMap((b) => {
      if (a[0].child !== b[0].child || a[1].parent !== b[1].parent || a[0] === b[0]) return []
      const [r, s] = [real, other].map(({ links }) => {
        const [x, y] = [a, b].map(([first, last]) => {
          const [near, far] = [links[first.index], links[last.index]]
          return near.map((row) => (row < 0 ? -1 : far[row]))
        }) as [Int32Array, Int32Array]
        let [same, all] = [0, 0]
        for (let row = 0; row < x.length; row++) {
          if (x[row] < 0 || y[row] < 0) continue
          all++
          if (x[row] === y[row]) same++
        }
        return all === 0 ? null : same / all
      })
      if (typeof r !== 'number' || typeof s !== 'number') return []
      return [{ of: `${a[0].name} > ${a[1].name}, ${b[0].name} > ${b[1].name}`, relation: a[0].name, value: 1 - Math.abs(r - s) }]
    }),
  )
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

/** Parents of which fewer are seen again and again: rows of one needn't stay together. */
const fewestParents = 100

function joinItems({ real, other, compared, seed }: Side): ComparedItem[] {
  return compared.relations.flatMap((relation) => {
    if ((compared.columns[relation.child]?.length ?? 0) + (compared.columns[relation.parent]?.length ?? 0) < 2) return []
    const [r, s] = [joinedChild(real, compared, relation), joinedChild(other, compared, relation)]
    const grouped = !relation.isLookup && tableOf(real, relation.parent).rows >= fewestParents
    const area = toldApart(grouped ? { ...r, groups: r.parents } : r, grouped ? { ...s, groups: s.parents } : s, seed)
    return area === null ? [] : [{ of: relation.name, relation: relation.name, value: 2 - 2 * area, area }]
  })
}

function sharesOf(cells: Int32Array, size: number): Float64Array {
  const shares = new Float64Array(size)
  for (const cell of cells) shares[cell] += 1 / cells.length
  return shares
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
