import { beforeAll, describe, expect, test } from 'vitest'
import { fitModel } from '../../src/models/shell/fit.js'
import type { FittedModel } from '../../src/models/synthesizer.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { createRng } from '../../src/random/rng.js'
import { toRows } from '../../src/table/rows.js'
import { type Known, known } from '../support/tables.js'

type Row = Record<string, string | number | null>

const size = 20_000
const jobs = ['cook', 'nurse', 'smith'] as const
/** P(smoker | job), and the mean of pay given job; pay is missing together with its bonus, never for a smith. */
const smokers = { cook: 0.5, nurse: 0.1, smith: 0.3 } as const
const pay = { cook: 30, nurse: 50, smith: 70 } as const
const gaps = { cook: 0.3, nurse: 0.1, smith: 0 } as const

function stated(rows: number): Known {
  const rng = createRng(11)
  return known(
    Array.from({ length: rows }, () => {
      const job = jobs[rng.integer(3)] as (typeof jobs)[number]
      const gone = rng.uniform() < gaps[job]
      const earned = Math.round(10 * (pay[job] + 5 * rng.normal())) / 10
      return {
        job,
        smoker: rng.uniform() < smokers[job] ? 'yes' : 'no',
        pay: gone ? null : earned,
        bonus: gone ? null : Math.round(earned / 2 + rng.normal()),
      }
    }),
  )
}

async function made(model: FittedModel): Promise<Row[]> {
  return toRows(await sampleTable(model, size, { seed: 2 }), model.schema) as Row[]
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

describe.each(['high', 'balanced', 'private', 'fast'])('rows of trees, fidelity %s, follow the law of the data', (fidelity) => {
  let rows: Row[] = []
  beforeAll(async () => {
    const { table, schema } = stated(size)
    rows = await made(await fitModel(table, schema, { model: 'sequential-trees', options: { fidelity } }))
  })
  const ofJob = (job: string): Row[] => rows.filter((row) => row.job === job)

  test.each(jobs)('levels given levels: smokers among the %s', (job) => {
    const of = ofJob(job)
    const share = of.filter(({ smoker }) => smoker === 'yes').length / of.length
    // Two samples of a third of the rows: 5 standard deviations of the difference of two shares.
    expect(Math.abs(share - smokers[job])).toBeLessThan(5 * Math.sqrt((2 * 0.25) / (size / 3)))
  })

  test.each(jobs)('numbers given levels: pay of the %s', (job) => {
    const known = ofJob(job).flatMap(({ pay }) => (typeof pay === 'number' ? [pay] : []))
    expect(Math.abs(mean(known) - pay[job])).toBeLessThan(5 * 5 * Math.sqrt(2 / (0.7 * (size / 3))))
  })

  test.each(jobs)('gaps given levels: pay of the %s that is missing', (job) => {
    const of = ofJob(job)
    const share = of.filter(({ pay }) => pay === null).length / of.length
    expect(Math.abs(share - gaps[job])).toBeLessThan(5 * Math.sqrt((2 * 0.25) / (size / 3)))
  })

  test('what is missing together in the data is missing together in every row', () => {
    expect(rows.filter(({ pay, bonus }) => (pay === null) !== (bonus === null))).toEqual([])
    expect(rows.some(({ pay }) => pay === null)).toBe(true)
  })

  test('numbers given numbers: the bonus is half the pay, give or take', () => {
    const off = rows.flatMap(({ pay, bonus }) => (typeof pay === 'number' && typeof bonus === 'number' ? [bonus - pay / 2] : []))
    // Five standard deviations of the difference of two means; the law has one of about 1.
    expect(Math.abs(mean(off))).toBeLessThan(5 * Math.sqrt(2 / off.length))
    // The law has a standard deviation of about 1; independent columns would have 8.
    expect(Math.sqrt(mean(off.map((value) => value * value)))).toBeLessThan(1.6)
  })
})

test('no number that only one row holds is written again as it is, but for chance', async () => {
  const rng = createRng(5)
  const secrets = Array.from({ length: 2000 }, () => Math.round(1e9 * rng.uniform()) / 1000)
  const { table, schema } = known(secrets.map((secret, i) => ({ secret, group: i % 5 })))
  const rows = await made(await fitModel(table, schema, { model: 'sequential-trees' }))
  const real = new Set(secrets)
  expect(rows.filter(({ secret }) => real.has(secret as number)).length).toBeLessThan(20)
})
