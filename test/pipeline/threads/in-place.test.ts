import { tableFromIPC, tableToIPC } from 'apache-arrow'
import { expect, test } from 'vitest'

// The built library: threads need a file of their own to run.
const built: string = '../../../dist/node.js'
const { ConstraintError, createPool, fit, sample, sampleBlocks } = (await import(built)) as typeof import('../../../src/node.js')

const rows = Array.from({ length: 300 }, (_, i) => ({ x: (i * 7) % 50, y: ['a', 'b', 'c'][i % 3], z: i % 5 === 0 ? null : i / 4 }))

test('rows are the same in place and on 4 threads, in order', async () => {
  const model = await fit(rows, { model: 'independent', seed: 7 })
  const alone = await sample(model, 20_000, { as: 'rows', seed: 5 })
  const pool = createPool(4)
  expect(await sample(model, 20_000, { as: 'rows', seed: 5, pool })).toEqual(alone)
  await pool.close()
})

test('two runs on one pool do not disturb each other', async () => {
  const pool = createPool(2)
  const models = await Promise.all([1, 2].map((seed) => fit(rows, { model: 'independent', seed })))
  const together = await Promise.all(models.map((model, i) => sample(model, 20_000, { seed: i, pool })))
  const apart = await Promise.all(models.map((model, i) => sample(model, 20_000, { seed: i })))
  expect(together).toEqual(apart)
  await pool.close()
})

test('an error on a thread arrives as what it is, and an abort ends the run', async () => {
  const pool = createPool(2)
  const model = await fit(rows, { model: 'independent' })
  await expect(sample(model, 20_000, { where: 'x > 40 and x * x < 100', pool })).rejects.toBeInstanceOf(ConstraintError)
  const controller = new AbortController()
  const run = async (): Promise<void> => {
    for await (const _ of sampleBlocks(model, 0, 1e7, { pool, signal: controller.signal })) controller.abort()
  }
  await expect(run()).rejects.toThrow(/abort/i)
  await pool.close()
})

test('a table goes in and comes out as row objects or as an Arrow table', async () => {
  const model = await fit(rows, { model: 'gaussian-copula' })
  const made = await sample(model, 10, { as: 'rows' })
  expect(Object.keys(made[0] ?? {})).toEqual(['x', 'y', 'z'])
  expect(made.every(({ x, y }) => typeof x === 'number' && typeof y === 'string')).toBe(true)
  const arrow = tableFromIPC(tableToIPC(await sample(model, 10, { as: 'arrow' })))
  expect(arrow.numRows).toBe(10)
  const again = await fit(arrow, { model: 'gaussian-copula' })
  expect(again.schema.columns.map(({ name }) => name)).toEqual(['x', 'y', 'z'])
})

test('a model whose fit runs on threads is the same as one fitted in place', async () => {
  const options = { model: 'mixture', options: { chains: 3, sweeps: 8 }, seed: 3 }
  const alone = await fit(rows, options)
  const pool = createPool(3)
  expect(await fit(rows, { ...options, pool })).toEqual(alone)
  await pool.close()
})

test('an abort ends a fit on threads without waiting for what they are at', async () => {
  const pool = createPool(2)
  const controller = new AbortController()
  const options = { model: 'mixture', options: { chains: 2, sweeps: 100_000 }, pool, signal: controller.signal }
  const run = fit(rows, options)
  setTimeout(() => controller.abort(), 50)
  await expect(run).rejects.toThrow(/abort/i)
  await pool.close()
})

test('a closed pool ends what it was at, and starts again when asked', async () => {
  const pool = createPool(2)
  const run = fit(rows, { model: 'mixture', options: { chains: 2, sweeps: 100_000 }, pool })
  setTimeout(() => void pool.close(), 50)
  await expect(run).rejects.toThrow(/closed/)
  const model = await fit(rows, { model: 'independent' })
  expect((await sample(model, 100_000, { pool })).rows).toBe(100_000)
  await pool.close()
})
