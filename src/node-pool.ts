import { Worker } from 'node:worker_threads'
import { unpackError } from './errors.js'
import type { Pool } from './models/synthesizer.js'
import type { WorkerReply, WorkerRequest } from './node-worker.js'
import { inPlace } from './pipeline/pool.js'

/** Inputs handed to each thread ahead of its results, so that it never waits. */
const ahead = 2

/** A pool of worker threads; one thread or fewer is no thread: everything runs in place. */
export function createPool(threads: number): Pool {
  return threads > 1 ? new WorkerPool(threads) : inPlace
}

interface Settler {
  resolve(output: unknown): void
  reject(error: unknown): void
}

class WorkerPool implements Pool {
  readonly size: number
  #workers: Worker[] = []
  readonly #waiting = new Map<number, Settler>()
  #nextId = 0
  #nextJob = 0

  constructor(size: number) {
    this.size = size
  }

  async *map<Shared, Input, Output>(task: string, shared: Shared, inputs: Iterable<Input>, signal?: AbortSignal): AsyncIterable<Output> {
    this.#start()
    const job = this.#nextJob++
    this.#broadcast({ job, task, shared })
    try {
      const pending: Promise<unknown>[] = []
      for (const input of inputs) {
        signal?.throwIfAborted()
        pending.push(this.#send(job, input))
        if (pending.length >= this.size * ahead) yield (await pending.shift()) as Output
      }
      for (const output of pending) yield (await output) as Output
    } finally {
      this.#broadcast({ job, done: true })
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()))
    this.#workers = []
  }

  #start(): void {
    while (this.#workers.length < this.size) {
      const worker = new Worker(new URL('./worker.js', import.meta.url))
      worker.on('message', (reply: WorkerReply) => this.#settle(reply))
      worker.on('error', (error) => this.#failAll(error))
      worker.unref()
      this.#workers.push(worker)
    }
  }

  #broadcast(request: WorkerRequest): void {
    for (const worker of this.#workers) worker.postMessage(request)
  }

  #send(job: number, input: unknown): Promise<unknown> {
    const id = this.#nextId++
    const result = new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }))
    result.catch(() => {})
    for (const worker of this.#workers) worker.ref()
    this.#workers[id % this.size]?.postMessage({ job, id, input } satisfies WorkerRequest)
    return result
  }

  #settle(reply: WorkerReply): void {
    const settler = this.#waiting.get(reply.id)
    this.#waiting.delete(reply.id)
    if (this.#waiting.size === 0) for (const worker of this.#workers) worker.unref()
    if ('error' in reply) settler?.reject(unpackError(reply.error))
    else settler?.resolve(reply.output)
  }

  #failAll(error: unknown): void {
    for (const settler of this.#waiting.values()) settler.reject(error)
    this.#waiting.clear()
  }
}
