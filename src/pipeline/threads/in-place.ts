import { takeTurns } from '../../learn/turn.js'
import type { Pool } from '../../models/synthesizer.js'
import { samplePieceTask } from './block-tasks.js'
import { findTask, type RunTask } from './tasks.js'

/** A pool that runs everything in place, one input after the other, and lets others have their turn in between. */
export const inPlace: Pool = {
  size: 1,
  async *map<Shared, Input, Output>(name: string, shared: Shared, inputs: Iterable<Input>, signal?: AbortSignal): AsyncIterable<Output> {
    // What draws rows is always needed: it is loaded with the rest.
    const task = name === 'sample-piece' ? (samplePieceTask as RunTask) : await findTask(name)
    for (const input of inputs) {
      await takeTurns(signal)
      yield (await task(shared, input)) as Output
    }
  },
  async close() {},
}
