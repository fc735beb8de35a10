import { carriedShare, carriedText } from '../../../relations/carried/carried.js'
import { keyFaults, linkRows, orphan } from '../../../relations/links.js'
import { countedChildren, tableOf } from '../view.js'
import { type ComparedItem, type DatabaseMetric, item, type Side } from './metric.js'

/** Whether keys and references are what they must be, and what follows from them. */
export const integrityMetrics: readonly DatabaseMetric[] = [
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
]

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
