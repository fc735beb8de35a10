import { isNumberColumn } from '../../table/column.js'
import { kolmogorovSimilarity } from './coded.js'
import type { ComparedRelation, DatabaseView } from './view.js'
import { tableOf } from './view.js'

/** Steps from one sibling to the next that a side needs for its law to be compared. */
const fewestSteps = 50

/** Per row of the child, the sibling before it, by the column that puts them in order or else as they stand; -1 for none. */
function siblingsBefore(view: DatabaseView, { index, child }: ComparedRelation, order: string | undefined): Int32Array {
  const links = view.links[index]
  const column = order === undefined ? undefined : tableOf(view, child).column(order)
  const at = (row: number): number => (column && isNumberColumn(column) && !Number.isNaN(column.values[row]) ? column.values[row] : 0)
  const rows = [...links.keys()].filter((row) => links[row] >= 0).sort((a, b) => links[a] - links[b] || at(a) - at(b) || a - b)
  const before = new Int32Array(links.length).fill(-1)
  for (let i = 1; i < rows.length; i++) if (links[rows[i]] === links[rows[i - 1]]) before[rows[i]] = rows[i - 1]
  return before
}

/**
 * How alike siblings follow each other in two databases, from 0 to 1: of numbers 1 - the greatest distance of the distribution functions of the change from
 * one to the next, of levels 1 - the total variation distance of pairs of neighbours. Null where a side has too few.
 */
export function stepScore(
  real: DatabaseView,
  other: DatabaseView,
  relation: ComparedRelation,
  name: string,
  order: string | undefined,
): number | null {
  const sides = [real, other].map((view) => {
    const column = tableOf(view, relation.child).column(name)
    const before = siblingsBefore(view, relation, order)
    const rows = [...before.keys()].filter((row) => before[row] >= 0)
    if (isNumberColumn(column)) {
      const changes = Float64Array.from(rows, (row) => column.values[row] - column.values[before[row]]).filter(
        (change) => !Number.isNaN(change),
      )
      return { changes, pairs: null, count: changes.length }
    }
    const level = (row: number): string => (column.values[row] < 0 ? '' : JSON.stringify(column.levels[column.values[row]]))
    const pairs = new Map<string, number>()
    for (const row of rows) {
      const pair = `${level(before[row])} ${level(row)}`
      pairs.set(pair, (pairs.get(pair) ?? 0) + 1 / rows.length)
    }
    return { changes: null, pairs, count: rows.length }
  })
  const [a, b] = sides as [(typeof sides)[number], (typeof sides)[number]]
  if (a.count < fewestSteps || b.count < fewestSteps) return null
  if (a.changes && b.changes) return kolmogorovSimilarity(a.changes, b.changes)
  if (!a.pairs || !b.pairs) return null
  let distance = 0
  for (const pair of new Set([...a.pairs.keys(), ...b.pairs.keys()]))
    distance += Math.abs((a.pairs.get(pair) ?? 0) - (b.pairs.get(pair) ?? 0))
  return Math.max(0, 1 - distance / 2)
}
