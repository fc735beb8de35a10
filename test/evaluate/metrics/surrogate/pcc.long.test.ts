import { describe, expect, test } from 'vitest'
import { prepareMetric } from '../../../../src/evaluate/context.js'
import { evaluate } from '../../../../src/evaluate/engine/evaluate.js'
import type { MetricResult } from '../../../../src/evaluate/metric.js'
import { metrics } from '../../../../src/evaluate/metrics/index.js'
import type { Column } from '../../../../src/table/column.js'
import type { Schema } from '../../../../src/table/schema.js'
import { Table } from '../../../../src/table/table.js'
import { permuted, score, scorer } from '../../scored.js'
import { coinSchema, coins, patients, schema } from './tables.js'

const real = { training: patients(800, 1), holdout: patients(800, 2) }
const half = patients(800, 3)

/** The false-alarm rate of every statement about chance. */
const chance = 1e-6

function partOf({ parts = [] }: MetricResult, name: string): number {
  return parts.find((part) => part.name === name)?.value as number
}

type Name = 'plausibility' | 'likelihood' | 'conditionals' | 'information'

/** What these metrics say of a table. */
async function judged<const N extends Name>(synthetic: Table, names: readonly N[], tables = real, of: Schema = schema) {
  const scored = scorer({ ...tables, synthetic }, of)
  const results: [N, MetricResult][] = []
  for (const name of names) results.push([name, await scored(`pcc-${name}`)])
  return Object.fromEntries(results) as Record<N, MetricResult>
}

const all = ['plausibility', 'likelihood', 'conditionals', 'information'] as const
/** Standard deviation of the signed deviation of a pp-curve of two samples of one law (Mann and Whitney). */
const deviationError = (m: number, n: number) => 2 * Math.sqrt((m + n + 1) / (12 * m * n))

/** Rows of a table at the positions for which it holds. */
function where(table: Table, holds: (row: number) => boolean): Table {
  return table.take(Array.from({ length: table.rows }, (_, row) => row).filter(holds))
}

/** A man in the midst of men: of usual height, and of usual weight for it. */
function isOrdinary(table: Table, row: number): boolean {
  const [height, weight, sex] = ['height', 'weight', 'sex'].map((name) => table.column(name).values[row]) as [number, number, number]
  return sex === 1 && Math.abs(height - 178) < 2 && Math.abs(weight - (0.9 * (height - 165) + 68)) < 2
}

describe('judging by a surrogate', async () => {
  const other = await judged(half, all)
  const copied = await judged(real.training, ['plausibility', 'likelihood', 'conditionals'])
  const broken = await judged(permuted(half, schema), all)

  test('other real rows are as plausible as the holdout, and tell as much of it, to both judges', () => {
    expect(other.plausibility.p as number).toBeGreaterThan(chance)
    // Two laws of some 40 parameters, each learned from 800 rows, lose 40 / 1600 = .025 nats, and as much of one another either way; and the error of the mean.
    for (const part of ['difference', 'chow-liu-difference']) {
      expect(Math.abs(partOf(other.likelihood, part)), part).toBeLessThan(2 * 0.025 + 5 * partOf(other.likelihood, 'difference-error'))
    }
    expect(other.plausibility.notes).toEqual([])
  })

  test('permuted columns are implausible row by row, foresee less, and fit no column', () => {
    expect(broken.plausibility.p as number).toBeLessThan(chance)
    // By the density that `patients` draws from, the deviation of permuted rows is -0.58, and -0.66 where numbers are cut into five parts or more.
    const most = -0.58 + 5 * deviationError(800, 800)
    for (const part of ['deviation', 'chow-liu-deviation']) expect(partOf(broken.plausibility, part), part).toBeLessThan(most)
    // What columns tell of each other is 1.06 nats (entropies of the columns less that of the row), less what is lost by learning, as above.
    const { likelihood } = broken
    expect(partOf(likelihood, 'difference')).toBeGreaterThan(1.06 - 0.1 - 5 * partOf(likelihood, 'difference-error'))
    // The likelihood loses least of them, 1 - exp(-1.06 / 5) = .19.
    for (const metric of all) {
      expect((other[metric].value as number) - (broken[metric].value as number), metric).toBeGreaterThan(0.1)
    }
    for (const [i, { columns, value }] of (broken.conditionals.details ?? []).entries()) {
      expect(value as number, columns.join()).toBeLessThan(other.conditionals.details?.[i]?.value as number)
    }
  })

  test('copies of the rows that a surrogate was fitted to are too plausible, and otherwise as good as those', () => {
    expect(copied.plausibility.value).toBeCloseTo(partOf(copied.plausibility, 'own-score'), 12)
    // Four errors: other real rows are once in 30,000 times.
    expect(partOf(copied.plausibility, 'deviation')).toBeGreaterThan(4 * deviationError(800, 800))
    expect(copied.likelihood.value).toBe(1)
    expect(partOf(copied.conditionals, 'agreement')).toBe(1)
  })

  test('a table of few rows, each many times over, foresees nothing else', async () => {
    const near = where(half, (row) => isOrdinary(half, row))
    const collapsed = await judged(near.take(Array.from({ length: 800 }, (_, row) => row % 8)), ['likelihood', 'plausibility'])
    expect(collapsed.likelihood.value as number).toBeLessThan(broken.likelihood.value as number)
    expect(partOf(collapsed.likelihood, 'chow-liu-score')).toBeLessThan(partOf(broken.likelihood, 'chow-liu-score'))
    // Of all rows 4 % are in the midst of the men as these are, and 10 % lack a weight, which is likelier than any one weight: at most these
    // are more plausible, .14 of the holdout and five errors of .012.
    expect(partOf(collapsed.plausibility, 'deviation')).toBeGreaterThan(1 - 2 * (0.14 + 5 * 0.012))
  })

  test('a lost half of the population is missed by plausibility, and seen by what is foreseen', async () => {
    const many = patients(3000, 3)
    const women = await judged(
      where(many, (row) => many.column('sex').values[row] === 0),
      ['likelihood', 'plausibility'],
    )
    expect(women.likelihood.value as number).toBeLessThan(broken.likelihood.value as number)
    // By their own density women are less plausible than men, as some of them are expecting: a deviation of -.097.
    expect(women.plausibility.value as number).toBeGreaterThan(1 - 0.097 - 4 * deviationError(1500, 800))
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
    // Eight of 800 are planted, ten are told: of those planted more than half, as other rows are there by chance, at most one in eight.
    expect(found.length).toBeGreaterThanOrEqual(5)
    expect(found[0]).toMatchObject({ columns: expect.arrayContaining(['expecting', 'sex']), value: expect.any(Number) })
    expect(found[0]?.synthetic as number).toBeGreaterThan(found[0]?.real as number)
  })

  test('three columns of which only all three tell of each other', async () => {
    const tables = { training: coins(1000, 11), holdout: coins(1000, 12) }
    const tied = await judged(coins(1000, 13), ['plausibility'], tables, coinSchema)
    const untied = await judged(coins(1000, 14, false), ['plausibility', 'likelihood', 'conditionals'], tables, coinSchema)
    expect(tied.plausibility.p as number).toBeGreaterThan(chance)
    expect(untied.plausibility.p as number).toBeLessThan(chance)
    // Half of the rows never are: 0.5 of what is left of the score, and a whole bit that isn't foreseen.
    expect(untied.plausibility.value as number).toBeLessThan(0.6)
    expect(partOf(untied.likelihood, 'difference')).toBeCloseTo(Math.LN2, 1)
    // Each coin is certain to one judge and tossed to the other: half in common, and half of the rows impossible, with an error of .018 of 750 rows.
    expect(untied.conditionals.value as number).toBeLessThan(0.5 + 5 * 0.018)
    // A tree of pairs can't know, and so the judges disagree.
    expect(partOf(untied.likelihood, 'chow-liu-difference')).toBeCloseTo(0, 1)
  })
})

describe('what is said about the judges', () => {
  const { input, context } = prepareMetric({ ...real, synthetic: half }, { schema })
  const compute = (maker: string) =>
    metrics.find(({ name }) => name === 'pcc-plausibility')?.compute(input, { ...context, maker }) as MetricResult

  test('a judge of the family of the maker is no fair one, and the result says so', () => {
    expect(compute('mixture').notes?.[0]).toMatch(/same family/)
    expect(compute('bayesian-network').notes?.[0]).toMatch(/second judge.*same family/)
    expect(compute('gaussian-copula').notes).toEqual([])
  })

  test('curves hold the pp-curve, that of the second judge and the traces of the chains', () => {
    const { curves = [] } = compute('gaussian-copula')
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
