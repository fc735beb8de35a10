import type { Pool } from '../models/synthesizer.js'
import { findTask } from './tasks.js'

/** A pool that runs everything in place, one input after the other. */
export const inPlace: Pool = {
  size: 1,
  async *map<Shared, Input, Output>(name: string, shared: Shared, inputs: Iterable<Input>, signal?: AbortSignal): AsyncIterable<Output> {
    const task = findTask(name)
    for (const input of inputs) {
      signal?.throwIfAborted()
      yield task(shared, input) as Output
    }
  },
  async close() {},
}
