import { expect, test } from 'vitest'
import { ownMetric } from './own-metric.js'
import { population, schema } from './tables.js'

// The built library: threads need a file of their own to run.
const built: string = '../../dist/node.js'
const { createPool, evaluateMany, parseSchema, Table } = (await import(built)) as typeof import('../../src/node.js')

const table = (rows: number, seed: number) => new Table(population(rows, seed).columns)
const real = { training: table(500, 1), holdout: table(500, 2) }
const made = [
  { table: table(500, 3), name: 'a' },
  { table: table(400, 4), name: 'b', maker: 'mixture' },
]

/** Enough rows times metrics that threads are put to work. */
const own = ownMetric({ cost: 'standard' }, ({ synthetic }) => ({ value: synthetic.rows / 1000 }))
const options = { schema: parseSchema(schema), seed: 4, metrics: ['fast', own] }

test('an evaluation is the same in place and on 3 threads, with metrics of your own, with and without a budget', async () => {
  const alone = await evaluateMany(real, made, options)
  const pool = createPool(3)
  for (const more of [{}, { budget: 600 }]) expect(await evaluateMany(real, made, { ...options, ...more, pool })).toEqual(alone)
  await pool.close()
})

test('an abort ends an evaluation that runs on threads', async () => {
  const pool = createPool(2)
  const controller = new AbortController()
  const big = { training: table(2000, 1), holdout: table(2000, 2) }
  const running = evaluateMany(big, [{ table: table(2000, 3) }], {
    ...{ ...options, pool, signal: controller.signal },
    progress: (share) => share > 0.05 && controller.abort(),
  })
  await expect(running).rejects.toThrow(/abort/i)
  await pool.close()
})
