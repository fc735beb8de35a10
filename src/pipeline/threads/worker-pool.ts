import { unpackError } from '../../errors.js'
import type { Pool } from '../../models/synthesizer.js'
import { inPlace } from './in-place.js'
import type { WorkerReply, WorkerRequest } from './serve.js'

/** A worker of the platform that serves tasks (see `serveTasks`). */
interface TaskWorker {
  post(request: WorkerRequest): void
  /** Whether it has work; one that has none doesn't keep the program from ending. */
  busy(isBusy: boolean): void
  stop(): unknown
}

/** Starts a worker; both functions are called from then on: with every reply, and with what ended the worker. */
export type StartWorker = (onReply: (reply: WorkerReply) => void, onFailure: (error: unknown) => void) => TaskWorker

/** Inputs handed to each thread ahead of its results, so that it never waits. */
const ahead = 2
/** Results per thread that are kept while an earlier one is still being worked on. */
const kept = 8

/** A pool of so many workers; one or fewer is none: everything runs in place. They start when there is something for them to do, and no more than that needs. */
export function poolOf(threads: number, start: StartWorker): Pool {
  return threads > 1 ? new WorkerPool(threads, start) : inPlace
}

interface Job {
  readonly id: number
  readonly task: string
  readonly shared: unknown
}

interface Thread {
  readonly worker: TaskWorker
  /** Inputs that it has and hasn't answered. */
  load: number
  /** Jobs whose shared part it has. */
  readonly jobs: Set<number>
}

interface Settler {
  readonly thread: Thread
  resolve(output: unknown): void
  reject(error: unknown): void
}

class WorkerPool implements Pool {
  readonly size: number
  #threads: Thread[] = []
  readonly #waiting = new Map<number, Settler>()
  #nextId = 0
  #nextJob = 0

  readonly #startWorker: StartWorker

  constructor(size: number, start: StartWorker) {
    this.size = size
    this.#startWorker = start
  }

  async *map<Shared, Input, Output>(task: string, shared: Shared, inputs: Iterable<Input>, signal?: AbortSignal): AsyncIterable<Output> {
    const job: Job = { id: this.#nextJob++, task, shared }
    const rest = inputs[Symbol.iterator]()
    const results: Promise<unknown>[] = []
    const aborted = abortOf(signal)
    const open = new Set<Promise<unknown>>()
    try {
      for (let next = rest.next(); !next.done || results.length > 0; ) {
        signal?.throwIfAborted()
        while (!next.done && open.size < this.size * ahead && results.length < this.size * kept) {
          const result = this.#send(job, next.value)
          const settled: Promise<unknown> = result.then(
            () => open.delete(settled),
            () => open.delete(settled),
          )
          open.add(settled)
          results.push(result)
          next = rest.next()
        }
        const isFirst = results[0]?.then(() => true)
        // Any answer makes room for another input, the first one can be passed on.
        if (await Promise.race([isFirst, aborted.promise, ...[...open].map((settled) => settled.then(() => false))]))
          yield (await results.shift()) as Output
      }
    } finally {
      aborted.forget()
      for (const thread of this.#threads) if (thread.jobs.delete(job.id)) thread.worker.post({ job: job.id, done: true })
    }
  }

  async close(): Promise<void> {
    const threads = this.#threads
    this.#threads = []
    this.#fail(threads, new Error('the pool was closed'))
    await Promise.all(threads.map(({ worker }) => worker.stop()))
  }

  #send({ id: job, task, shared }: Job, input: unknown): Promise<unknown> {
    const thread = this.#leastLoaded()
    if (!thread.jobs.has(job)) thread.worker.post({ job, task, shared })
    thread.jobs.add(job)
    thread.load++
    const id = this.#nextId++
    const result = new Promise((resolve, reject) => this.#waiting.set(id, { thread, resolve, reject }))
    result.catch(() => {})
    thread.worker.busy(true)
    thread.worker.post({ job, id, input })
    return result
  }

  /** An idle thread, a new one, or the one with least to do. */
  #leastLoaded(): Thread {
    const least = this.#threads.reduce<Thread | undefined>((best, thread) => (best && best.load <= thread.load ? best : thread), undefined)
    return least && (least.load === 0 || this.#threads.length >= this.size) ? least : this.#start()
  }

  #start(): Thread {
    const worker = this.#startWorker(
      (reply) => this.#settle(reply),
      (error) => {
        this.#threads = this.#threads.filter((other) => other !== thread)
        this.#fail([thread], error)
      },
    )
    const thread: Thread = { worker, load: 0, jobs: new Set() }
    worker.busy(false)
    this.#threads.push(thread)
    return thread
  }

  #settle(reply: WorkerReply): void {
    const settler = this.#waiting.get(reply.id)
    if (!settler) return
    this.#waiting.delete(reply.id)
    if (--settler.thread.load === 0) settler.thread.worker.busy(false)
    if ('error' in reply) settler.reject(unpackError(reply.error))
    else settler.resolve(reply.output)
  }

  #fail(threads: readonly Thread[], error: unknown): void {
    for (const [id, { thread, reject }] of this.#waiting) {
      if (!threads.includes(thread)) continue
      this.#waiting.delete(id)
      reject(error)
    }
  }
}

/** A promise that is rejected as soon as the signal is aborted. */
function abortOf(signal: AbortSignal | undefined): { readonly promise: Promise<never>; forget(): void } {
  let forget = (): void => {}
  const promise = new Promise<never>((_, reject) => {
    const onAbort = (): void => reject(signal?.reason)
    signal?.addEventListener('abort', onAbort)
    forget = () => signal?.removeEventListener('abort', onAbort)
  })
  promise.catch(() => {})
  return { promise, forget }
}
