import { describe, expect, test } from 'vitest'
import { mixture } from '../../../src/models/mixture/index.js'
import { fitModel } from '../../../src/models/shell/fit.js'
import { parseModel, stringifyModel } from '../../../src/models/shell/model-file.js'
import { describeModel } from '../../../src/pipeline/jobs/queries/describe.js'
import { cellSurprisals, cellUncertainty, relations } from '../../../src/pipeline/jobs/queries/mixture-queries.js'
import { cell, fitted, stateOf, town } from '../../models/mixture-support.js'
import { known } from '../../support/tables.js'

describe('relations', () => {
  test('every pair once, the most informative first, and those that say nothing of each other with next to nothing', async () => {
    const found = await relations(await fitted)
    expect(found).toHaveLength(10)
    expect(found.map(({ information }) => information)).toEqual([...found.map(({ information }) => information)].sort((a, b) => b - a))
    const of = (...names: string[]) => found.find(({ a, b }) => names.includes(a) && names.includes(b))
    expect(of('status', 'hours')).toMatchObject({ dependence: 1 })
    // Who is retired is known from hours, the entropy of 30 % against 70 % being 0.61 nats.
    expect(of('status', 'hours')?.correlation).toBeGreaterThan(0.75)
    expect(of('height', 'status')?.information).toBeLessThan(0.02)
  })

  test('what is given takes its information away', async () => {
    const among = await relations(await fitted, { where: 'status == "retired"' })
    const pair = among.find(({ a, b }) => a === 'status' && b === 'hours')
    expect(pair?.information).toBeLessThan(1e-6)
  })
})

describe('cellSurprisals', () => {
  test('they are what a conditional model says of the cell', async () => {
    const model = await fitted
    const rows = town.table.slice(0, 5)
    const surprisals = await cellSurprisals(model, rows)
    expect([...surprisals.keys()]).toEqual(town.schema.columns.map(({ name }) => name))
    const joint = mixture.logDensity?.(stateOf(model), town.schema, rows) as Float64Array
    for (let row = 0; row < 5; row++) {
      const given = town.schema.columns
        .filter(({ name }) => name !== 'status')
        .map(({ name }) => ({ column: name, oneOf: [cell(town.table, name, row)] }))
      const { logProbability } = mixture.condition?.(stateOf(model), town.schema, given) ?? { logProbability: 0 }
      expect(surprisals.get('status')?.[row]).toBeCloseTo(logProbability - (joint[row] as number), 6)
    }
  })

  test('a cell that does not fit is more surprising than one that does, and what cannot be is infinitely so', async () => {
    const model = await fitted
    const { table } = known([
      { status: 'retired', age: 70, income: 1000, hours: 40, height: 1.7 },
      { status: 'retired', age: 70, income: 1000, hours: 0, height: 1.7 },
      { status: 'king', age: 70, income: 1000, hours: 0, height: 1.7 },
    ])
    const [odd, usual, never] = (await cellSurprisals(model, table)).get('hours') ?? []
    expect((odd as number) - (usual as number)).toBeGreaterThan(3)
    expect(never).toBe(Number.POSITIVE_INFINITY)
  })
})

test('samples that agree are certain, and a file that was saved says the same', async () => {
  const { table, schema } = town
  const one = await fitModel(table.slice(0, 200), schema, { model: 'mixture', options: { chains: 1, sweeps: 3 } })
  expect(await cellUncertainty(one, 'hours', { where: 'age > 70' })).toBeCloseTo(0, 12)
  const several = await fitModel(table.slice(0, 200), schema, { model: 'mixture', options: { chains: 4, sweeps: 3 } })
  const uncertainty = await cellUncertainty(several, 'hours', { where: 'age > 70' })
  expect(uncertainty).toBeGreaterThan(0)
  expect(uncertainty).toBeLessThan(1)
  expect(await cellUncertainty(parseModel(stringifyModel(several)), 'hours', { where: 'age > 70' })).toBe(uncertainty)
})

test('inspect says whether the chains agree', async () => {
  const { parameters } = describeModel(await fitted)
  expect(parameters.find(([name]) => name === 'convergence')?.[1]).toMatch(/^the samples (agree|differ; .*) \(split R-hat \d\.\d\d\)$/)
})

test('what cannot be asked is refused in words', async () => {
  const model = await fitted
  const other = await fitModel(town.table.slice(0, 10), town.schema, { model: 'independent' })
  await expect(relations(other)).rejects.toThrow(/only a mixture can tell \(got independent\)/)
  await expect(relations(model, { where: 'age > hours' })).rejects.toThrow(/about one column that the model learned \(got age > hours\)/)
  await expect(cellUncertainty(model, 'shoe')).rejects.toThrow(/learned no column shoe; choose one of status, age/)
})
