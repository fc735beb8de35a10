import { describe, expect, it } from 'vitest'
import { SchemaError } from '../../src/errors.js'
import { evaluate, evaluateMany } from '../../src/evaluate/engine/evaluate.js'
import { createRng } from '../../src/random/rng.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'
import { population, schema, unwritable } from './tables.js'

const training = population(100, 1)
const without = (...names: string[]) => new Table(population(80, 2).columns.filter(({ name }) => !names.includes(name)))

describe('tables that differ', () => {
  it('in names and types give one error that lists every problem of every table', async () => {
    const coded = without('weight').columns.map((column) =>
      column.name === 'visits' ? { name: 'visits', kind: 'categorical' as const, values: new Int32Array(80), levels: ['0'] } : column,
    )
    const given = { training, holdout: without('height', 'size'), synthetic: new Table(coded) }
    const failing = evaluate(given, { schema, metrics: 'fast', name: 'made.csv' })
    await expect(failing).rejects.toThrow(SchemaError)
    await expect(failing).rejects.toThrow(/4 problems/)
    for (const problem of [
      /height: is not in the holdout/,
      /size: is not in the holdout/,
      /weight: is not in made\.csv/,
      /visits: is integer in the schema \(got a categorical column in made\.csv\)/,
    ]) {
      await expect(failing).rejects.toThrow(problem)
    }
  })

  it('in order, in ids, in columns that only one has, and in levels are compared all the same', async () => {
    const usual = await evaluate({ training, synthetic: population(80, 2) }, { schema, metrics: 'fast' })
    const extra = { name: 'index', kind: 'integer' as const, values: new Float64Array(80) }
    const other = new Table([extra, ...without('member').columns].reverse())
    const { leftOut, ...evaluation } = await evaluate({ training, synthetic: other }, { schema, metrics: 'fast' })
    expect(evaluation.scores).toEqual(usual.scores)
    expect(leftOut).toContainEqual({ column: 'index', kind: 'integer', reason: 'only in the synthetic rows' })
  })

  it('in many columns are listed up to twenty', async () => {
    const wide = parseSchema({ columns: Array.from({ length: 50 }, (_, i) => ({ name: `c${i}`, kind: 'numeric' })) })
    await expect(evaluate({ training, synthetic: training }, { schema: wide })).rejects.toThrow(/and 80 more/)
  })
})

describe('tables with little in them', () => {
  it('10,000 levels, all-missing and constant columns give numbers or reasons', async () => {
    const levels = Array.from({ length: 10_000 }, (_, i) => `level ${i}`)
    const make = (rows: number, seed: number) => {
      const rng = createRng(seed)
      return new Table([
        { name: 'many', kind: 'categorical', values: Int32Array.from({ length: rows }, () => rng.integer(10_000)), levels },
        { name: 'empty', kind: 'numeric', values: new Float64Array(rows).fill(Number.NaN) },
        { name: 'constant', kind: 'integer', values: new Float64Array(rows).fill(3) },
      ])
    }
    const columns = [
      { name: 'many', kind: 'categorical', levels },
      { name: 'empty', kind: 'numeric' },
      { name: 'constant', kind: 'integer' },
    ]
    const given = { training: make(800, 1), holdout: make(800, 2), synthetic: make(800, 3) }
    const evaluation = await evaluate(given, { schema: parseSchema({ columns }), metrics: 'fast' })
    expect(unwritable(evaluation)).toEqual([])
    for (const { value, reason } of evaluation.scores) if (value === null) expect(reason).toMatch(/\.$/)
  })

  it('no synthetic rows give no score, and neither does that keep another table from its scores', async () => {
    const real = { training, holdout: population(90, 3) }
    const made = [{ table: population(0, 2) }, { table: population(70, 4) }]
    const { evaluations } = await evaluateMany(real, made, { schema, metrics: 'fast' })
    for (const { value, reason, skill } of evaluations[0]?.scores ?? []) {
      expect([value, skill]).toEqual([null, null])
      expect(reason).toMatch(/^There are no synthetic rows\.$|^Needs /)
    }
    expect(evaluations[1]?.rows.compared).toBe(70)
    for (const { value, reason } of evaluations[1]?.scores ?? [])
      if (value === null) expect(reason).toMatch(/^Needs |^No column holds times/)
  })

  it('a row each, in two tables and in three, is compared without baselines where there are no others', async () => {
    const [a, b, c] = [1, 2, 3].map((seed) => population(1, seed)) as [Table, Table, Table]
    const two = await evaluate({ training: a, synthetic: b }, { schema, metrics: 'marginal-shape' })
    expect(two.scores[0]).toMatchObject({ rows: 1, baselines: { ceiling: { value: null } }, reading: 'no baseline: too few real rows' })
    const three = await evaluate({ training: a, holdout: b, synthetic: c }, { schema, metrics: 'marginal-shape' })
    expect(three.rows).toMatchObject({ compared: 1, comparedOfThree: 1 })
  })
})
