import type { Pool } from '../models/synthesizer.js'
import { poolOf } from '../pipeline/threads/worker-pool.js'

/**
 * A pool of web workers, for fits, sampling and evaluations; the results are the same without. Close it when done. `start` starts one worker, where a bundler
 * or a content security policy wants that done otherwise: a module that imports `rowsmith/browser-worker`.
 *
 * @example
 * const pool = createPool(navigator.hardwareConcurrency)
 */
export function createPool(threads: number, start: () => Worker = startModule): Pool {
  return poolOf(threads, (onReply, onFailure) => {
    const worker = start()
    worker.onmessage = ({ data }) => onReply(data)
    worker.onerror = ({ message }) => onFailure(new Error(message || 'a worker did not start'))
    worker.onmessageerror = () => onFailure(new Error('a worker sent what cannot be read'))
    return { post: (request) => worker.postMessage(request), busy: () => {}, stop: () => worker.terminate() }
  })
}

function startModule(): Worker {
  return new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
}
