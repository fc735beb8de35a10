import { describe, expect, test } from 'vitest'
import { dependenceProbability } from '../../src/learn/pcc/query/dependence.js'
import { createRng } from '../../src/random/rng.js'
import { codingsOf } from '../../src/surrogate/coding.js'
import { cellLogDensities, rowLogDensities } from '../../src/surrogate/density.js'
import { fitSurrogate, type Surrogate, surrogateDefaults } from '../../src/surrogate/fit.js'
import { convergenceOf, informationMatrix } from '../../src/surrogate/relations.js'
import type { Schema } from '../../src/table/schema.js'
import { concatTables, Table } from '../../src/table/table.js'
import { cell, repeat, town } from '../models/mixture-support.js'

const { table, schema } = town
const names = schema.columns.map(({ name }) => name)
const position = (name: string): number => names.indexOf(name)
const [training, holdout] = [table.slice(0, 1000), table.slice(1000, 1500)]
const codings = codingsOf(table, schema, surrogateDefaults.knots)
const options = { chains: 2, sweeps: 20, codings, unseen: 0.5 }
const fitted: Promise<Surrogate> = fitSurrogate(training, schema, options, { rng: createRng(5) })

/** Every column in an order of its own: what is left is the margins. */
function permuted(rows: Table): Table {
  return new Table(
    rows.columns.map(({ name }, i) => {
      const rng = createRng(6, i)
      const order = repeat(rows.rows, (row) => ({ row, key: rng.uniform() })).sort((a, b) => a.key - b.key)
      return rows.take(order.map(({ row }) => row)).column(name)
    }),
  )
}

/** How well a surrogate foresees rows that it wasn't fitted to. */
interface HeldOutScore {
  /** Mean log density of a row, in nats, and its standard error; null where no row has one. */
  readonly mean: number | null
  readonly error: number | null
  /** Rows that the surrogate never gives, which are left out of the mean. */
  readonly impossible: number
}

/** How well the surrogate foresees these rows. */
function heldOutScore(surrogate: Surrogate, schema: Schema, table: Table): HeldOutScore {
  const logs = rowLogDensities(surrogate, schema, table).filter((log) => log > Number.NEGATIVE_INFINITY)
  const impossible = table.rows - logs.length
  if (logs.length === 0) return { mean: null, error: null, impossible }
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length
  const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0)
  const error = logs.length > 1 ? Math.sqrt(squares / (logs.length - 1) / logs.length) : null
  return { mean, error, impossible }
}

describe('densities', () => {
  test('a row is as likely as one of its cells given the others, times the others', async () => {
    const surrogate = await fitted
    const rows = holdout.slice(0, 60)
    const joint = rowLogDensities(surrogate, schema, rows)
    cellLogDensities(surrogate, schema, rows).forEach((cells, i) => {
      const others = rowLogDensities(
        surrogate,
        schema,
        rows,
        names.filter((_, other) => other !== i),
      )
      cells.forEach((cell, row) => {
        expect(cell + (others[row] as number)).toBeCloseTo(joint[row] as number, 9)
      })
    })
    expect([...rowLogDensities(surrogate, schema, rows, [])]).toEqual(repeat(60, () => 0))
  })

  test('unseen rows are as likely as the rows it was fitted to, rows whose columns were permuted are not', async () => {
    const surrogate = await fitted
    const score = (rows: Table) => heldOutScore(surrogate, schema, rows)
    const [own, unseen, broken] = [score(training), score(holdout), score(permuted(holdout))]
    expect([own.impossible, unseen.impossible, broken.impossible]).toEqual([0, 0, 0])
    const [a, b, c] = [own, unseen, broken].map(({ mean }) => mean as number) as [number, number, number]
    // Five standard errors, and what a thousand rows let a model of a few dozen parameters know better about themselves.
    expect(Math.abs(a - b)).toBeLessThan(5 * Math.hypot(own.error as number, unseen.error as number) + 0.1)
    expect(b - c).toBeGreaterThan(1)
  })

  test('no rows have no score, and rows that can never be are counted apart', async () => {
    const surrogate = await fitted
    expect(heldOutScore(surrogate, schema, table.slice(0, 0))).toEqual({ mean: null, error: null, impossible: 0 })
    const hours = { ...holdout.column('hours'), values: new Float64Array(holdout.rows).fill(1234.5) }
    const strange = new Table(holdout.columns.map((column) => (column.name === 'hours' ? (hours as typeof column) : column)))
    expect(heldOutScore(surrogate, schema, strange)).toEqual({ mean: null, error: null, impossible: 500 })
    expect(cellLogDensities(surrogate, schema, strange.slice(0, 1)).map(([log]) => log)).toEqual(names.map(() => Number.NEGATIVE_INFINITY))
  })

  test('what some rows lack but their coding knows is possible', async () => {
    const isCook = (row: number) => cell(training, 'status', row) === 'cook'
    const others = training.take(repeat(training.rows, (row) => row).filter((row) => !isCook(row)))
    const without = await fitSurrogate(others, schema, { ...options, chains: 1, sweeps: 3 }, { rng: createRng(5) })
    const scores = heldOutScore(without, schema, training)
    expect(scores.impossible).toBe(0)
  })

  test('a value that the coding does not know is refused', async () => {
    const earners = repeat(training.rows, (row) => row).filter((row) => !Number.isNaN(training.column('income').values[row]))
    const few = codingsOf(training.take(earners), schema, 10)
    await expect(fitSurrogate(training, schema, { ...options, codings: few }, { rng: createRng(1) })).rejects.toThrow(
      /its coding doesn't know/,
    )
  })
})

describe('relations', () => {
  test('probabilities of dependence and information are symmetric, and high where columns hang together', async () => {
    const surrogate = await fitted
    const size = names.length
    const { model } = surrogate
    const pairs = names.flatMap((_, a) => names.map((_, b) => (a === b ? 1 : dependenceProbability(model, a, b))))
    const [dependence, information] = [Float64Array.from(pairs), informationMatrix(surrogate)]
    const at = (matrix: Float64Array, a: string, b: string): number => matrix[position(a) * size + position(b)] as number
    for (const matrix of [dependence, information])
      for (const a of names) for (const b of names) expect(at(matrix, a, b)).toBe(at(matrix, b, a))
    expect(at(dependence, 'age', 'age')).toBe(1)
    expect(at(dependence, 'status', 'age')).toBe(1)
    expect(at(dependence, 'height', 'age')).toBeLessThanOrEqual(0.5)
    // Who is retired is known from hours: the entropy of 30 % against 70 % is 0.61 nats.
    expect(at(information, 'status', 'hours')).toBeGreaterThan(0.5)
    expect(at(information, 'height', 'status')).toBeLessThan(0.02)
  })

  test('the trace holds every sweep over all rows', async () => {
    const { traces, scaleReduction } = convergenceOf(await fitted)
    expect(traces.map(({ length }) => length)).toEqual([20, 20])
    for (const trace of traces) expect(trace.every((log) => log < 0 && Number.isFinite(log))).toBe(true)
    expect(scaleReduction).toBeGreaterThan(0.5)
    const staged = await fitSurrogate(training, schema, { ...options, sweeps: 3, structureRows: 200, fullSweeps: 2 }, { rng: createRng(1) })
    expect(convergenceOf(staged).traces.map(({ length }) => length)).toEqual([2, 2])
    expect(convergenceOf(staged).scaleReduction).toBe(null)
  })

  test('a table without rows has a surrogate that says nothing', async () => {
    const none = await fitSurrogate(table.slice(0, 0), schema, { chains: 2 }, { rng: createRng(1) })
    expect(none.model.chains).toHaveLength(2)
    expect(convergenceOf(none).scaleReduction).toBe(null)
    expect(informationMatrix(none).every((value) => value >= 0 && value < 1e-9)).toBe(true)
  })
})

test('coding two tables together tells the cells of both', () => {
  const joint = codingsOf(concatTables([training, holdout]), schema, surrogateDefaults.knots)
  expect(joint).toEqual(codings)
})
