import type { MetricResult } from '../metric.js'
import type { Candidate, Scored } from './score-job.js'

/** The results of an evaluation while it runs, in whichever order they come. */
export class ScoreBook {
  readonly #results = new Map<string, MetricResult>()
  readonly #milliseconds = new Map<string, number>()

  add({ metric, candidate, index, result, milliseconds }: Scored): void {
    this.#results.set(JSON.stringify([metric, candidate, index]), result)
    this.#milliseconds.set(metric, (this.#milliseconds.get(metric) ?? 0) + milliseconds)
  }

  /** The result for a synthetic table or for a draw; undefined where there is none. */
  result(metric: string, candidate: Candidate, index: number): MetricResult | undefined {
    return this.#results.get(JSON.stringify([metric, candidate, index]))
  }

  /** The results for draws 0, 1, 2 and so on. */
  draws(metric: string, candidate: Candidate): MetricResult[] {
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
