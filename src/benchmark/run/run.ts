import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Metric } from '../../evaluate/metric.js'
import { metrics } from '../../evaluate/metrics/index.js'
import { makeFolder } from '../../io/files.js'
import { writeGenerated } from '../plan/generate.js'
import { hashOf } from '../plan/key.js'
import { type BenchmarkPlan, makePlan } from '../plan/make-plan.js'
import type { PlannedCell } from '../plan/plan.js'
import type { Suite } from '../plan/suite.js'
import { CellProcess } from './cell-process.js'
import { lockFolder } from './lock.js'
import type { CellRecord } from './record.js'
import { environmentOf } from './record.js'
import { openStore, type ResultStore } from './store.js'

export interface BenchmarkRunOptions {
  /** Where results go, and stay. */
  readonly results: string
  /** From here on, paths in the suite are found, and its commands run. */
  readonly suiteFolder: string
  /** The arguments of Node that start Rowsmith's command line. */
  readonly program: readonly string[]
  /** Cells at a time. */
  readonly jobs: number
  /** Threads of each. */
  readonly threads: number
  /** True: cells that failed before are run again. */
  readonly retry: boolean
  readonly progress?: (done: number, all: number, what: string) => void
  readonly say?: (sentence: string) => void
  readonly signal?: AbortSignal
}

export interface RunSummary {
  readonly cells: number
  /** Cells that were there already. */
  readonly kept: number
  /** Cells that were run and ended so. */
  readonly ran: Readonly<Record<string, number>>
  /** What kept cells from being run, one sentence each. */
  readonly faults: readonly string[]
}

/**
 * Runs every cell of a suite that isn't in the folder of results yet, its synthesizer in a process of its own; what one does
 * wrong is a result. Whenever it is killed, what was finished stays, and another run goes on from there.
 */
export async function runBenchmark(suite: Suite, options: BenchmarkRunOptions): Promise<RunSummary> {
  const { results, suiteFolder, say = () => {} } = options
  await makeFolder(results)
  const unlock = lockFolder(results)
  try {
    const store = await openStore(results)
    try {
      if (store.before.damaged > 0) say(`${results}: ${store.before.damaged} damaged lines of results are left as they are`)
      await rm(join(results, 'work'), { recursive: true, force: true })
      for (const folder of ['work', 'evaluations', 'data']) await mkdir(join(results, folder), { recursive: true })
      const plan = await makePlan(suite, { suiteFolder, results })
      for (const sentence of [...plan.skipped, ...plan.faults]) say(sentence)
      return await new Run(suite, plan, store, options).all()
    } finally {
      store.close()
      await rm(join(results, 'work'), { recursive: true, force: true })
    }
  } finally {
    unlock()
  }
}

class Run {
  readonly #suite: Suite
  readonly #plan: BenchmarkPlan
  readonly #store: ResultStore
  readonly #options: BenchmarkRunOptions
  readonly #environment: string
  readonly #ran: Record<string, number> = {}
  readonly #badData = new Map<string, string>()
  /** One a job, for as long as it can be used. */
  readonly #processes = new Map<number, CellProcess>()
  readonly #generating = new Map<string, Promise<void>>()
  #done = 0

  constructor(suite: Suite, plan: BenchmarkPlan, store: ResultStore, options: BenchmarkRunOptions) {
    this.#suite = suite
    this.#plan = plan
    this.#store = store
    this.#options = options
    const environment = environmentOf(options.program.at(-1) ?? '.')
    this.#environment = environment.id
    if (!store.before.environments.some(({ id }) => id === environment.id)) store.append(environment)
  }

  async all(): Promise<RunSummary> {
    const known = new Map(this.#store.before.cells.map((cell) => [cell.key, cell]))
    this.#appendPublished(known)
    const open = this.#plan.cells.filter((cell) => !this.#isSettled(known.get(cell.key)))
    const kept = this.#plan.cells.length - open.length
    this.#done = kept
    const rest = open[Symbol.iterator]()
    await Promise.all(
      Array.from({ length: this.#options.jobs }, async (_, job) => {
        try {
          for (const cell of rest) await this.#run(cell, job)
        } finally {
          this.#processes.get(job)?.end()
        }
      }),
    )
    this.#options.signal?.throwIfAborted()
    return { cells: this.#plan.cells.length, kept, ran: this.#ran, faults: [...this.#plan.faults, ...this.#badData.values()] }
  }

  /** A cell that ran out of time or memory is run again where it may have more now. */
  #isSettled(record: CellRecord | undefined): boolean {
    if (!record) return false
    if (record.outcome !== 'ok' && this.#options.retry) return false
    const { time, memory } = this.#suite.limits
    if (record.outcome === 'time-out') return record.limits.time >= time
    if (record.outcome === 'out-of-memory') return record.limits.memory >= memory
    return record.outcome !== 'ok' || existsSync(this.#evaluationOf(record.key))
  }

  #evaluationOf(key: string): string {
    return join(this.#options.results, 'evaluations', `${key}.json`)
  }

  async #run(cell: PlannedCell, job: number): Promise<void> {
    const { signal, progress = () => {}, say = () => {} } = this.#options
    if (signal?.aborted || this.#badData.has(cell.dataset.name)) return
    const label = `${cell.dataset.name} × ${cell.synthesizer.name} × seed ${cell.seed}`
    progress(this.#done, this.#plan.cells.length, label)
    const record = await this.#recordOf(cell, job)
    if (signal?.aborted) return
    progress(++this.#done, this.#plan.cells.length, label)
    if (typeof record === 'string') {
      if (!this.#badData.has(cell.dataset.name)) say(`${cell.dataset.name}: ${record}`)
      this.#badData.set(cell.dataset.name, `${cell.dataset.name}: ${record}`)
      return
    }
    this.#store.append(record)
    this.#ran[record.outcome] = (this.#ran[record.outcome] ?? 0) + 1
    if (record.outcome !== 'ok') say(`${label}: ${record.outcome}: ${record.reason}`)
  }

  /** What came of the cell, or what is wrong with its data. */
  async #recordOf(cell: PlannedCell, job: number): Promise<CellRecord | string> {
    const { results, program, threads } = this.#options
    const { key, dataset, synthesizer, seed } = cell
    const folder = join(results, 'work', `${job}-${key}`)
    await this.#generate(cell)
    await mkdir(folder, { recursive: true })
    const task = {
      dataset,
      synthesizer,
      seed,
      metrics: this.#suite.metrics,
      attacks: this.#suite.attacks,
      folder,
      evaluation: this.#evaluationOf(key),
      ...{ threads, program },
    }
    const { result, peakBytes } = await this.#processOf(job).run(task)
    await rm(folder, { recursive: true, force: true })
    if (result.outcome === 'bad-data') return result.reason
    return {
      ...{ type: 'cell', key, dataset: dataset.name, synthesizer: synthesizer.name, seed, kind: synthesizer.kind },
      ...nothing,
      ...result,
      ...{ limits: this.#suite.limits, threads, peakBytes: synthesizer.kind === 'published' ? null : peakBytes },
      ...{ generated: dataset.generate ?? null, environment: this.#environment, finished: new Date().toISOString() },
    }
  }

  #processOf(job: number): CellProcess {
    const { results, program, signal } = this.#options
    const there = this.#processes.get(job)
    if (there?.isUsable) return there
    there?.end()
    const fresh = new CellProcess(program, join(results, 'work', `${job}-tables`), this.#suite.limits, signal)
    this.#processes.set(job, fresh)
    return fresh
  }

  /** Makes the table of a dataset that isn't a file, once. */
  #generate({ dataset: { train, generate } }: PlannedCell): Promise<void> {
    if (!generate || existsSync(train)) return Promise.resolve()
    const going = this.#generating.get(train) ?? writeGenerated(train, generate)
    this.#generating.set(train, going)
    return going
  }

  /** Figures out of papers, as results that nobody has to run. */
  #appendPublished(known: ReadonlyMap<string, CellRecord>): void {
    for (const { name, dataset, source, scores } of this.#suite.published) {
      const key = hashOf({ published: name, dataset, source, scores })
      if (known.has(key)) continue
      this.#store.append({
        ...{ type: 'cell', key, dataset, synthesizer: name, seed: 0, kind: 'published', outcome: 'published', reason: source },
        ...nothing,
        scores: Object.entries(scores).map(([metric, value]) => publishedScore(metric, value)),
        ...{ limits: this.#suite.limits, threads: 0, peakBytes: null, generated: null },
        ...{ environment: this.#environment, finished: new Date().toISOString() },
      })
    }
  }
}

const nothing = {
  ...{ version: null, rows: null, columns: null, modelBytes: null, scores: [], closeness: null, attacks: null },
  seconds: { fit: null, sample: null, make: null, evaluate: null },
}

function publishedScore(metric: string, value: number): CellRecord['scores'][number] {
  const { title, family, level, goal, version = 1 } = metrics.find(({ name }) => name === metric) as Metric
  return { metric, version, title, family, level, goal, value, skill: null, interval: null, floor: null, ceiling: null, reason: null }
}
