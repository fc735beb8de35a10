import { describe, expect, it } from 'vitest'
import { summarizeColumn } from '../../../src/evaluate/summary/column-summary.js'
import { CommonScale } from '../../../src/evaluate/tables/common-scale.js'
import { createRng } from '../../../src/random/rng.js'
import type { Column } from '../../../src/table/column.js'
import type { ColumnSchema } from '../../../src/table/schema.js'
import { parseSchema } from '../../../src/table/shape/schema.js'
import { Table } from '../../../src/table/table.js'

function summarize(column: object, real: Column, synthetic: Column) {
  const schema = parseSchema({ columns: [{ name: 'x', ...column }] }).columns[0] as ColumnSchema
  const tables = [new Table([real]), new Table([synthetic])] as const
  return summarizeColumn(schema, tables[0], tables[1], new CommonScale(tables))
}

function numbers(values: Iterable<number>): Column {
  return { name: 'x', kind: 'numeric', values: Float64Array.from(values) }
}

describe('summarizeColumn', () => {
  it('pools levels of fewer than five real rows, and those beyond twelve, and never names them', () => {
    const levels = [...Array.from({ length: 14 }, (_, i) => `level ${i}`), 'secret', 'invented']
    const real = levels.flatMap((_, code) => Array<number>(code === 14 ? 4 : code === 15 ? 0 : 5 + code).fill(code))
    const column = (values: number[]): Column => ({ name: 'x', kind: 'categorical', values: Int32Array.from(values), levels })
    const summary = summarize({ kind: 'categorical', levels }, column(real), column([0, 15, 14, -1]))
    if (summary.chart?.type !== 'levels') throw new Error('levels expected')
    expect(summary.chart.levels.map(({ label }) => label)).toEqual(Array.from({ length: 12 }, (_, i) => `level ${13 - i}`))
    expect(JSON.stringify(summary)).not.toMatch(/secret|invented/)
    expect(summary.chart.other).toEqual({ count: 4, real: (5 + 6 + 4) / real.length, synthetic: 3 / 4 })
    expect(summary.missing).toEqual({ real: 0, synthetic: 1 / 4 })
  })

  it('pools a level of four real rows also where there is room for it', () => {
    const real: Column = { name: 'x', kind: 'categorical', values: Int32Array.from([0, 0, 0, 0, 0, 1, 1, 1, 1]), levels: ['five', 'four'] }
    const summary = summarize({ kind: 'categorical', levels: ['five', 'four'] }, real, real)
    expect(summary.chart).toMatchObject({ levels: [{ label: 'five' }], other: { count: 1 } })
  })

  it('bins hold no real rows or at least five, and all shares add up to one', () => {
    const rng = createRng(1)
    const draw = (n: number) =>
      Array.from({ length: n }, () => (rng.uniform() < 0.2 ? 0 : rng.uniform() < 0.1 ? Number.NaN : rng.normal() ** 3))
    const real = draw(2000)
    const summary = summarize({ kind: 'numeric' }, numbers(real), numbers(draw(1500)))
    if (summary.chart?.type !== 'histogram') throw new Error('histogram expected')
    const { bins, edges, atoms } = summary.chart
    expect(edges).toHaveLength(bins.length + 1)
    expect(atoms.map(({ value }) => value)).toEqual([0])
    for (const bin of bins) {
      const rows = Math.round(bin.real * 2000)
      expect(rows === 0 || rows >= 5).toBe(true)
    }
    for (const side of ['real', 'synthetic'] as const) {
      const total = bins.reduce((sum, bin) => sum + bin[side], 0) + (atoms[0]?.[side] ?? 0) + summary.missing[side]
      expect(total).toBeCloseTo(1, 12)
    }
    // Cubes of 1,440 normal numbers, but for half a percent on either side, lie within some ±17, in steps of 1. By their density the first five
    // steps on either side hold 18 rows or more, fewer than five once in 10,000 times, and 60 lie beyond each.
    expect(bins.length).toBeGreaterThanOrEqual(12)
  })

  it('gives no real value away but those that many rows share: edges are round, extremes are not shown', () => {
    const rng = createRng(2)
    const real = [...Array.from({ length: 500 }, () => rng.normal()), 123.456789]
    const text = JSON.stringify(summarize({ kind: 'numeric' }, numbers(real), numbers(real)))
    for (const value of real) expect(text).not.toContain(String(value))
    expect(text).not.toContain('123')
  })

  it('has edges half-way between whole numbers, also for huge ones', () => {
    for (const start of [0, 9e15]) {
      const values = Array.from({ length: 1000 }, (_, i) => start + (i % 100))
      const summary = summarize({ kind: 'integer' }, numbers(values), numbers(values))
      if (summary.chart?.type !== 'histogram') throw new Error('histogram expected')
      // 100 numbers in about 30 steps of 1, 2 or 5 times a power of ten: 20 of five each.
      expect(summary.chart.bins.length, String(start)).toBe(20)
      if (start === 0) for (const edge of summary.chart.edges) expect(Math.abs(edge % 1)).toBe(0.5)
    }
  })

  it('survives numbers up to the greatest there are', () => {
    const values = Array.from({ length: 100 }, (_, i) => (i / 50 - 1) * 1.7e308)
    const summary = summarize({ kind: 'numeric' }, numbers(values), numbers(values))
    if (summary.chart?.type !== 'histogram') throw new Error('histogram expected')
    // 34 steps of 1e307, which hold two or three of the hundred, and five or six in pairs.
    expect(summary.chart.bins.length).toBe(17)
    expect(summary.chart.edges.every(Number.isFinite)).toBe(true)
  })

  it('draws nothing where nothing is present or fewer than five rows are', () => {
    expect(summarize({ kind: 'numeric' }, numbers([Number.NaN]), numbers([1])).chart).toBeNull()
    const few = summarize({ kind: 'numeric' }, numbers([1.5, 2.5]), numbers([1]))
    expect(few.chart).toEqual({ type: 'levels', levels: [], other: { count: 3, real: 1, synthetic: 1 } })
  })
})
