import type { RankCodes } from '../../stats/association/coded.js'
import { countPairs } from '../../stats/association/joint.js'
import type { Table } from '../../table/table.js'
import type { MetricContext } from '../metric.js'
import { coarse } from './features.js'

/** Parts that a column is cut into at most, beside one for what is missing. */
const parts = 10

/** Counts of more cells than these, of all pairs together, are made anew whenever they are asked for. */
const mostCells = 4e6

/** How often the rows of a table have each combination of parts of two columns: what several metrics of pairs look at. */
export interface PairCounts {
  /** By column, in the order of the context. */
  readonly coded: readonly RankCodes[]
  /** Row-major over the parts of column i and of column j, i < j. */
  of(i: number, j: number): Float64Array
}

/** As `coarse` cuts the columns by the rows of `reference`. The same counts whoever asks. */
export function pairCounts(table: Table, reference: Table, context: MetricContext): PairCounts {
  return context.memo('pair counts', [table, reference], () => {
    const { columns } = context
    const coded = columns.map(({ name }) => coarse(table.column(name), reference.column(name), parts, context))
    const isKept = ((parts + 2) ** 2 * columns.length * (columns.length - 1)) / 2 <= mostCells
    const kept: (Float64Array | undefined)[] = []
    const count = counterOf(coded)
    return {
      coded,
      of(i, j) {
        const at = i * columns.length + j
        const counts = kept[at] ?? count(i, j)
        if (isKept) kept[at] = counts
        return counts
      },
    }
  })
}

/** As `countPairs` of these columns; a byte a code leaves more of them in the cache, and a third of the time. */
function counterOf(coded: readonly RankCodes[]): (i: number, j: number) => Float64Array {
  const bytes = coded.map(({ codes }) => Uint8Array.from(codes))
  return (i, j) => {
    const [x, y] = [coded[i], coded[j]]
    return x.weights ? countPairs(x, y) : countBytes(bytes[i], x.count, bytes[j], y.count)
  }
}

function countBytes(first: Uint8Array, count: number, second: Uint8Array, width: number): Float64Array {
  const [even, odd] = [new Int32Array(count * width), new Int32Array(count * width)]
  const pairs = first.length & ~1
  for (let i = 0; i < pairs; i += 2) {
    even[first[i] * width + second[i]] += 1
    odd[first[i + 1] * width + second[i + 1]] += 1
  }
  if (pairs < first.length) even[first[pairs] * width + second[pairs]] += 1
  const counts = new Float64Array(even.length)
  for (let cell = 0; cell < counts.length; cell++) counts[cell] = even[cell] + odd[cell]
  return counts
}
