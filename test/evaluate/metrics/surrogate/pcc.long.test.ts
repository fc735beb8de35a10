import { describe, expect, test } from 'vitest'
import { prepareMetric } from '../../../../src/evaluate/context.js'
import { evaluate } from '../../../../src/evaluate/engine/evaluate.js'
import type { MetricResult } from '../../../../src/evaluate/metric.js'
import { metrics } from '../../../../src/evaluate/metrics/index.js'
import type { Column } from '../../../../src/table/column.js'
import type { Schema } from '../../../../src/table/schema.js'
import { Table } from '../../../../src/table/table.js'
import { permuted, score } from '../../scored.js'
import { coinSchema, coins, patients, schema } from './tables.js'

const real = { training: patients(800, 1), holdout: patients(800, 2) }
const half = patients(800, 3)

/** The false-alarm rate of every statement about chance. */
const chance = 1e-6

function partOf({ parts = [] }: MetricResult, name: string): number {
  return parts.find((part) => part.name === name)?.value as number
}

async function all(synthetic: Table, tables = real, of: Schema = schema) {
  const scored = (name: string) => score(name, { ...tables, synthetic }, of)
  return {
    plausibility: await scored('pcc-plausibility'),
    likelihood: await scored('pcc-likelihood'),
    conditionals: await scored('pcc-conditionals'),
    information: await scored('pcc-information'),
  }
}

/** Rows of a table at the positions for which it holds. */
function where(table: Table, holds: (row: number) => boolean): Table {
  return table.take(Array.from({ length: table.rows }, (_, row) => row).filter(holds))
}

describe('judging by a surrogate', async () => {
  const other = await all(half)
  const copied = await all(real.training)
  const broken = await all(permuted(half, schema))

  test('other real rows are as plausible as the holdout, and tell as much of it, to both judges', () => {
    expect(other.plausibility.p as number).toBeGreaterThan(chance)
    // A few dozen parameters learned from 800 rows: a few hundredths of a nat each way.
    expect(Math.abs(partOf(other.likelihood, 'difference'))).toBeLessThan(0.1)
    expect(Math.abs(partOf(other.likelihood, 'chow-liu-difference'))).toBeLessThan(0.1)
    expect(other.plausibility.notes).toEqual([])
  })

  test('permuted columns are implausible row by row, foresee less, and fit no column', () => {
    expect(broken.plausibility.p as number).toBeLessThan(chance)
    expect(partOf(broken.plausibility, 'deviation')).toBeLessThan(-0.3)
    expect(partOf(broken.plausibility, 'chow-liu-deviation')).toBeLessThan(-0.3)
    // Height tells of weight and sex, and sex of expecting: more than half a nat together.
    expect(partOf(broken.likelihood, 'difference')).toBeGreaterThan(0.5)
    for (const metric of ['plausibility', 'likelihood', 'conditionals', 'information'] as const) {
      expect((other[metric].value as number) - (broken[metric].value as number), metric).toBeGreaterThan(0.1)
    }
    for (const [i, { columns, value }] of (broken.conditionals.details ?? []).entries()) {
      expect(value as number, columns.join()).toBeLessThan(other.conditionals.details?.[i]?.value as number)
    }
  })

  test('copies of the rows that a surrogate was fitted to are too plausible, and otherwise as good as those', () => {
    expect(copied.plausibility.value).toBeCloseTo(partOf(copied.plausibility, 'own-score'), 12)
    expect(partOf(copied.plausibility, 'deviation')).toBeGreaterThan(0.05)
    expect(copied.likelihood.value).toBe(1)
    expect(partOf(copied.conditionals, 'agreement')).toBe(1)
  })

  test('a table of few rows, each many times over, foresees nothing else', async () => {
    const collapsed = await all(half.take(Array.from({ length: 800 }, (_, row) => row % 8)))
    expect(collapsed.likelihood.value as number).toBeLessThan(broken.likelihood.value as number)
    expect(partOf(collapsed.likelihood, 'chow-liu-score')).toBeLessThan(partOf(broken.likelihood, 'chow-liu-score'))
    expect(partOf(collapsed.plausibility, 'deviation')).toBeGreaterThan(0.1)
  })

  test('a lost half of the population is missed by plausibility, and seen by what is foreseen', async () => {
    const women = await all(where(half, (row) => half.column('sex').values[row] === 0))
    expect(women.likelihood.value as number).toBeLessThan(broken.likelihood.value as number)
    expect(women.plausibility.value as number).toBeGreaterThan(0.8)
  })

  test('a combination that never is, in one row of a hundred, is among the least plausible rows', async () => {
    const change = (name: string, code: number): Column => {
      const column = half.column(name)
      return { ...column, values: (column.values as Int32Array).map((own, row) => (row % 100 === 5 ? code : own)) } as Column
    }
    const planted = [change('sex', 1), change('expecting', 1)]
    const table = new Table(half.columns.map((column) => planted.find(({ name }) => name === column.name) ?? column))
    const { details = [] } = await score('pcc-plausibility', { ...real, synthetic: table }, schema)
    const found = details.filter(({ part }) => part?.includes('expecting yes') && part.includes('sex m'))
    // Eight of 800 are planted, and ten are told.
    expect(found.length).toBeGreaterThanOrEqual(5)
    expect(found[0]).toMatchObject({ columns: expect.arrayContaining(['expecting', 'sex']), value: expect.any(Number) })
    expect(found[0]?.synthetic as number).toBeGreaterThan(found[0]?.real as number)
  })

  test('three columns of which only all three tell of each other', async () => {
    const tables = { training: coins(1000, 11), holdout: coins(1000, 12) }
    const [tied, untied] = [await all(coins(1000, 13), tables, coinSchema), await all(coins(1000, 14, false), tables, coinSchema)]
    expect(tied.plausibility.p as number).toBeGreaterThan(chance)
    expect(untied.plausibility.p as number).toBeLessThan(chance)
    // Half of the rows never are: 0.5 of what is left of the score, and a whole bit that isn't foreseen.
    expect(untied.plausibility.value as number).toBeLessThan(0.6)
    expect(partOf(untied.likelihood, 'difference')).toBeCloseTo(Math.LN2, 1)
    expect(untied.conditionals.value as number).toBeLessThan(0.7)
    // A tree of pairs can't know, and so the judges disagree.
    expect(partOf(untied.likelihood, 'chow-liu-difference')).toBeCloseTo(0, 1)
  })
})

describe('what is said about the judges', () => {
  const compute = (maker: string) => {
    const { input, context } = prepareMetric({ ...real, synthetic: half }, { schema })
    return metrics.find(({ name }) => name === 'pcc-plausibility')?.compute(input, { ...context, maker }) as MetricResult
  }

  test('a judge of the family of the maker is no fair one, and the result says so', () => {
    expect(compute('mixture').notes?.[0]).toMatch(/same family/)
    expect(compute('bayesian-network').notes?.[0]).toMatch(/second judge.*same family/)
    expect(compute('gaussian-copula').notes).toEqual([])
  })

  test('curves hold the pp-curve, that of the second judge and the traces of the chains', async () => {
    const { curves = [] } = await score('pcc-plausibility', { ...real, synthetic: half }, schema)
    expect(curves.map(({ name }) => name)).toEqual(['pp', 'pp-chow-liu', 'trace-1', 'trace-2'])
    for (const { x, y } of curves) expect(x.length).toBe(y.length)
  })

  test('without a holdout plausibility is judged by halves of the training rows, and what needs one says so', async () => {
    const { scores } = await evaluate(
      { training: real.training, synthetic: half },
      { schema, metrics: 'pcc-plausibility,pcc-likelihood,pcc-conditionals' },
    )
    const [conditionals, plausibility, likelihood] = scores
    expect(plausibility).toMatchObject({ metric: 'pcc-plausibility', value: expect.any(Number) })
    expect(plausibility?.p as number).toBeGreaterThan(chance)
    for (const score of [conditionals, likelihood]) expect(score).toMatchObject({ value: null, reason: expect.stringMatching(/holdout/) })
  })

  test('too few rows are refused with a reason', async () => {
    const few = { training: patients(5, 1), holdout: patients(5, 2), synthetic: patients(5, 3) }
    expect(await score('pcc-plausibility', few, schema)).toMatchObject({ value: null, reason: expect.stringMatching(/too few real rows/) })
  })
})
