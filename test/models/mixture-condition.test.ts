import { describe, expect, test } from 'vitest'
import { toEvidence } from '../../src/constraints/domains/evidence.js'
import { parseExpression } from '../../src/constraints/language/parse.js'
import { mixture } from '../../src/models/mixture/index.js'
import { allowedRows } from '../../src/models/mixture/regions.js'
import type { MixtureState } from '../../src/models/mixture/state.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { createRng } from '../../src/random/rng.js'
import type { Table } from '../../src/table/table.js'
import { cell, fitted, repeat, share, stateOf, town } from './mixture-support.js'

describe('condition', () => {
  test.each([
    'age > 60 and status == "clerk"',
    'missing(income) and not (status == "retired")',
    'oneOf(hours, 40, 41) and age < 30',
    'income == 1500',
    'height > 1.9 and height < 1.95',
    'not missing(income) and status == "retired"',
  ])('%s: as many rows as drawing without it would leave, with the same values', async (where) => {
    const model = await fitted
    const whole = await sampleTable(model, 60_000, { seed: 5 })
    const { evidence } = toEvidence(await parseExpression(where, model.schema), model.schema)
    const conditioned = mixture.condition?.(stateOf(model), model.schema, evidence)
    const allowed = allowedRows(whole, evidence)
    const kept = whole.take(repeat(whole.rows, (row) => row).filter((row) => allowed[row] === 1))
    const probability = Math.exp(conditioned?.logProbability as number)
    const error = Math.sqrt((probability * (1 - probability)) / whole.rows)
    expect(Math.abs(kept.rows / whole.rows - probability)).toBeLessThan(5 * error + 1e-5)
    const drawn = mixture.sampleBlock(conditioned?.state as MixtureState, model.schema, 3000, createRng(8))
    expect(allowedRows(drawn, evidence).every((verdict) => verdict === 1)).toBe(true)
    for (const test of [
      (table: Table) => share(table, (row) => cell(table, 'status', row) === 'retired'),
      (table: Table) => share(table, (row) => (cell(table, 'age', row) as number) > 40),
    ]) {
      expect(Math.abs(test(drawn) - test(kept))).toBeLessThan(5 * Math.sqrt(0.25 / 3000 + 0.25 / kept.rows))
    }
  })

  test('the chain rule holds: conditioning on two things at once or one after the other is the same', async () => {
    const model = await fitted
    const state = stateOf(model)
    const [a, b] = [
      { column: 'age', range: { min: 30, max: 50 } },
      { column: 'income', oneOf: [null], not: true },
    ]
    const both = mixture.condition?.(state, model.schema, [a, b])
    const first = mixture.condition?.(state, model.schema, [a])
    const second = mixture.condition?.(first?.state as MixtureState, model.schema, [b])
    expect((first?.logProbability as number) + (second?.logProbability as number)).toBeCloseTo(both?.logProbability as number, 10)
    const rows = town.table.slice(0, 40)
    const before = mixture.logDensity?.(state, model.schema, rows) as Float64Array
    const after = mixture.logDensity?.(both?.state as MixtureState, model.schema, rows) as Float64Array
    rows.column('age').values.forEach((age, row) => {
      const allowed = age >= 30 && age <= 50 && cell(rows, 'income', row) !== null
      if (allowed) expect(after[row]).toBeCloseTo((before[row] as number) - (both?.logProbability as number), 10)
      else expect(after[row]).toBe(Number.NEGATIVE_INFINITY)
    })
  })

  test('a number of any precision can be given to the point', async () => {
    const height = town.table.column('height').values[0] as number
    const model = await fitted
    const { state, logProbability } = mixture.condition?.(stateOf(model), model.schema, [{ column: 'height', oneOf: [height] }]) ?? {}
    expect(logProbability).toBeGreaterThan(-10)
    const rows = mixture.sampleBlock(state as MixtureState, model.schema, 100, createRng(1))
    expect(new Set(rows.column('height').values)).toEqual(new Set([height]))
  })

  test('what the model never gives is refused in words', async () => {
    const model = await fitted
    const condition = (column: string, rest: object) => () => mixture.condition?.(stateOf(model), model.schema, [{ column, ...rest }])
    expect(condition('age', { range: { min: 500, max: 600 } })).toThrow(/no row/)
    expect(condition('status', { oneOf: ['king'] })).toThrow(/has no level 'king'/)
    expect(condition('status', { range: { min: 1, max: 2 } })).toThrow(/levels, not numbers/)
    expect(condition('shoe', { oneOf: [1] })).toThrow(/no column/)
  })

  test('a rare condition takes no longer than any other', async () => {
    const started = performance.now()
    const rows = await sampleTable(await fitted, 1000, { where: 'age == 89 and hours == 0 and income > 1400 and height > 2' })
    expect(rows.rows).toBe(1000)
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})
