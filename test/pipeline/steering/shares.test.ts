import { beforeAll, describe, expect, test } from 'vitest'
import { fit } from '../../../src/index.js'
import type { FittedModel } from '../../../src/models/synthesizer.js'
import { sampleBlocks, sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { toRows } from '../../../src/table/rows.js'
import { concatTables, type Table } from '../../../src/table/table.js'
import { type Person, people } from '../../support/tables.js'

const names = ['sequential-trees', 'bayesian-network', 'mixture', 'gaussian-copula', 'kde', 'smote', 'independent', 'bootstrap'] as const
const fitted = new Map<string, FittedModel>()
const modelOf = (name: string): FittedModel => fitted.get(name) as FittedModel

beforeAll(async () => {
  const { table, schema } = people(300)
  for (const model of names as readonly string[])
    fitted.set(model, await fit(table, { schema, model, seed: 3, ...(model === 'mixture' ? { options: { sweeps: 5 } } : {}) }))
})

const rowsOf = (table: Table, model: FittedModel): Person[] => toRows(table, model.schema) as unknown as Person[]
const count = (rows: readonly Person[], test: (row: Person) => boolean): number => rows.filter(test).length

describe('shares', () => {
  test.each(names)('of levels, ranges and conditions are exact to the row with %s', async (name) => {
    const model = modelOf(name)
    const rows = rowsOf(await sampleTable(model, 101, { share: { job: { cook: 0.5, retired: 0.25 }, 'age < 40': 0.4 } }), model)
    // 50.5, 25.25 and 25.25 rows are wanted: the largest remainder gets the row that is left.
    expect([count(rows, ({ job }) => job === 'cook'), count(rows, ({ job }) => job === 'retired')]).toEqual([51, 25])
    expect(count(rows, ({ age }) => age < 40)).toBe(40)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(101)
  })

  test('leave out no missing cell: the rest of a column of numbers holds them, and they may have a share', async () => {
    const model = modelOf('independent')
    const rows = rowsOf(await sampleTable(model, 200, { share: { income: { missing: 0.5, '<300': 0.25 } } }), model)
    expect(count(rows, ({ income }) => income === null)).toBe(100)
    expect(count(rows, ({ income }) => income !== null && income < 300)).toBe(50)
    const others = rowsOf(await sampleTable(model, 200, { share: { 'income < 300': 0 } }), model)
    expect(count(others, ({ income }) => income === null)).toBeGreaterThan(10)
  })

  test('hold together with a condition on all rows', async () => {
    const model = modelOf('gaussian-copula')
    const rows = rowsOf(await sampleTable(model, 100, { share: { member: { true: 0.5 } }, where: 'age > 30' }), model)
    expect([count(rows, ({ member }) => member), count(rows, ({ age }) => age > 30)]).toEqual([50, 100])
  })

  // Sums of columns are what no model can be conditioned on.
  test.each([
    ['independent', 'age + age > 300', [], /this; .*:\n {2}\(age \+ age\) > 300$/],
    ['sequential-trees', 'age + age > 150', ['age < 60'], /these together; .*:\n {2}\(age \+ age\) > 150\n {2}age < 60$/],
  ] as const)('that no row can have are refused after 100,000 rows, with what leaves nothing: %s', async (name, group, rules, blamed) => {
    const refused = sampleTable(modelOf(name), 100, { share: { [group]: 0.5 }, rules: [...rules] })
    await expect(refused).rejects.toThrow(new RegExp(`^share: none of 10\\d,\\d{3} rows of the model satisfies ${blamed.source}`))
  })

  test('are exact over the run, any part of which is the same alone', async () => {
    const model = modelOf('independent')
    const options = { share: { size: { small: 0.7, large: 0.1 } }, seed: 5 }
    const whole = rowsOf(await sampleTable(model, 9000, options), model)
    expect([count(whole, ({ size }) => size === 'small'), count(whole, ({ size }) => size === 'large')]).toEqual([6300, 900])
    const parts: Table[] = []
    for await (const block of sampleBlocks(model, 4000, 8300, { ...options, run: 9000 })) parts.push(block)
    expect(rowsOf(concatTables(parts), model)).toEqual(whole.slice(4000, 8300))
  })

  test('leave the law of everything else given the group as it is', async () => {
    // Rows of known joint law: job depends on age, and a balanced table must have p(job | old) where it is old.
    const rows = Array.from({ length: 4000 }, (_, i) => ({
      old: i % 10 === 0 ? 'yes' : 'no',
      job: i % 10 === 0 ? (i % 40 === 0 ? 'a' : 'b') : i % 3 ? 'a' : 'b',
    }))
    const model = await fit(rows, { model: 'bootstrap' })
    const drawn = toRows(await sampleTable(model, 8000, { share: { old: { yes: 0.5 } } }), model.schema)
    const a = drawn.filter(({ old, job }) => old === 'yes' && job === 'a').length / 4000
    // 25 % of the old; a binomial share of 4,000 is off by 5 deviations of 0.0068 once in 2 million.
    expect(Math.abs(a - 0.25)).toBeLessThan(5 * 0.0068)
  })

  test('of two columns move their joint law as little as can be', async () => {
    const rows = Array.from({ length: 1000 }, (_, i) => ({
      x: i % 10 < 5 ? 'a' : 'b',
      y: i % 10 < 4 ? 'a' : i % 10 < 6 ? (i % 20 < 10 ? 'b' : 'a') : 'b',
    }))
    const model = await fit(rows, { model: 'bootstrap' })
    const drawn = toRows(await sampleTable(model, 2000, { share: { x: { a: 0.8 }, y: { a: 0.5 } } }), model.schema)
    const share = (x: string, y: string): number => drawn.filter((row) => row.x === x && row.y === y).length / 2000
    const odds = (cell: (x: string, y: string) => number): number => (cell('a', 'a') * cell('b', 'b')) / (cell('a', 'b') * cell('b', 'a'))
    const real = (x: string, y: string): number => rows.filter((row) => row.x === x && row.y === y).length / 1000
    // An I-projection on margins keeps odds ratios; those of 4,096 rows a group are off by at most 5 x 0.09 on the log scale.
    expect(Math.abs(Math.log(odds(share) / odds(real)))).toBeLessThan(0.45)
  })

  test.each([
    [{ job: { cook: 0.7, clerk: 0.6 } }, /job add up to 1.3/],
    [{ job: { kook: 0.7 } }, /no level "kook"; did you mean "cook"/],
    [{ jop: { cook: 0.7 } }, /no column jop; did you mean job/],
    [{ member: { true: 0.2, false: 0.2 } }, /add up to 0.4, and no other level is left/],
    [{ job: { cook: -0.1 } }, /from 0 to 1 \(got -0.1\)/],
    [{ age: { young: 0.5 } }, /"young" is none; write a range/],
    [{ id: { 'P-000001': 0.5 } }, /id/],
    [{ 'age <': 0.5 }, /can't be read/],
  ])('refuse %j', async (share, message) => {
    await expect(sampleTable(modelOf('independent'), 10, { share: share as never })).rejects.toThrow(message)
  })
})
