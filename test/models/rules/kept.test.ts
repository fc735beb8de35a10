import { expect, test } from 'vitest'
import { checkRules } from '../../../src/constraints/rules/broken.js'
import { asLines } from '../../../src/constraints/rules/rule.js'
import { type FitOptions, fitModel } from '../../../src/models/shell/fit.js'
import { parseModel, stringifyModel } from '../../../src/models/shell/model-file.js'
import type { FittedModel } from '../../../src/models/synthesizer.js'
import { sampleBlocks, sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { prepareSampler } from '../../../src/pipeline/jobs/sampler.js'
import { tableFromBytes, tableToBytes } from '../../../src/pipeline/tables/bytes.js'
import { createRng } from '../../../src/random/rng.js'
import { toRows } from '../../../src/table/rows.js'
import type { Schema } from '../../../src/table/schema.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import { concatTables, type Table } from '../../../src/table/table.js'
import { known } from '../../support/tables.js'

const day = (n: number): string => new Date(Date.UTC(2001, 0, 1 + n)).toISOString().slice(0, 10)
const cities = ['Rome', 'Bern', 'Oslo', 'Nice', 'Graz']

/** Visits: some in twenty rows break some rule. */
function visits(count: number) {
  const rng = createRng(3)
  return known(
    Array.from({ length: count }, (_, i) => {
      const [birth, length] = [rng.integer(5000), 400 + rng.integer(7000)]
      const [weight, height] = [50 + rng.integer(500) / 10, 1.5 + rng.integer(50) / 100]
      const city = cities[rng.integer(5)] as string
      const sex = rng.uniform() < 0.5 ? 'F' : 'M'
      const low = rng.integer(50)
      return {
        birth: day(birth),
        visit: i % 50 === 7 ? day(birth - 3) : day(birth + length),
        age: Math.floor(length / 365.25),
        weight,
        height,
        bmi: Math.round((10 * weight) / height ** 2) / 10,
        city,
        district: `${city.slice(0, 2)}-${rng.integer(4)}`,
        country: i % 40 === 3 ? 'Elsewhere' : `Land of ${city}`,
        sex,
        pregnant: sex === 'F' && rng.uniform() < 0.2 ? 'yes' : 'no',
        hours: rng.integer(60) / 4,
        low,
        high: rng.uniform() < 0.2 ? null : low + rng.integer(20),
      }
    }),
  )
}

const { table, schema } = visits(800)
// Read off the rows, these would be kept without a rule.
const bare = parseSchema({ ...schema, relations: undefined, dependencies: [] })
const rules = [
  'birth <= visit',
  'age == years(birth, visit)',
  'bmi == round(weight / height ^ 2, 1)',
  'determines(city, country)',
  'combinations(city, district)',
  'pregnant == "yes" implies sex == "F"',
  'multiple(hours, 0.25) and hours < 14',
  'low <= high',
  'days(birth, visit) < 7300',
]

const fitted = (model: string, options: FitOptions = {}): Promise<FittedModel> => fitModel(table, bare, { model, rules, ...options })
const brokenIn = (rows: Table, own: Schema = bare, texts = rules): number[] =>
  checkRules(rows, own, asLines(texts), table).map(({ broken }) => broken.length)

test('rows of the table break some of the rules', () => {
  expect(brokenIn(table).map((count) => count > 0)).toEqual([true, true, false, true, false, false, true, false, true])
})

test.each(['sequential-trees', 'bayesian-network', 'gaussian-copula', 'independent', 'bootstrap'])(
  'rows of %s break none, whatever they are written to and read back from',
  async (name) => {
    const ownRules = name === 'bootstrap' ? rules.filter((rule) => !rule.startsWith('age')) : rules
    const options = name === 'sequential-trees' ? { fidelity: 'fast' } : {}
    const model = parseModel(stringifyModel(await fitted(name, { rules: ownRules, options })))
    const rows = await sampleTable(model, 300, { where: 'sex == "F" or low > 10' })
    expect(brokenIn(rows, model.schema, ownRules)).toEqual(ownRules.map(() => 0))
    for (const format of ['csv', 'json', 'parquet'] as const) {
      const bytes = await tableToBytes(rows, model.schema, format)
      const read = await tableFromBytes(bytes, { format })
      expect([format, ...brokenIn(read.table, read.schema, ownRules)]).toEqual([format, ...ownRules.map(() => 0)])
    }
  },
)

test('a row is the same however a run is cut', async () => {
  const ruled = ['birth <= visit', 'determines(city, country)', 'combinations(city, district)', 'low > 20 implies high > 30']
  const model = await fitted('independent', { rules: ruled })
  const cut = async (...bounds: number[]): Promise<unknown> => {
    const parts: Table[] = []
    for (let i = 0; i + 1 < bounds.length; i++) {
      for await (const part of sampleBlocks(model, bounds[i] as number, bounds[i + 1] as number)) parts.push(part)
    }
    return toRows(concatTables(parts), model.schema)
  }
  expect(await cut(0, 5, 4090, 4100)).toEqual(await cut(0, 4100))
})

test('rules that rows break may be broken as often, and no other', async () => {
  const notes: string[] = []
  const kept = ['birth <= visit', 'low <= high', 'city != "Rome"']
  const model = await fitModel(table, bare, { model: 'independent', rules: kept, rulesKeepRate: true, note: (note) => notes.push(note) })
  expect(notes[0]).toMatch(/^birth <= visit is broken by 16 of 800 rows, and by as many synthetic ones: rows 8, 58, /)
  const rows = await sampleTable(model, 8000)
  const [late, order, rome] = brokenIn(rows, model.schema, kept)
  // Within five standard errors of a binomial.
  expect(Math.abs((late as number) - 160)).toBeLessThan(5 * Math.sqrt(160))
  expect(order).toBe(0)
  const expected = 10 * (brokenIn(table, bare, kept)[2] as number)
  expect(Math.abs((rome as number) - expected)).toBeLessThan(5 * Math.sqrt(expected))
})

test('what keeps too few rows is said with the rules that are to blame', async () => {
  const wrong = ['low + weight < 20', 'weight > 60', 'low >= 0']
  const model = await fitModel(table, bare, { model: 'independent', rules: wrong })
  await expect(sampleTable(model, 10)).rejects.toThrow(/fewer than one in 10,000 rows .* this rule .*\n {2}low \+ weight < 20$/)
  await expect(fitModel(table, bare, { rules: ['low > 9', 'low < 5', 'weight > 1'] })).rejects.toThrow(
    /no row satisfies all of these.*\n {2}low > 9\n {2}low < 5$/,
  )
  await expect(sampleTable(await fitted('independent', { rules: ['low < 9'] }), 3, { rules: ['low > 9'] })).rejects.toThrow(
    /no row satisfies all/,
  )
})

test('rules that rows can not be held to are refused before the fit', async () => {
  const fit = (rule: string, model = 'independent'): Promise<unknown> => fitModel(table, bare, { model, rules: [rule] })
  await expect(fit('unique(city, birth)')).rejects.toThrow(/nothing but a key can be unique/)
  await expect(fit('increasing(birth)')).rejects.toThrow(/fit markov-chain/)
  await expect(fit('lowe < 3')).rejects.toThrow(/rules\[0\]: there is no column lowe at character 1/)
  await expect(sampleTable(await fitted('independent', { rules: [] }), 3, { rules: ['combinations(city, sex)'] })).rejects.toThrow(
    /needs the table that the model has learned/,
  )
})

test('own code counts like any rule', async () => {
  const model = await fitted('independent', { rules: [] })
  const ownRules = [{ name: 'even', holds: (row: Readonly<Record<string, unknown>>) => (row.low as number) % 2 === 0 }]
  const rows = await sampleTable(model, 500, { ownRules })
  expect([...(rows.column('low').values as Float64Array)].filter((low) => low % 2 !== 0)).toEqual([])
  expect((await prepareSampler(model, { ownRules })).notes[0]).toMatch(/1 is met by drawing again/)
})
