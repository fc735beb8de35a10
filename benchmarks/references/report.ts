import type { Bar } from '../support/bar.js'
import { inMegabytes, textTable } from '../support/text-table.js'
import type { RunRecord } from './records.js'

/** All runs of one contestant at one epsilon on one dataset. */
interface Cell {
  readonly runs: readonly RunRecord[]
  readonly distances: readonly number[]
}

/** Prints every contestant's mean distance, and what a run took. */
export function printComparison(records: readonly RunRecord[]): void {
  const lines = [...cellsOf(records).values()].map(({ runs, distances }) => {
    const { dataset, epsilon, package: name, method, reason, version, modelMegabytes } = runs.at(-1) as RunRecord
    const mean = (of: (run: RunRecord) => number | undefined) => meanOf(runs.flatMap((run) => of(run) ?? []))
    const known = distances.length > 0
    return [
      dataset,
      `${epsilon}`,
      name,
      method + (modelMegabytes === undefined ? '' : ` (model of ${modelMegabytes} MB at most)`),
      known ? meanOf(distances).toFixed(4) : `none: ${reason}`,
      distances.length > 1 ? deviationOf(distances).toFixed(4) : '',
      `${distances.length}`,
      known ? mean((run) => run.cpuSeconds).toFixed(1) : '',
      known ? mean((run) => run.seconds).toFixed(1) : '',
      runs.some((run) => run.peakBytes !== undefined) ? inMegabytes(mean((run) => run.peakBytes)) : '',
      version === 'rowsmith' ? '' : (version ?? ''),
    ]
  })
  console.log(
    '\nMean total variation distance of all pairs of columns to the rows that were learned from, delta 1e-9; seconds and memory are of a whole run:\n',
  )
  const header = ['dataset', 'epsilon', 'package', 'method', 'distance', 'deviation', 'runs', 'CPU s', 'wall s', 'memory', 'version']
  console.log(textTable(header, lines))
}

/** One bar a dataset, epsilon and method: ours is at most two standard errors above private-pgm's. */
export function comparisonBars(records: readonly RunRecord[]): Bar[] {
  const cells = cellsOf(records)
  return [...cells].flatMap(([key, theirs]) => {
    const { package: name, dataset, epsilon, method } = theirs.runs[0] as RunRecord
    const own = cells.get(key.replace(/[^/]*$/, 'rowsmith'))
    if (name !== 'private-pgm' || !own || own.distances.length === 0 || theirs.distances.length === 0) return []
    const difference = meanOf(own.distances) - meanOf(theirs.distances)
    const limit = Number((2 * standardError(own.distances, theirs.distances)).toFixed(4))
    const measured = `${meanOf(own.distances).toFixed(4)} / ${meanOf(theirs.distances).toFixed(4)}`
    const what = `${dataset}, epsilon ${epsilon}, ${method}: ours less private-pgm's`
    return [{ what, measured, value: difference, limit, sense: 'at most', digits: 4 }]
  })
}

/** By dataset, epsilon, method and package, in this order; packages with ours first. */
function cellsOf(records: readonly RunRecord[]): Map<string, Cell> {
  const groups = new Map<string, RunRecord[]>()
  for (const record of records) {
    const key = [record.dataset, record.epsilon, record.method, record.package].join('/')
    groups.set(key, [...(groups.get(key) ?? []), record])
  }
  const rank = (key: string): string => key.replace(/rowsmith$/, '')
  const sorted = [...groups].sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1))
  return new Map(sorted.map(([key, runs]) => [key, { runs, distances: runs.flatMap(({ distance }) => distance ?? []) }]))
}

/** Of the difference of two means. A side with a single run is taken to vary as the other one does. */
function standardError(a: readonly number[], b: readonly number[]): number {
  const known = [a, b].filter((side) => side.length > 1).map(deviationOf)
  const of = (side: readonly number[]): number => (side.length > 1 ? deviationOf(side) : Math.max(0, ...known)) / Math.sqrt(side.length)
  return Math.hypot(of(a), of(b))
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function deviationOf(values: readonly number[]): number {
  const mean = meanOf(values)
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}
