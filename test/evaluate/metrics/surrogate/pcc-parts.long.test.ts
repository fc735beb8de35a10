import { describe, expect, test } from 'vitest'
import type { MetricResult } from '../../../../src/evaluate/metric.js'
import { selectMetrics } from '../../../../src/evaluate/metrics/select.js'
import { completeness } from '../../../../src/evaluate/summary/completeness.js'
import { createRng } from '../../../../src/random/rng.js'
import type { Column } from '../../../../src/table/column.js'
import { Table } from '../../../../src/table/table.js'
import { detailOf, permuted, score } from '../../scored.js'
import { patients, schema } from './tables.js'

/** Patients whose weight is missing in three of ten rows: for women only, or for anybody. */
function gappy(rows: number, seed: number, reason: 'women' | 'anybody'): Table {
  const table = patients(rows, seed)
  const rng = createRng(seed, 1)
  const sex = table.column('sex').values
  const weight = table.column('weight').values.map((value, row) => {
    const gone = rng.uniform() < (reason === 'anybody' ? 0.3 : sex[row] === 0 ? 0.6 : 0)
    return gone ? Number.NaN : value
  }) as Float64Array
  return withColumn(table, 'weight', weight)
}

function withColumn(table: Table, name: string, values: Column['values']): Table {
  return new Table(table.columns.map((column) => (column.name === name ? ({ ...column, values } as Column) : column)))
}

function partOf({ parts = [] }: MetricResult, name: string): number {
  return parts.find((part) => part.name === name)?.value as number
}

const real = { training: gappy(800, 1, 'women'), holdout: gappy(800, 2, 'women') }
const half = gappy(800, 3, 'women')
const without = (rows: Table) =>
  withColumn(rows, 'weight', rows.column('weight').values.map((value) => (Number.isNaN(value) ? 70 : value)) as Float64Array)

describe('missing values by a surrogate', () => {
  const of = (synthetic: Table, tables = real) => score('pcc-missingness', { ...tables, synthetic }, schema)

  test('as many that are missing for no reason lose by the reason, not by the pattern', async () => {
    const [good, random] = [await of(half), await of(gappy(800, 4, 'anybody'))]
    // Of real rows a standard error of the pattern's nats is 0.01.
    expect(good.value as number).toBeGreaterThan(0.95)
    expect(Math.abs(partOf(good, 'difference'))).toBeLessThan(5 * partOf(good, 'difference-error') + 0.01)
    expect(partOf(random, 'pattern')).toBeGreaterThan(0.95)
    // Of a woman's weight, missing or not by 0.64 to 0.36, 0.37 instead of 0.64: KL is 0.15 nats; of a man's 0.1 and 0.37, 0.19.
    expect(partOf(random, 'reason')).toBeLessThan(partOf(good, 'reason') - 0.05)
    expect(detailOf(random, ['weight']).value).toBe(partOf(random, 'reason'))
  })

  test('none at all lose by both, though a row without gaps is the most usual one', async () => {
    const none = await of(without(half))
    // A gap that none of 800 rows has counts for half a row, .0006: .37 ln(.37 / .0006) + .63 ln .63 = 2.1 nats are lost, with an error of .12.
    expect(partOf(none, 'pattern')).toBeLessThan(Math.exp(-2.1 + 5 * 0.12))
    // Of women 4.1 nats and of men .4, with an error of .14.
    expect(partOf(none, 'reason')).toBeLessThan(Math.exp(-2.2 + 5 * 0.14))
    expect(none.value).toBe((partOf(none, 'pattern') + partOf(none, 'reason')) / 2)
    expect(detailOf(none, ['weight']).synthetic).toBe(0)
    expect(detailOf(none, ['weight']).real).toBe(real.training.column('weight').values.filter(Number.isNaN).length / 800)
  })

  test('where nothing is ever missing there is nothing to foresee, and the score says so', async () => {
    const tables = { training: without(real.training), holdout: without(real.holdout) }
    expect(await of(without(half), tables)).toMatchObject({ value: 1, reason: expect.stringMatching(/No value is missing/), details: [] })
  })

  test('rows are judged beside rows with the same gaps, so that more gaps alone do not tell', async () => {
    const plausibility = (synthetic: Table) => score('pcc-plausibility', { ...real, synthetic }, schema)
    const women = half.column('sex').values
    const shows = (row: number) => !Number.isNaN(half.column('weight').values[row])
    const rare = await plausibility(half.take(Array.from(women.keys()).filter((row) => !shows(row) || row % 5 === 0)))
    const tall = half.column('height').values.map((value, row) => (shows(row) ? value : value + 40)) as Float64Array
    const [good, wrong] = [await plausibility(half), await plausibility(withColumn(half, 'height', tall))]
    // Means of at least 150 rows a side: a standard error of 0.07 of the deviation.
    for (const result of [good, rare]) expect(Math.abs(partOf(result, 'given-pattern-deviation'))).toBeLessThan(0.3)
    expect(partOf(good, 'given-pattern-share')).toBe(1)
    // Gaps are three times as frequent, and a row with one has a value less to be judged by.
    expect(partOf(rare, 'given-pattern-score')).toBeGreaterThan((rare.value as number) + 0.1)
    expect(partOf(wrong, 'given-pattern-deviation')).toBeLessThan(-0.3)
    const whole = await score('pcc-plausibility', { training: without(patients(200, 1)), synthetic: without(patients(200, 2)) }, schema)
    expect(whole.parts?.map(({ name }) => name)).not.toContain('given-pattern-score')
  })
})

describe('margins by a surrogate', () => {
  const of = (synthetic: Table) => score('pcc-margins', { ...real, synthetic }, schema)

  test('a shifted column and one of another shape lose, the others keep what real rows have', async () => {
    const [good, mixed] = [await of(half), await of(permuted(half, schema))]
    const height = half.column('height').values
    const shifted = await of(withColumn(half, 'height', height.map((value) => Math.round((value + 10) * 10) / 10) as Float64Array))
    // What a margin of 50 parts, learned from 800 rows, foresees of 800 others varies by .015 nats, one of five levels by .004: five columns lose
    // .0035 on average, with a standard deviation of .0046.
    expect(good.value as number).toBeGreaterThan(1 - 0.0035 - 5 * 0.0046)
    // A margin has no other columns.
    expect(Math.abs((mixed.value as number) - (good.value as number))).toBeLessThan(0.02)
    // By the density of heights exp(-KL) is .546, with an error of .037 nats.
    expect(detailOf(shifted, ['height']).value as number).toBeLessThan(0.546 * Math.exp(5 * 0.037))
    for (const name of ['weight', 'sex', 'expecting', 'ward']) {
      expect(Math.abs((detailOf(shifted, [name]).value as number) - (detailOf(good, [name]).value as number)), name).toBeLessThan(0.03)
    }
  })

  test('too narrow and too wide lose alike', async () => {
    const scaled = async (by: number) => {
      const values = half.column('height').values.map((value) => Math.round((171 + by * (value - 171)) * 10) / 10) as Float64Array
      return detailOf(await of(withColumn(half, 'height', values)), ['height']).value as number
    }
    // By the density of heights twice the spread keeps .685, with an error of .019 nats; half of it keeps .31, more where tails are heavier.
    const most = 0.685 * Math.exp(5 * 0.019)
    expect(await scaled(0.5)).toBeLessThan(most)
    expect(await scaled(2)).toBeLessThan(most)
  })

  test('a level that is lost is not foreseen', async () => {
    const ward = half.column('ward').values.map((code) => (code === 3 ? 0 : code)) as Int32Array
    // The level is of .216 of the rows and counts for half a row of 800, its rows go to one of .352: .216 ln(.216 / .0006) + .352 ln(.352 / .568)
    // = 1.1 nats, with an error of .09.
    expect(detailOf(await of(withColumn(half, 'ward', ward)), ['ward']).value as number).toBeLessThan(Math.exp(-1.1 + 5 * 0.09))
  })
})

test('the usual set covers each level by a model-free metric, the full one by a model-based metric, too', () => {
  for (const { level, modelFree } of completeness(selectMetrics('standard')).levels) expect(modelFree.length, level).toBeGreaterThan(0)
  for (const { level, modelBased } of completeness(selectMetrics('full')).levels) expect(modelBased.length, level).toBeGreaterThan(0)
})
