import { mix } from '../../random/permutation.js'
import { Table } from '../../table/table.js'
import { version } from '../../version.js'
import type { MetricResult } from '../metric.js'
import { rowKeys } from '../tables/align.js'
import type { PlainEvaluationTable } from '../tables/plain-tables.js'
import type { ScoredKind, ScoredMetric, ScoreJob } from './score-job.js'

/** The results of an evaluation while it runs, in whichever order they come. */
export class ScoreBook {
  readonly #results = new Map<string, MetricResult>()
  readonly #milliseconds = new Map<string, number>()

  add({ metric, candidate, index, result, milliseconds }: ScoredMetric): void {
    this.#results.set(JSON.stringify([metric, candidate, index]), result)
    this.#milliseconds.set(metric, (this.#milliseconds.get(metric) ?? 0) + milliseconds)
  }

  /** The result for a synthetic table or for a draw; undefined where there is none. */
  result(metric: string, candidate: ScoredKind, index: number): MetricResult | undefined {
    return this.#results.get(JSON.stringify([metric, candidate, index]))
  }

  /** The results for draws 0, 1, 2 and so on. */
  draws(metric: string, candidate: ScoredKind): MetricResult[] {
    const results: MetricResult[] = []
    for (let result = this.result(metric, candidate, 0); result; result = this.result(metric, candidate, results.length)) {
      results.push(result)
    }
    return results
  }

  /** Time spent on each metric so far, on all threads together, in whole milliseconds. */
  get milliseconds(): Record<string, number> {
    return Object.fromEntries([...this.#milliseconds].map(([metric, time]) => [metric, Math.round(time)]))
  }
}

/** Scores of an earlier run of the same evaluation, and where those of this run are kept, so that it can be taken up again. */
export interface KeptScores {
  readonly scored: readonly ScoredMetric[]
  /** Called with the results of one metric or several, as they come; all there are of one table, draw or copy. Not for metrics of one's own. */
  keep(scored: readonly ScoredMetric[]): void
}

/** A text that is the same for evaluations whose scores are the same: the release, the seed, the schema, and the content of all tables. */
export function evaluationKey({ schema, seed, training, holdout, synthetics, sizes, sequences, units }: ScoreJob): string {
  const tables = [training, ...(holdout ? [holdout] : []), ...synthetics.map(({ table }) => table)]
  const inLine = [...sequences, ...synthetics.flatMap((made) => (made.sequences ? [made.sequences] : []))]
  const makers = synthetics.map(({ maker }) => maker ?? null)
  const apart = synthetics.map(({ uniqueKeys, writing }) => [uniqueKeys, writing ?? []])
  const told = JSON.stringify([schema, sizes, makers, holdout !== null, apart])
  const content = [...tables, ...inLine.map(({ table }) => table)].map(contentHash)
  const together = units ? textHash(JSON.stringify([units.column, ...units.training, '', ...(units.holdout ?? [])])) : 0
  return [version, seed, textHash(told), together, ...content].join(' ')
}

/** A number of 32 bits that a table shares with those of the same rows in the same order. */
function contentHash({ columns, rows }: PlainEvaluationTable): number {
  const keys = rowKeys(new Table(columns, rows))
  let hash = rows
  for (let row = 0; row < keys.length; row++) hash = mix(Math.floor(keys[row] / 2 ** 21), hash, keys[row] % 2 ** 21)
  return hash
}

function textHash(text: string): number {
  let hash = text.length
  for (let i = 0; i < text.length; i++) hash = mix(hash, text.charCodeAt(i), i)
  return hash
}
