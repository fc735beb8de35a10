import { expect, test } from 'vitest'
import { fitModel } from '../../src/models/shell/fit.js'
import { stringifyModel } from '../../src/models/shell/model-file.js'
import type { Pool } from '../../src/models/synthesizer.js'
import { findTask } from '../../src/pipeline/threads/tasks.js'
import { people } from '../support/tables.js'

/** Two threads, as far as data are concerned: what goes in and comes out is copied. */
function copyingPool(seen: string[]): Pool {
  return {
    size: 2,
    async *map<Shared, Input, Output>(task: string, shared: Shared, inputs: Iterable<Input>): AsyncIterable<Output> {
      const run = await findTask(task)
      const copy = structuredClone(shared)
      for (const input of inputs) {
        seen.push(task)
        yield structuredClone(await run(copy, structuredClone(input))) as Output
      }
    },
    async close() {},
  }
}

// Enough for threads with several trees a column, and too few with one.
const { table, schema } = people(35_000)

test.each([{ trees: 2 }, { orders: 6, fidelity: 'fast' }])(
  'steps that are fitted on other threads give the same model: %j',
  async (own) => {
    const options = { model: 'sequential-trees', options: own }
    const seen: string[] = []
    const shares: number[] = []
    const model = await fitModel(table, schema, { ...options, pool: copyingPool(seen), progress: (share) => shares.push(share) })
    expect(new Set(seen)).toEqual(new Set(['tree-step']))
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares).toHaveLength(seen.length)
    expect(stringifyModel(model)).toBe(stringifyModel(await fitModel(table, schema, options)))
  },
)

test('small tables are fitted in place: threads would take longer to start', async () => {
  const seen: string[] = []
  await fitModel(table.slice(0, 100), schema, { model: 'sequential-trees', pool: copyingPool(seen) })
  // One tree a column is done sooner than threads have started, where ten are not.
  await fitModel(table, schema, { model: 'sequential-trees', options: { fidelity: 'fast' }, pool: copyingPool(seen) })
  expect(seen).toEqual([])
})
