import { beforeAll, describe, expect, test } from 'vitest'
import { fit, score } from '../../../src/index.js'
import type { FittedModel } from '../../../src/models/synthesizer.js'
import { sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { labelProbabilities } from '../../../src/pipeline/steering/fair/label-probabilities.js'
import { createRng } from '../../../src/random/rng.js'
import type { CodeColumn } from '../../../src/table/column.js'
import { toRows } from '../../../src/table/rows.js'
import { type Person, people } from '../../support/tables.js'

let model: FittedModel
beforeAll(async () => {
  const { table, schema } = people(400)
  model = await fit(table, { schema, model: 'gaussian-copula', seed: 3 })
})

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
const draw = async (count: number, options: Parameters<typeof sampleTable>[2]): Promise<Person[]> =>
  toRows(await sampleTable(model, count, options), model.schema) as unknown as Person[]

describe('targets', () => {
  test('on means, shares, spreads and correlations are met together with exact shares', async () => {
    const notes: string[] = []
    const rows = await draw(4000, {
      targets: ['mean(age) == 50', 'sd(age) == 15', 'correlation(age, gains) == 0.2', 'share(member == true where job == "cook") == 0.5'],
      share: { size: { small: 0.6 } },
      note: (sentence) => notes.push(sentence),
    })
    const ages = rows.map(({ age }) => age)
    const sd = Math.sqrt(mean(ages.map((age) => (age - mean(ages)) ** 2)))
    const cooks = rows.filter(({ job }) => job === 'cook')
    // Balanced draws stay within one standard error of draws by chance; weights that miss the target don't.
    expect(Math.abs(mean(ages) - 50)).toBeLessThan(15 / Math.sqrt(4000))
    expect(Math.abs(sd - 15)).toBeLessThan(15 / Math.sqrt(4000))
    expect(Math.abs(mean(cooks.map(({ member }) => (member ? 1 : 0))) - 0.5)).toBeLessThan(1 / Math.sqrt(cooks.length))
    expect(rows.filter(({ size }) => size === 'small').length).toBe(2400)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(4000)
    expect(notes.join('\n')).toMatch(/mean\(age\) == 50: \d.* 95 % interval/)
    expect(notes.join('\n')).toMatch(/worth [\d,]+ independent ones; the largest weight/)
    expect(notes.join('\n')).toMatch(/moved most: age/)
  })
})

describe('rare rows and variety', () => {
  test('surprising rows are of the share that the model gives the least density', async () => {
    const { table, schema } = people(300)
    const own = await fit(table, { schema, model: 'independent' })
    const [plain, rare] = [await sampleTable(own, 4000), await sampleTable(own, 200, { surprising: 0.05 })]
    const logs = (await score(own, plain)).slice().sort()
    const rareLogs = await score(own, rare)
    // The 5 % quantile of 4,000 lies between their 100th and 320th least with certainty (nine deviations).
    expect(rareLogs.every((log) => log <= (logs[320] as number) && log > Number.NEGATIVE_INFINITY)).toBe(true)
    expect(rareLogs.some((log) => log > (logs[100] as number))).toBe(true)
  })

  test('a covering table shows every pair of levels, gaps, zeros and ends', async () => {
    const rows = toRows(await sampleTable(model, 0, { cover: 'pairs', coverColumns: ['job', 'size', 'income', 'gains'] }), model.schema)
    for (const job of ['cook', 'clerk', 'driver', 'nurse', 'retired'])
      for (const size of ['small', 'medium', 'large']) expect(rows.some((row) => row.job === job && row.size === size)).toBe(true)
    expect(rows.some(({ income }) => income === null)).toBe(true)
    expect(rows.some(({ gains }) => gains === 0)).toBe(true)
    expect(rows.length).toBeLessThan(40)
  })
})

describe('fairness', () => {
  const rates = (rows: readonly Person[], size: string): number =>
    mean(rows.filter((row) => row.size === size).map(({ member }) => (member ? 1 : 0)))
  let biased: FittedModel
  beforeAll(async () => {
    const rng = createRng(1)
    const rows = Array.from({ length: 1200 }, () => {
      const size = rng.integer(2) ? 'small' : 'large'
      const skill = rng.integer(100)
      return { size, skill, member: skill + 20 * rng.normal() + (size === 'large' ? 25 : -25) > 50 }
    })
    biased = await fit(rows, { model: 'gaussian-copula' })
  })

  test.each(['labels', 'weights'] as const)('by %s gives groups one rate of the label', async (fairBy) => {
    const notes: string[] = []
    const drawn = async (options: object): Promise<Person[]> =>
      toRows(await sampleTable(biased, 2000, options), biased.schema) as unknown as Person[]
    const rows = await drawn({ fair: 'member~size', fairBy, note: (sentence: string) => notes.push(sentence) })
    const before = await drawn({})
    expect(Math.abs(rates(before, 'small') - rates(before, 'large'))).toBeGreaterThan(0.3)
    // Systematic draws along the four cells.
    expect(Math.abs(rates(rows, 'small') - rates(rows, 'large'))).toBeLessThan(0.02)
    expect(notes.join('\n')).toMatch(/parity gap of member~size: 0\.\d+ as the model has it, 0\.0/)
    if (fairBy === 'labels') expect(notes.join('\n')).toMatch(/nobody observed.*small from false to true/)
  })

  test('by labels, what is learned from the rows is as fair as they are', async () => {
    const table = await sampleTable(biased, 8000, { fair: 'member~size' })
    const { of: chances } = labelProbabilities(table, 'member', 1)
    const { values: sizes } = table.column('size') as CodeColumn
    const predicted = [0, 1].map((size) =>
      mean(Array.from(sizes.keys()).flatMap((row) => (sizes[row] === size ? [chances[2 * row + 1] > 0.5 ? 1 : 0] : []))),
    )
    // Two points are allowed, and shares of 4,000 rows are known to .8 of a point each: three errors of their difference.
    expect(Math.abs(predicted[0] - predicted[1])).toBeLessThan(0.02 + 3 * Math.sqrt((2 * 0.25) / 4000))
  })
})
