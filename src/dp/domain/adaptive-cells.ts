import { varianceFor } from '../accounting/budget.js'
import { approximately } from '../accounting/rational.js'
import type { Gate } from '../gate.js'
import { type ColumnCells, cellCount } from './cells.js'
import { bringCounts, type CodedRows, codeRows, countRows, type PrivateRows } from './coded-rows.js'
import type { Lattice } from './lattice.js'
import type { PublicColumn } from './public-domain.js'

/** Up to this many points each is counted by itself. */
const directPoints = 128
/** A run is split into so many. */
const branches = 8
/** Runs with more than this share of the rows are split, if the noise lets it be seen: so many standard deviations. */
const fineShare = 1 / 50
const clearly = 3

/** Columns that have more points than can be counted one by one: their cells have to be paid for. */
export function wideColumns(domain: readonly PublicColumn[]): number[] {
  return [...domain.keys()].filter((i) => domain[i].lattice !== null && !isDirect(domain[i]))
}

function isDirect({ lattice }: PublicColumn): boolean {
  return lattice !== null && lattice.points <= directPoints
}

/** A run of points that may be split. */
interface Run {
  readonly column: number
  readonly from: number
  readonly to: number
}

/**
 * The cells of every column. Levels and short lattices are counted one by one, at no cost. Other lattices are cut where the rows are:
 * level by level, runs that hold many rows are split in eight, down to single points, at the price of `rho` in all. Neighbouring runs
 * with few rows then go together.
 * @see Zhang, Xiao, Xie, 2016, PrivTree: a differentially private algorithm for hierarchical decompositions
 */
export async function adaptiveCells(gate: Gate<PrivateRows>, domain: readonly PublicColumn[], rho: number): Promise<ColumnCells[]> {
  const wide = wideColumns(domain)
  const depth = wide.reduce((most, i) => Math.max(most, depthOf(domain[i].lattice?.points as number)), 0)
  let open: Run[] = wide.map((column) => ({ column, from: 0, to: domain[column].lattice?.points as number }))
  const leaves: (Run & { readonly count: number })[] = []
  let threshold = 0
  for (let level = 0; open.length > 0; level++) {
    const runs = open.flatMap(splitRun)
    const counts = await countRuns(gate, domain, runs, rho / depth, level)
    const spread = Math.sqrt(approximately(counts.variance))
    if (level === 0) threshold = fineShare * (sum(counts.values) / wide.length)
    threshold = Math.max(threshold, clearly * spread)
    open = []
    for (const [i, run] of runs.entries()) {
      const count = counts.values[i]
      if (count > threshold && run.to - run.from > 1 && level + 1 < depth) open.push(run)
      else leaves.push({ ...run, count })
    }
  }
  return domain.map((column, i): ColumnCells => {
    const { lattice, levels, missing } = column
    if (!lattice) return { kind: 'level', levels, missing }
    if (isDirect(column)) return { kind: 'number', starts: Float64Array.from({ length: lattice.points }, (_, point) => point), missing }
    return {
      kind: 'number',
      starts: startsOf(
        leaves.filter((leaf) => leaf.column === i),
        threshold,
      ),
      missing,
    }
  })
}

/** Splits after which every run is a single point. */
function depthOf(points: number): number {
  let depth = 0
  for (let reach = 1; reach < points; reach *= branches) depth++
  return Math.max(1, depth)
}

function splitRun({ column, from, to }: Run): Run[] {
  const width = Math.ceil((to - from) / branches)
  const runs: Run[] = []
  for (let start = from; start < to; start += width) runs.push({ column, from: start, to: Math.min(to, start + width) })
  return runs
}

/** Rows in each run; a row is in one run of each column at most. */
async function countRuns(gate: Gate<PrivateRows>, domain: readonly PublicColumn[], runs: readonly Run[], rho: number, level: number) {
  const columns = [...new Set(runs.map(({ column }) => column))]
  const variance = varianceFor(rho, columns.length, gate.rowsPerUnit)
  const names = columns.map((column) => domain[column]?.name).join(', ')
  // Each column by itself, cut wherever a run begins or ends; what has no value is in a cell of its own.
  const cut = columns.map((column) => {
    const { points } = domain[column].lattice as Lattice
    const edges = runs.flatMap((run) => (run.column === column ? [run.from, run.to] : []))
    const starts = [...new Set([0, ...edges])].filter((point) => point < points).sort((a, b) => a - b)
    return { kind: 'number', starts: Float64Array.from(starts), missing: true } as const
  })
  const coded = gate.through((table) => columns.map((column, k) => codeRows(table, [{ ...domain[column], missing: true }], [cut[k]], true)))
  await coded.bring(async (all) => {
    for (const rows of all) await bringCounts(rows, [[0]])
  })
  const of = (all: readonly CodedRows[]): Float64Array => {
    const counts = all.map((rows, k) => countRows(rows, [0], [cellCount(cut[k])]))
    return Float64Array.from(runs, ({ column, from }) => {
      const k = columns.indexOf(column)
      return counts[k][cut[k].starts.indexOf(from)]
    })
  }
  const query = { name: `where the values of ${names} are, step ${level + 1}`, length: runs.length, squaredSensitivity: columns.length, of }
  return { values: coded.measure(query, variance).value, variance }
}

/** Starts of the runs, neighbours put together until they hold enough; a single point that holds enough stays by itself. */
function startsOf(leaves: readonly (Run & { readonly count: number })[], threshold: number): Float64Array {
  const starts: number[] = []
  let held = Number.POSITIVE_INFINITY
  for (const { from, to, count } of [...leaves].sort((a, b) => a.from - b.from)) {
    const alone = to - from === 1 && count > threshold
    if (alone || held > threshold) {
      starts.push(from)
      held = 0
    }
    held = alone ? Number.POSITIVE_INFINITY : held + count
  }
  return Float64Array.from(starts)
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}
