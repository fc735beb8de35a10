import { describe, expect, test } from 'vitest'
import { prepareMetric } from '../../../../src/evaluate/context.js'
import type { Metric } from '../../../../src/evaluate/metric.js'
import { embed } from '../../../../src/evaluate/metrics/joint/embedding.js'
import { mmd } from '../../../../src/evaluate/metrics/joint/mmd.js'
import { prdc } from '../../../../src/evaluate/metrics/joint/prdc.js'
import {
  alphaPrecision,
  betaRecall,
  distancesFromMean,
  shellScore,
  shellsOf,
} from '../../../../src/evaluate/metrics/joint/precision-recall.js'
import { squaredDistance } from '../../../../src/learn/neighbours/balls.js'
import type { MixedRows } from '../../../../src/learn/neighbours/box-tree.js'
import type { Rng } from '../../../../src/random/rng.js'
import type { Table } from '../../../../src/table/table.js'
import { rangeOfNext, ten } from '../../null.js'
import { population, schema } from '../../tables.js'
import { fromUniform, fromUniformBound, made, partOf, permuted, resultOf, schemaOf, scoreOf } from '../score.js'

const rows = 1000
const [real, fresh] = [population(rows, 1), population(rows, 2)]
const floor = permuted(fresh)
/** Rows drawn again and again from a few. */
const collapsed = fresh.take(Int32Array.from({ length: rows }, (_, i) => i % 20))

describe.each([alphaPrecision, betaRecall, prdc, mmd])('$name', (metric) => {
  const of = (synthetic: Table) => scoreOf(metric, { training: real, synthetic }, schema)

  test('is 1 for a copy, and less for permuted columns than for other real rows', () => {
    expect(of(real)).toBe(1)
    expect(of(floor)).toBeLessThan(of(fresh) - 0.01)
  })

  test('compares with the holdout where there is one', () => {
    expect(scoreOf(metric, { training: real, holdout: fresh, synthetic: fresh }, schema)).toBe(1)
  })
})

describe('what each sees', () => {
  const tables = ten.map((seed) => population(rows, seed))
  const leastOf = (metric: Metric) => rangeOfNext(tables.map((synthetic) => scoreOf(metric, { training: real, synthetic }, schema))).least
  const results = tables.map((synthetic) => resultOf(prdc, { training: real, synthetic }, schema))
  const ofTen = (part: string) => results.map((result) => partOf(result, part))
  const mean = (part: string) => ofTen(part).reduce((sum, own) => sum + own, 0) / 10
  const usual = { precision: mean('precision'), recall: mean('recall') }

  test('real rows score near 1, but half of 1 on beta-recall', () => {
    for (const metric of [alphaPrecision, prdc])
      expect(scoreOf(metric, { training: real, synthetic: fresh }, schema)).toBeGreaterThan(leastOf(metric))
    // The nearest of n + n rows around one of them is as likely of either table, but the shells leave out the outermost: five deviations of a
    // share of 1,000, and the steps of the shells.
    expect(Math.abs(scoreOf(betaRecall, { training: real, synthetic: fresh }, schema) - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / rows))
  })

  test('mode collapse is seen by recall, coverage and beta-recall, not by precision', () => {
    const found = resultOf(prdc, { training: real, synthetic: collapsed }, schema)
    // Rows that other real rows have are as precise as those, within five deviations of the 20 that are there.
    const { precision } = usual
    expect(partOf(found, 'precision')).toBeGreaterThan(precision - 5 * Math.sqrt((precision * (1 - precision)) / 20))
    // Each has 49 copies, so that the ball up to its fifth neighbour has no width.
    expect(partOf(found, 'recall')).toBe(0)
    expect(found.value).toBeLessThan(leastOf(prdc))
    expect(scoreOf(betaRecall, { training: real, synthetic: collapsed }, schema)).toBeLessThan(leastOf(betaRecall))
  })

  test('rows in impossible places are seen by precision and density, not by recall', () => {
    const found = resultOf(prdc, { training: real, synthetic: floor }, schema)
    for (const part of ['precision', 'density']) expect(partOf(found, part), part).toBeLessThan(rangeOfNext(ofTen(part)).least)
    expect(usual.recall - partOf(found, 'recall')).toBeLessThan(usual.precision - partOf(found, 'precision'))
  })

  test('alpha-precision sees rows that are all typical', () => {
    const maker = (scale: number) => (rng: Rng) => ({ x: scale * rng.normal(), y: scale * rng.normal(), z: scale * rng.normal() })
    const [wide, narrow] = [made(rows, 3, maker(1)), made(rows, 4, maker(0.2))]
    // By ranks, real rows fill a cube of side 1, and the narrow ones have deviations of .2 φ(0) = .08: a ball of radius .3 holds all but three of a
    // thousand, and .113 of the cube. Shells of a greater share a are 1 - a off, which leaves 1 - (1 - .113)²; one in a hundred for the three.
    expect(scoreOf(alphaPrecision, { training: wide, synthetic: narrow }, schemaOf(wide))).toBeLessThan(1 - (1 - 0.113) ** 2 + 0.01)
  })
})

describe('mmd', () => {
  const maker = (rng: Rng) => ({ a: rng.integer(3), x: rng.normal() })

  test('has p-values that are uniform under the null', () => {
    const runs = 100
    const draw = (seed: number) => made(150, seed, maker, { a: 3 })
    const p = Array.from({ length: runs }, (_, run) =>
      resultOf(mmd, { training: draw(2 * run), synthetic: draw(2 * run + 1) }, schemaOf(draw(0)), run),
    )
    expect(fromUniform(p.map((result) => result.p as number))).toBeLessThan(fromUniformBound(runs))
  })

  test('is sure of permuted columns, and is the distance of means in the space of the kernel', () => {
    expect(resultOf(mmd, { training: real, synthetic: floor }, schema).p).toBe(0.001)
    // Two levels only: rows are 1 apart or 0, half of the pairs, and the kernel is exp(-d² / mean d²). MMD² = 2 (1 - k(1)) (p - q)².
    const levels = { a: 2 }
    const [few, many] = [0.2, 0.7].map((share) => made(4000, 5, (rng) => ({ a: rng.uniform() < share ? 1 : 0 }), levels)) as [Table, Table]
    const shareOf = (table: Table) => (table.column('a').values as Int32Array).reduce((sum, code) => sum + code, 0) / 4000
    const shares = [shareOf(few), shareOf(many)] as const
    const both = (shares[0] + shares[1]) / 2
    const wanted = Math.sqrt(2 * (1 - Math.exp(-1 / (2 * both * (1 - both))))) * Math.abs(shares[0] - shares[1])
    const found = Array.from({ length: 20 }, (_, seed) =>
      partOf(resultOf(mmd, { training: few, synthetic: many }, schemaOf(few), seed), 'mmd'),
    )
    // A mean of 256 squares has a relative standard deviation of about sqrt(2 / 256), its root of half of that: five of them, over 20 draws.
    expect(Math.abs(found.reduce((sum, own) => sum + own, 0) / 20 / wanted - 1)).toBeLessThan(0.05)
  })
})

describe('embed', () => {
  test('puts numbers by rank, levels and gaps one apart, and huge numbers nowhere special', () => {
    const values = [1, 2, 3, 1.7e308, Number.NaN]
    let row = 0
    const table = made(5, 1, () => ({ x: values[row % 5] as number, a: row++ % 2 }), { a: 2 })
    const { input, context } = prepareMetric({ training: table, synthetic: table }, { schema: schemaOf(table) })
    const [own] = embed(input.training, input.synthetic, context)
    const between = (i: number, j: number) => squaredDistance(own, i, own, j, Number.POSITIVE_INFINITY)
    expect(between(0, 2)).toBeCloseTo(6 / 4, 12)
    expect(between(2, 3)).toBeCloseTo(6 / 16 + 1, 12)
    // Missing: in the middle, and 1 for being missing.
    expect(between(0, 4)).toBeCloseTo(1 + 6 * (3 / 8) ** 2, 12)
  })
})

describe('shells', () => {
  const points: MixedRows = {
    rows: 4,
    numberColumns: 1,
    numbers: Float64Array.of(0, 1, 2, 5),
    codeColumns: 1,
    codes: Int32Array.of(0, 0, 1, 1),
  }

  test('distances are from the mean, levels being corners one apart', () => {
    // Mean 2 and halfway between the corners, which is 1/4 away in the square.
    expect([...distancesFromMean(points, points)]).toEqual([4.25, 1.25, 0.25, 9.25])
  })

  test('hold equal shares of their own, and the score is what they hold of others', () => {
    const same = Float64Array.of(1, 2, 3, 4)
    expect(shellScore(shellsOf(same, same))).toBe(1)
    expect(shellScore(shellsOf(same, Float64Array.of(9, 9, 9)))).toBe(0)
    const inside = shellsOf(same, Float64Array.of(0))
    expect(inside.own[0]).toBe(0.25)
    expect(inside.own.at(-1)).toBe(1)
    expect(inside.other.every((share) => share === 1)).toBe(true)
    expect(shellsOf(same, Float64Array.of(0), 4).other.every((share) => share === 0.25)).toBe(true)
  })
})
