import { describe, expect, test } from 'vitest'
import { fitLevelMargin } from '../../src/encode/level-margin.js'
import { atOnce } from '../../src/learn/turn.js'
import { freeDraw } from '../../src/models/gaussian-copula/draw/draw.js'
import { findMissingness } from '../../src/models/gaussian-copula/draw/gaps.js'
import { latentCorrelations, type Observed, scoreProducts } from '../../src/models/gaussian-copula/fit/correlation.js'
import { NominalColumn } from '../../src/models/gaussian-copula/fit/nominal-column.js'
import { reliabilitiesOf } from '../../src/models/gaussian-copula/fit/reliability.js'
import { scoreSteps } from '../../src/models/gaussian-copula/fit/scores.js'
import { gaussianCopula } from '../../src/models/gaussian-copula/index.js'
import { correlationMatrix, latentLayout } from '../../src/models/gaussian-copula/state.js'
import { createRng } from '../../src/random/rng.js'
import { pearson } from '../../src/stats/association/pearson.js'
import { hermiteCoefficients } from '../../src/stats/normal/hermite.js'
import { type CodeColumn, type Column, isMissing } from '../../src/table/column.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'
import { cut, fitCopulaTo, latentTable, type Maker, rowsOf, triangle } from './copula-support.js'

const truth = [
  [1, 0.7, -0.4, 0.5, 0.6],
  [0.7, 1, -0.2, 0.3, 0.4],
  [-0.4, -0.2, 1, -0.3, -0.5],
  [0.5, 0.3, -0.3, 1, 0.45],
  [0.6, 0.4, -0.5, 0.45, 1],
]
const nominalLevels = ['d', 'a', 'e', 'c', 'b']
const makers: Maker[] = [
  { schema: { name: 'income', kind: 'numeric' }, make: (z) => Math.exp(2 * z) },
  { schema: { name: 'gains', kind: 'integer' }, make: (z) => (z < 0.8 ? 0 : Math.round(1000 * z)) },
  { schema: { name: 'size', kind: 'ordinal', levels: ['s', 'm', 'l'] }, make: (z) => ['s', 'm', 'l'][cut(z, [0.3, 0.8])] as string },
  { schema: { name: 'member', kind: 'boolean', levels: ['no', 'yes'] }, make: (z) => (z < 1 ? 'no' : 'yes') },
  // In the order of the latent variable the levels are a, b, c, d, e.
  { schema: { name: 'job', kind: 'categorical', levels: nominalLevels }, make: (z) => 'abcde'[cut(z, [0.1, 0.4, 0.5, 0.85])] as string },
]
const rows = 20_000
const { table, schema } = latentTable(makers, triangle(truth), rows, createRng(21))
const state = await fitCopulaTo(table, schema)

describe('gaussian-copula', () => {
  test('recovers the correlations behind mixed margins', () => {
    const size = latentLayout(state.margins, state.gaps).size
    const found = correlationMatrix(state, size)
    const slopes = state.margins.map((margin) => hermiteCoefficients(scoreSteps(margin))[0] as number)
    // The order of nominal levels is known up to its direction.
    const sign = (i: number) => (i === 4 ? Math.sign(found[4 * size] as number) : 1)
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < i; j++) {
        const rho = truth[i]?.[j] as number
        // 4.9 standard errors of a mean product of scores, over the slope at which it rises with the correlation.
        const bound = (4.9 * Math.sqrt(1 + 2 * rho * rho)) / Math.sqrt(rows) / (slopes[i] as number) / (slopes[j] as number)
        expect(Math.abs((found[i * size + j] as number) * sign(i) * sign(j) - rho)).toBeLessThan(bound)
      }
    }
  })

  test('puts nominal levels in the order of what is behind them, in one direction or the other', () => {
    const margin = state.margins[4]
    const order = [...((margin?.kind === 'level' && margin.order) || [])].map((level) => nominalLevels[level]).join('')
    expect(['abcde', 'edcba']).toContain(order)
  })

  test('rows have the margins and correlations of the table', () => {
    const made = rowsOf(state, schema, rows, 5)
    for (const name of ['size', 'member', 'job']) {
      const [real, synthetic] = [table, made].map((side) => shares(side.column(name) as CodeColumn))
      real?.forEach((share, level) => {
        expect(Math.abs(share - (synthetic?.[level] as number))).toBeLessThan(4.9 * Math.sqrt((2 * share * (1 - share)) / rows))
      })
    }
    const correlation = (side: typeof table) =>
      pearson((side.column('income').values as Float64Array).map(Math.log), side.column('gains').values as Float64Array)
    expect(Math.abs(correlation(made) - correlation(table))).toBeLessThan(4.9 * Math.sqrt(2 / rows))
  })

  test('a correlation of chance between a column of many levels and the others is not taken for one', async () => {
    const rng = createRng(8)
    const levels = Array.from({ length: 300 }, (_, i) => `L${i}`)
    const chance = latentTable(
      [
        { schema: { name: 'x', kind: 'numeric' }, make: (z) => z },
        { schema: { name: 'y', kind: 'numeric' }, make: (z) => z },
        { schema: { name: 'code', kind: 'categorical', levels }, make: () => levels[rng.integer(300)] as string },
      ],
      triangle([
        [1, 0.5, 0],
        [0.5, 1, 0],
        [0, 0, 1],
      ]),
      3000,
      rng,
    )
    const [xy, xCode, yCode] = (await fitCopulaTo(chance.table, chance.schema)).correlations as unknown as [number, number, number]
    // A correlation of .5 is known to (1 - .25) / sqrt(3000); five of these.
    expect(Math.abs(xy - 0.5)).toBeLessThan((5 * 0.75) / Math.sqrt(3000))
    // In sample, 300 ordered levels of 10 rows correlate with x at about √(300 / 3000) = 0.3.
    expect(Math.abs(xCode)).toBeLessThan(0.1)
    expect(Math.abs(yCode)).toBeLessThan(0.1)
  })

  test('levels of a few rows stand together, in the order of the schema', () => {
    const codes = Int32Array.from({ length: 103 }, (_, i) => (i < 50 ? 4 : i < 100 ? 0 : 1 + (i % 3)))
    const scores = Float64Array.from(codes, (code) => (code === 4 ? -1 : code === 0 ? 1 : 0))
    const { order } = new NominalColumn(codes, Uint32Array.of(50, 1, 1, 1, 50), 100).order(
      [{ codes: codes.map((_, i) => i), scoreOf: scores, scores }],
      Float64Array.of(1),
    )
    expect([...order]).toEqual([4, 1, 2, 3, 0])
  })

  test('levels of other columns count the same whether their meetings are kept or every row is looked at again', () => {
    const rng = createRng(6)
    const codes = Int32Array.from({ length: 3000 }, () => rng.integer(5) - 1)
    const others = Int32Array.from(codes, (code) => (rng.uniform() < 0.5 ? code : rng.integer(7) - 1))
    const scoreOf = Float64Array.from({ length: 6 }, () => rng.normal())
    const scores = Float64Array.from(codes, () => rng.normal())
    const fixed = [1, 2, 3].map((k) => ({ codes, scoreOf, scores: scores.map((score, i) => score * k + (codes[i] as number)) }))
    const found = [0, 1000].map((room) => {
      const column = new NominalColumn(codes, fitLevelMargin(codes, 4).counts, room)
      column.order([...fixed, { codes: others, scoreOf, scores: null }], Float64Array.of(1, 1, 1, 1))
      return column.order(
        [...fixed, { codes: others, scoreOf: scoreOf.map((score) => -score * score), scores: null }],
        Float64Array.of(1, 1, 1, 1),
      )
    }) as [ReturnType<NominalColumn['order']>, ReturnType<NominalColumn['order']>]
    expect(found[0].order).toEqual(found[1].order)
    found[0].loadings.forEach((loading, j) => {
      expect(loading).toBeCloseTo(found[1].loadings[j] as number, 10)
    })
  })

  test('reliability is the share of a sum of scores that the levels still explain of other rows', () => {
    const rng = createRng(9)
    const n = 2100
    const codes = Int32Array.from({ length: n }, () => rng.integer(4) - 1)
    const scores = [1, 2, 3, 4, 5].map((k) => Float64Array.from(codes, (code) => (code - 1) / k + rng.normal()))
    const loadings = Float64Array.of(1, -0.5, 0, 2, 0.25)
    const [found] = reliabilitiesOf([new NominalColumn(codes, fitLevelMargin(codes, 3).counts, 0)], [loadings], scores) as [number]
    const sums = Array.from(codes, (_, i) => scores.reduce((sum, own, j) => sum + (own[i] as number) * (loadings[j] as number), 0))
    let fitted = 0
    let left = 0
    for (let level = 0; level < 3; level++) {
      const own = sums.filter((_, i) => codes[i] === level)
      const total = own.reduce((sum, value) => sum + value, 0)
      fitted += total ** 2 / own.length
      // What the mean of the other rows explains of each row.
      left += own.reduce((sum, value) => sum + (value * (total - value)) / (own.length - 1), 0)
    }
    // Sums are whole numbers of 1/16,384: n of them are off by no more than n halves, sums of squares in proportion.
    expect(Math.abs(found - left / fitted)).toBeLessThan(4 / (1 << 14))
  })

  test('the target decides the order of levels if it weighs enough', async () => {
    const rng = createRng(4)
    const levels = ['p', 'q', 'r', 's']
    const cells = Array.from({ length: 2000 }, () => rng.integer(4))
    const columns = [
      { name: 'job', kind: 'categorical' as const, levels, values: Int32Array.from(cells) },
      // One column of p < q < r < s, and a target of p, r < q, s.
      { name: 'x', kind: 'numeric' as const, values: Float64Array.from(cells, (code) => code + rng.normal() * 0.5) },
      { name: 'y', kind: 'numeric' as const, values: Float64Array.from(cells, (code) => 2 * (code % 2) + rng.normal()) },
    ]
    const described = parseSchema({
      columns: [
        { name: 'job', kind: 'categorical', levels },
        { name: 'x', kind: 'numeric' },
        { name: 'y', kind: 'numeric', role: 'target' },
      ],
    })
    const orderWith = async (targetWeight: number) => {
      const margin = (await fitCopulaTo(new Table(columns), described, { targetWeight })).margins[0]
      return [...((margin?.kind === 'level' && margin.order) || [])].map((level) => levels[level]).join('')
    }
    expect(['pqrs', 'srqp']).toContain(await orderWith(0))
    const byTarget = await orderWith(50)
    expect(['pr', 'rp', 'qs', 'sq']).toContain(byTarget.slice(0, 2))
  })

  test('the first rows are the same however many are drawn', () => {
    const size = truth.length
    const drawn = [1, 63, 200].map((count) => {
      const places = new Float64Array(size * count)
      freeDraw(Float64Array.from(truth.flat()), size)(places, count, createRng(5))
      return (rows: number) => truth.map((_, j) => [...places.subarray(j * count, j * count + rows)])
    })
    expect(drawn[0]?.(1)).toEqual(drawn[2]?.(1))
    // Enough of them that some of their numbers need more than one draw.
    expect(drawn[1]?.(63)).toEqual(drawn[2]?.(63))
  })

  test('sums of products are those of any two columns, exact whatever their order, rounded once', () => {
    const rng = createRng(2)
    // Large scores of one sign: 110,000 of their products are more than a double can add up one after the other.
    const wholes = Array.from({ length: 6 }, () => Int32Array.from({ length: 110_000 }, () => 500_000 + rng.integer(20_000)))
    const sums = atOnce(scoreProducts(wholes.map((own) => Float64Array.from(own, (whole) => whole / 65_536))))
    for (const [i, a] of wholes.entries()) {
      for (const [j, b] of wholes.slice(0, i).entries()) {
        const expected = a.reduce((sum, whole, row) => sum + BigInt(whole) * BigInt(b[row] as number), 0n)
        expect(sums[i * wholes.length + j]).toBe(Number(expected) / 2 ** 32)
      }
    }
  })

  test('shrinkage draws correlations towards 0', async () => {
    const full = await fitCopulaTo(table, schema, { shrinkage: 0 })
    const half = await fitCopulaTo(table, schema, { shrinkage: 0.5 })
    half.correlations.forEach((value, i) => {
      expect(value).toBeCloseTo((full.correlations[i] as number) / 2, 12)
    })
    const few = await fitCopulaTo(table.slice(0, 12), schema)
    expect(Math.max(...few.correlations.map(Math.abs))).toBeLessThan(0.95)
  })

  test('knots bounds the points of a margin', async () => {
    const coarse = await fitCopulaTo(table, schema, { knots: 10 })
    const margin = coarse.margins[0]
    expect(margin?.kind === 'number' && margin.values.length).toBeLessThanOrEqual(12)
  })

  test('it describes the strongest dependences first and says what it reveals', () => {
    const description = gaussianCopula.describe?.(state, schema)
    expect(description?.dependences?.[0]).toMatchObject({ a: 'income', b: 'gains' })
    expect(description?.parameters.find(([name]) => name === 'job')?.[1]).toBe('5 levels')
    expect(description?.reveals).toContain('holds no row')
  })
})

describe('missing values', () => {
  const gappy: Maker[] = [
    { schema: { name: 'x', kind: 'numeric' }, make: (z) => z },
    { schema: { name: 'y', kind: 'categorical', levels: ['u', 'v', 'w'] }, make: (z) => 'uvw'[cut(z, [0.3, 0.6])] as string },
    { schema: { name: 'a', kind: 'integer' }, make: (z) => Math.round(50 + 10 * z) },
    { schema: { name: 'b', kind: 'numeric', decimals: 1 }, make: (z) => Math.round(10 * z) / 10 },
    { schema: { name: 'c', kind: 'boolean', levels: ['f', 't'] }, make: (z) => (z < 0 ? 'f' : 't') },
  ]
  const related = truth.map((row, i) => row.map((value, j) => (i === j ? 1 : value)))
  const whole = latentTable(gappy, triangle(related), rows, createRng(31))
  // a and b are missing together, more often where x is large; c is missing wherever they are, and by chance.
  const rng = createRng(32)
  const x = whole.table.column('x').values
  const absent = Uint8Array.from(x, (value) => (value + rng.normal() > 1.2 ? 1 : 0))
  const also = absent.map((cell) => (cell || rng.uniform() < 0.1 ? 1 : 0))
  const holed = whole.table.columns.map((column): Column => {
    if (column.name === 'c') return { ...column, values: column.values.map((code, i) => (also[i] ? -1 : code)) } as Column
    if (column.name !== 'a' && column.name !== 'b') return column
    return { ...column, values: column.values.map((value, i) => (absent[i] ? Number.NaN : value)) } as Column
  })

  test('gaps that go together are one, and what one entails it entails in every row', async () => {
    const holes = new Table(holed)
    const { gaps } = findMissingness(holes.columns.map(codesOf))
    expect(gaps.map(({ columns, entailedBy }) => [columns, entailedBy])).toEqual([
      [[2, 3], []],
      [[4], [0]],
    ])
    const fitted = await fitCopulaTo(holes, whole.schema)
    const made = rowsOf(fitted, whole.schema, rows, 2)
    const missing = ['a', 'b', 'c'].map((name) => Uint8Array.from(x, (_, row) => (isMissing(made.column(name), row) ? 1 : 0)))
    const [a, b, c] = missing as [Uint8Array, Uint8Array, Uint8Array]
    expect(b).toEqual(a)
    a.forEach((cell, row) => {
      if (cell) expect(c[row]).toBe(1)
    })
    for (const [cells, real] of [
      [a, absent],
      [c, also],
    ] as const) {
      const share = mean(real)
      expect(Math.abs(mean(cells) - share)).toBeLessThan(4.9 * Math.sqrt((2 * share * (1 - share)) / rows))
    }
    // x is larger where a is missing, by as much as in the table.
    const contrast = (values: ArrayLike<number>, cells: Uint8Array) => pearson(Float64Array.from(values), Float64Array.from(cells))
    expect(Math.abs(contrast(made.column('x').values, a) - contrast(x, absent))).toBeLessThan(4.9 * Math.sqrt(2 / rows))
  })

  test('where values are present, their correlations are those of the table, whatever decides where that is', async () => {
    const holes = new Table(holed)
    const made = rowsOf(await fitCopulaTo(holes, whole.schema), whole.schema, rows, 3)
    const correlation = (side: Table) => pearson(side.column('x').values as Float64Array, side.column('a').values as Float64Array)
    expect(Math.abs(correlation(made) - correlation(holes))).toBeLessThan(4.9 * Math.sqrt(2 / (0.8 * rows)))
  })

  test('only what varies together where both are present counts', () => {
    const chance = createRng(41)
    const n = 20_000
    const both = Float64Array.from({ length: n }, (_, i) => i % 2)
    // Both are larger, on average, where both are present, and unrelated there.
    const column = (): Observed => ({
      scores: Float64Array.from(both, (cell) => (cell ? 1 + chance.normal() : 0)),
      mask: both,
      steps: [],
      reliability: 1,
    })
    const { matrix, rows: overlap } = atOnce(latentCorrelations([column(), column()]))
    expect(overlap[2]).toBe(n / 2)
    expect(Math.abs(matrix[2] as number)).toBeLessThan(4.9 / Math.sqrt(n / 2))
  })

  test('a handful of gaps within a large one is no rule', () => {
    const column = (missing: (row: number) => boolean) => Int32Array.from({ length: 100 }, (_, row) => (missing(row) ? -1 : row))
    const few = findMissingness([column((row) => row < 60), column((row) => row < 3)]).gaps
    expect(few.map(({ entailedBy }) => entailedBy)).toEqual([[], []])
    const many = findMissingness([column((row) => row < 60), column((row) => row < 30)]).gaps
    expect(many.map(({ entailedBy }) => entailedBy)).toEqual([[], [0]])
  })
})

function shares({ values, levels }: CodeColumn): number[] {
  return levels.map((_, level) => values.filter((code) => code === level).length / values.length)
}

/** A code for every cell, -1 where it is missing. */
function codesOf(column: Column): Int32Array {
  return Int32Array.from(column.values, (_, row) => (isMissing(column, row) ? -1 : row))
}

function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length
}
