import { Worker } from 'node:worker_threads'
import type { Pool } from '../models/synthesizer.js'
import { poolOf, type StartWorker } from '../pipeline/threads/worker-pool.js'

/** A pool of worker threads, for fits, sampling and evaluations; one thread or fewer is no thread: everything runs in place. Close it when done. */
export function createPool(threads: number): Pool {
  return poolOf(threads, startThread)
}

const startThread: StartWorker = (onReply, onFailure) => {
  const worker = new Worker(new URL('./worker.js', import.meta.url))
  worker.on('message', onReply)
  worker.on('error', onFailure)
  return {
    post: (request) => worker.postMessage(request),
    busy: (isBusy) => (isBusy ? worker.ref() : worker.unref()),
    stop: () => worker.terminate(),
  }
}
