import { formatColumn } from '../language/expression.js'
import { type CandidateRule, type Equated, leastShare, type Search, type SearchedTable } from './candidate.js'
import { ascending, numberColumns } from './columns.js'

/** Most columns of numbers that are compared with each other. */
const mostColumns = 60
/** So many equal pairs were to be expected by chance before their absence says anything. */
const fewestTies = 20

interface Pair {
  readonly low: string
  readonly high: string
  readonly candidate: CandidateRule
}

/** Columns of numbers, or of times, of which one is never below the other. What follows from two others is left out. */
export function findOrderRules(field: SearchedTable, equated: Equated): Search {
  const columns = numberColumns(field).slice(0, mostColumns)
  const sorted = new Map(columns.map(({ column }) => [column.name, ascending(column.values)]))
  const pairs: Pair[] = []
  let tried = 0
  for (const low of columns) {
    for (const high of columns) {
      if (
        low === high ||
        equated(low.column.name, high.column.name) ||
        (low.schema.kind === 'datetime') !== (high.schema.kind === 'datetime')
      )
        continue
      tried++
      const [a, b] = [low.column.values, high.column.values]
      let [both, above, equal] = [0, 0, 0]
      const [lows, highs] = [[] as number[], [] as number[]]
      for (let row = 0; row < a.length; row++) {
        const [x, y] = [a[row], b[row]]
        if (Number.isNaN(x) || Number.isNaN(y)) continue
        both++
        lows.push(x)
        highs.push(y)
        if (x > y) above++
        else if (x === y) equal++
      }
      if (both === 0 || above > (1 - leastShare) * both || equal === both) continue
      const isPaired = both === sorted.get(low.column.name)?.length && both === sorted.get(high.column.name)?.length
      const xs = isPaired ? (sorted.get(low.column.name) as Float64Array) : Float64Array.from(lows).sort()
      const ys = isPaired ? (sorted.get(high.column.name) as Float64Array) : Float64Array.from(highs).sort()
      const { inOrder, ties } = chanceOfOrder(xs, ys)
      const isStrict = equal === 0 && ties * both > fewestTies
      pairs.push({
        low: low.column.name,
        high: high.column.name,
        candidate: {
          rule: `${formatColumn(low.column.name)} ${isStrict ? '<' : '<='} ${formatColumn(high.column.name)}`,
          kind: 'order',
          chance: inOrder - (isStrict ? ties : 0),
          support: both,
        },
      })
    }
  }
  const isImplied = ({ low, high }: Pair): boolean =>
    pairs.some(
      (first) => first.low === low && first.high !== high && pairs.some((second) => second.low === first.high && second.high === high),
    )
  return { candidates: pairs.filter((pair) => !isImplied(pair)).map(({ candidate }) => candidate), tried }
}

/** Of all pairs of one value of each, both ascending, the share that is in order, and the share that is equal. */
function chanceOfOrder(lows: Float64Array, highs: Float64Array): { readonly inOrder: number; readonly ties: number } {
  let [inOrder, ties, below, upTo] = [0, 0, 0, 0]
  for (const low of lows) {
    while (below < highs.length && highs[below] < low) below++
    upTo = Math.max(upTo, below)
    while (upTo < highs.length && highs[upTo] <= low) upTo++
    inOrder += highs.length - below
    ties += upTo - below
  }
  const pairs = lows.length * highs.length
  return { inOrder: inOrder / pairs, ties: ties / pairs }
}
