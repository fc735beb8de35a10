import { describe, expect, test } from 'vitest'
import { mixture } from '../../src/models/mixture/index.js'
import { fitModel } from '../../src/models/shell/fit.js'
import { parseModel, stringifyModel } from '../../src/models/shell/model-file.js'
import type { FittedModel, Pool } from '../../src/models/synthesizer.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { createRng } from '../../src/random/rng.js'
import { type ChainTask, runChainTask } from '../../src/surrogate/fit.js'
import { Table } from '../../src/table/table.js'
import { known } from '../support/tables.js'
import { cell, fitted, repeat, share, stateOf, town } from './mixture-support.js'

const rng = createRng(2)

describe('mixture', () => {
  test('values that are missing not at random come back so', async () => {
    const rows = await sampleTable(await fitted, 8000, { seed: 3 })
    for (const retired of [true, false]) {
      const of = (table: Table): number => {
        const positions = repeat(table.rows, (row) => row).filter((row) => (cell(table, 'status', row) === 'retired') === retired)
        return share(table.take(positions), (i) => cell(table, 'income', positions[i] as number) === null)
      }
      // 450 and 1050 real rows, 2400 and 5600 made ones: five standard deviations of the difference, and a little for smoothing.
      const p = retired ? 0.8 : 0.02
      const bound = 5 * Math.sqrt(p * (1 - p) * (retired ? 1 / 450 + 1 / 2400 : 1 / 1050 + 1 / 5600)) + 0.02
      expect(Math.abs(of(rows) - of(town.table))).toBeLessThan(bound)
    }
  })

  test('repeated numbers keep their share, and numbers their precision', async () => {
    const rows = await sampleTable(await fitted, 8000)
    const is40 = (table: Table): number => share(table, (row) => cell(table, 'hours', row) === 40)
    expect(Math.abs(is40(rows) - is40(town.table))).toBeLessThan(5 * Math.sqrt(0.25 / 1500))
    for (const value of rows.column('income').values) if (!Number.isNaN(value)) expect(Number.isInteger(value)).toBe(true)
    expect(new Set(rows.column('height').values).size).toBeGreaterThan(7000)
  })

  test('columns that depend on each other are said to, columns that do not are not', async () => {
    const { dependences = [] } = mixture.describe?.(stateOf(await fitted), town.schema) ?? {}
    const strength = (a: string, b: string): number =>
      dependences.find((pair) => [a, b].every((name) => name === pair.a || name === pair.b))?.strength ?? 0
    expect(strength('status', 'age')).toBe(1)
    expect(strength('income', 'status')).toBe(1)
    expect(strength('height', 'age')).toBeLessThanOrEqual(0.5)
  })

  test('a saved model gives the same densities and the same conditional rows', async () => {
    const model = await fitted
    const loaded = parseModel(stringifyModel(model))
    const densities = (of: FittedModel) => mixture.logDensity?.(stateOf(of), of.schema, town.table.slice(0, 50))
    expect(densities(loaded)).toEqual(densities(model))
    const where = 'age > 70 and missing(income)'
    expect(await sampleTable(loaded, 50, { where })).toEqual(await sampleTable(model, 50, { where }))
  })

  test('chains that run on other threads give the same model', async () => {
    const keys: unknown[] = []
    const pool: Pool = {
      size: 2,
      async *map<Shared, Input, Output>(task: string, shared: Shared, inputs: Iterable<Input>): AsyncIterable<Output> {
        expect(task).toBe('pcc-chain')
        for (const input of inputs) {
          keys.push(input)
          yield runChainTask(structuredClone(shared) as ChainTask, input as readonly number[]) as Output
        }
      },
      async close() {},
    }
    const table = town.table.slice(0, 500)
    const options = { model: 'mixture', options: { chains: 13, sweeps: 10 } }
    const model = await fitModel(table, town.schema, { ...options, pool })
    expect(keys).toHaveLength(13)
    expect(model).toEqual(await fitModel(table, town.schema, options))
  })

  test('progress goes up to one, and an aborted fit ends at the next sweep', async () => {
    const aborter = new AbortController()
    const shares: number[] = []
    const run = (signal?: AbortSignal) =>
      fitModel(town.table.slice(0, 60), town.schema, {
        model: 'mixture',
        options: { chains: 2, sweeps: 3 },
        signal,
        progress: (done) => {
          shares.push(done)
          if (signal) aborter.abort()
        },
      })
    await expect(run(aborter.signal)).rejects.toThrow(/abort/i)
    expect(shares.length).toBe(1)
    await run()
    expect(shares.at(-1)).toBe(1)
    const rising = shares.slice(1)
    expect([...rising].sort((a, b) => a - b)).toEqual(rising)
  })
})

describe('logDensity', () => {
  test('the probabilities of all rows of a table of levels and whole numbers sum to one', async () => {
    const { table, schema } = known(
      repeat(200, () => {
        const x = rng.integer(3)
        return { a: ['u', 'v', 'w'][x], b: rng.uniform() < 0.2 ? null : x + rng.integer(50), c: rng.uniform() < (x === 2 ? 0.8 : 0.3) }
      }),
    )
    const model = await fitModel(table, schema, { model: 'mixture', options: { chains: 2, sweeps: 5 } })
    const [a, b, c] = table.columns as unknown as [{ values: Int32Array }, { values: Float64Array }, { values: Int32Array }]
    let sum = 0
    for (const x of [0, 1, 2]) {
      for (const z of [0, 1]) {
        const numbers = Float64Array.from([Number.NaN, ...repeat(60, (i) => i - 4)])
        const rows = new Table([
          { ...a, values: new Int32Array(numbers.length).fill(x) },
          { ...b, values: numbers },
          { ...c, values: new Int32Array(numbers.length).fill(z) },
        ] as never)
        for (const log of mixture.logDensity?.(stateOf(model), model.schema, rows) ?? []) sum += Math.exp(log)
      }
    }
    expect(sum).toBeCloseTo(1, 6)
  })

  test('the density of a column without fixed decimals integrates to one', async () => {
    const model = await fitted
    const schema = { ...model.schema, columns: model.schema.columns.filter(({ name }) => name === 'height') }
    const state = stateOf(await fitModel(town.table.select(['height']), schema, { model: 'mixture', options: { chains: 1, sweeps: 3 } }))
    const real = town.table.column('height').values as Float64Array
    const [low, high] = [Math.min(...real), Math.max(...real)]
    const steps = 40_000
    const values = Float64Array.from({ length: steps }, (_, i) => low + ((high - low) * (i + 0.5)) / steps)
    const column = { ...town.table.column('height'), values }
    const logs = mixture.logDensity?.(state, schema, new Table([column as never])) as Float64Array
    const integral = logs.reduce((sum, log) => sum + Math.exp(log) * ((high - low) / steps), 0)
    // Scores end half a row from either end, so that what a class has beyond is missing.
    expect(Math.abs(integral - 1)).toBeLessThan(3 / 1500)
  })

  test('what the model never gives has no probability', async () => {
    const row = town.table.slice(0, 1)
    const rows = new Table(
      row.columns.map((column) => (column.name === 'hours' ? { ...column, values: Float64Array.of(1234.5) } : column)) as never,
    )
    expect([...(mixture.logDensity?.(stateOf(await fitted), town.schema, rows) ?? [])]).toEqual([Number.NEGATIVE_INFINITY])
  })
})
