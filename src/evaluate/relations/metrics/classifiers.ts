import { aggregatedParent, familyParent, joinedChild, type MadeTable } from '../aggregates.js'
import { toldApart } from '../told-apart.js'
import { foretold } from '../utility.js'
import { type ComparedSchema, tableOf } from '../view.js'
import type { ComparedItem, DatabaseMetric, Side } from './metric.js'

/** Columns of a parent that are foretold where the schema names no target. */
const mostTargets = 4

/** What trees tell apart, and what they learn of one database for another. */
export const classifierMetrics: readonly DatabaseMetric[] = [
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
]

/** Tables that others refer to, lookups left out. */
function parentsOf({ relations }: ComparedSchema): string[] {
  return [...new Set(relations.filter(({ isLookup }) => !isLookup).map(({ parent }) => parent))]
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
