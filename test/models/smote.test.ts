import { describe, expect, test } from 'vitest'
import type { MixedRows } from '../../src/learn/neighbours/box-tree.js'
import { atOnce } from '../../src/learn/turn.js'
import { fitModel, tableSource } from '../../src/models/shell/fit.js'
import { smote } from '../../src/models/smote/index.js'
import { blend, blendedColumn } from '../../src/models/smote/interpolate.js'
import { nearRows } from '../../src/models/smote/near-rows.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { createRng, type Rng } from '../../src/random/rng.js'
import { toRows } from '../../src/table/rows.js'
import type { ColumnSchema } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'
import { type Known, known } from '../support/tables.js'

type Row = Record<string, unknown>
const table = (rows: number, make: (rng: Rng, row: number) => object): Known => {
  const rng = createRng(1)
  return known(Array.from({ length: rows }, (_, row) => make(rng, row)))
}
const synthesize = async ({ table, schema }: Known, rows: number, options: Row = {}): Promise<Row[]> =>
  toRows(await sampleTable(await fitModel(table, schema, { model: 'smote', options }), rows), schema)

describe('nearRows', () => {
  const made = (rows: number): MixedRows => {
    const rng = createRng(1)
    const numbers = Float64Array.from({ length: rows * 3 }, () => (rng.uniform() < 0.05 ? Number.NaN : rng.uniform()))
    return { rows, numberColumns: 3, numbers, codeColumns: 1, codes: Int32Array.from({ length: rows }, () => rng.integer(3) - 1) }
  }
  const distance = ({ numbers, codes }: MixedRows, i: number, j: number): number => {
    let sum = Number(codes[i] !== codes[j])
    for (let c = 0; c < 3; c++) {
      const [x, y] = [numbers[i * 3 + c] as number, numbers[j * 3 + c] as number]
      sum += Number.isNaN(x) || Number.isNaN(y) ? Number(Number.isNaN(x) !== Number.isNaN(y)) : Math.abs(x - y)
    }
    return sum
  }
  /** Distances to the nearest others, ascending, of a search that looks at every pair. */
  const nearest = (rows: MixedRows, i: number, k: number): number[] =>
    Array.from({ length: rows.rows }, (_, j) => (j === i ? Number.POSITIVE_INFINITY : distance(rows, i, j)))
      .sort((a, b) => a - b)
      .slice(0, k)
  const all = (rows: number): Int32Array => Int32Array.from({ length: rows }, (_, row) => row)

  test('finds the nearest rows of a small table, nearest first', () => {
    const rows = made(100)
    const found = atOnce(nearRows(rows, [all(100)], 4, createRng(2)))
    for (let i = 0; i < 100; i++) {
      const own = [...found.subarray(4 * i, 4 * i + 4)]
      expect(new Set(own).size).toBe(4)
      expect(own).not.toContain(i)
      const distances = own.map((j) => distance(rows, i, j))
      nearest(rows, i, 4).forEach((least, at) => {
        expect(distances[at]).toBeCloseTo(least, 12)
      })
    }
  })

  test('finds nine in ten of the nearest rows of a larger one, and the same ones again', () => {
    const rows = made(3000)
    const found = atOnce(nearRows(rows, [all(3000)], 5, createRng(2)))
    let hits = 0
    for (let i = 0; i < 300; i++) {
      const farthest = (nearest(rows, i, 5)[4] as number) + 1e-12
      hits += [...found.subarray(5 * i, 5 * i + 5)].filter((j) => distance(rows, i, j) <= farthest).length
    }
    // What the search promises.
    expect(hits / 1500).toBeGreaterThan(0.9)
    expect(atOnce(nearRows(rows, [all(3000)], 5, createRng(2)))).toEqual(found)
  })

  test('a class of too few rows repeats them, a single row is its own neighbour', () => {
    const found = atOnce(nearRows(made(4), [Int32Array.of(0, 2, 3), Int32Array.of(1)], 3, createRng(1)))
    expect(new Set(found.subarray(0, 3))).toEqual(new Set([2, 3]))
    expect([...found.subarray(3, 6)]).toEqual([1, 1, 1])
  })
})

describe('smote', () => {
  test('blends of two rows lie evenly between them, and have a level of each as often as they are near it', async () => {
    const schema = parseSchema({
      columns: [
        { name: 'x', kind: 'numeric' },
        { name: 'y', kind: 'numeric' },
        { name: 'side', kind: 'categorical', levels: ['left', 'right'] },
      ],
    })
    const two = new Table([
      { name: 'x', kind: 'numeric', values: Float64Array.of(0, 1) },
      { name: 'y', kind: 'numeric', values: Float64Array.of(-1e308, 1e308) },
      { name: 'side', kind: 'categorical', levels: ['left', 'right'], values: Int32Array.of(0, 1) },
    ])
    const state = await smote.fit(tableSource(two, schema), schema, { neighbours: 2 }, { rng: createRng(1) })
    const n = 20_000
    const made = smote.sampleBlock(state, schema, n, createRng(2))
    const [x, y, side] = made.columns.map(({ values }) => values) as [Float64Array, Float64Array, Int32Array]
    const ascending = x.slice().sort()
    const distance = ascending.reduce((most, value, i) => Math.max(most, Math.abs(value - (i + 0.5) / n)), 0)
    // The Kolmogorov-Smirnov bound at 1e-6.
    expect(distance).toBeLessThan(Math.sqrt(Math.log(2e6) / 2 / n) + 1 / n)
    // Each row is on the right with probability x: deviations add up to a sum of variance Σ x (1 - x) = n / 6, for both halves.
    for (const inHalf of [(value: number) => value < 0.5, (value: number) => value >= 0.5]) {
      const sum = x.reduce((sum, value, row) => sum + (inHalf(value) ? (side[row] as number) - value : 0), 0)
      expect(Math.abs(sum)).toBeLessThan(5 * Math.sqrt(n / 12))
    }
    for (let row = 0; row < n; row++) expect((y[row] as number) / 1e308).toBeCloseTo(2 * (x[row] as number) - 1, 9)
  })

  test('what lies on a line stays on it', async () => {
    const rows = await synthesize(
      table(500, (rng) => {
        const x = rng.normal()
        return { x, y: 3 - 2 * x }
      }),
      1000,
    )
    for (const { x, y } of rows) expect(y).toBeCloseTo(3 - 2 * (x as number), 9)
    expect(new Set(rows.map(({ x }) => x)).size).toBeGreaterThan(950)
  })

  test('only rows with the same target level are blended', async () => {
    const data = table(300, (rng, row) => {
      const kind = row === 0 ? 'single' : ['low', 'high'][row % 2]
      return { kind, x: (kind === 'high' ? 100 : kind === 'single' ? 50.5 : 0) + Math.round(10 * rng.normal()) / 10, z: rng.integer(1000) }
    })
    const columns = data.schema.columns.map((column) => (column.name === 'kind' ? { ...column, role: 'target' as const } : column))
    const real = toRows(data.table, data.schema)
    for (const { kind, x, z } of await synthesize({ ...data, schema: { ...data.schema, columns } }, 3000)) {
      if (kind === 'single') expect({ kind, x, z }).toEqual(real[0])
      else expect(Math.abs((x as number) - (kind === 'high' ? 100 : 0))).toBeLessThan(6)
    }
  })

  test('nothing is made between a frequent number and another', () => {
    const [schema] = parseSchema({ columns: [{ name: 'gain', kind: 'integer' }] }).columns as [ColumnSchema]
    const values = Float64Array.of(0, 0, 0, 0, 0, 0, 0, 1000, 2000, 3000)
    const column = blendedColumn({ name: 'gain', kind: 'integer', values }, schema)
    expect([...column.apart]).toEqual([0])
    const n = 1000
    const between = (a: number, b: number): number[] => {
      const [from, to] = [new Int32Array(n).fill(a), new Int32Array(n).fill(b)]
      const shares = Float64Array.from(from, (_, i) => i / n)
      return [...new Set(blend(column, schema, from, to, shares, createRng(1)).values)]
    }
    expect(between(0, 8).sort()).toEqual([0, 2000])
    expect(between(9, 0).sort()).toEqual([0, 3000])
    expect(between(7, 9).length).toBeGreaterThan(500)
  })

  test('frequent numbers stay apart, gaps stay gaps, decimals stay as fine as they were', async () => {
    const data = table(1500, (rng) => ({
      gain: rng.uniform() < 0.7 ? 0 : 5e5 + rng.integer(1e6),
      price: rng.uniform() < 0.3 ? null : Math.round(rng.uniform() * 1e5) / 100,
      age: 20 + rng.integer(40),
    }))
    const rows = await synthesize(data, 3000)
    for (const { gain, price, age } of rows) {
      expect(gain === 0 || (gain as number) >= 5e5).toBe(true)
      expect(Number.isInteger(gain) && Number.isInteger(age)).toBe(true)
      if (price !== null) expect(Math.round((price as number) * 100)).toBeCloseTo((price as number) * 100, 6)
    }
    const missing = rows.filter(({ price }) => price === null).length / 3000
    // Five standard deviations of the difference of two shares.
    expect(Math.abs(missing - 0.3)).toBeLessThan(5 * Math.sqrt(0.21 * (1 / 1500 + 1 / 3000)))
  })

  test('its file says that it is the training table, and holds no more memory than that', async () => {
    const { table, schema } = known(Array.from({ length: 50 }, (_, i) => ({ x: (i * 7) % 20, b: i % 2 === 0 })))
    const state = await smote.fit(tableSource(table.slice(1, 11), schema), schema, { neighbours: 5 }, { rng: createRng(1) })
    expect(state.columns[0]?.values.buffer.byteLength).toBe(80)
    expect(smote.describe?.(state, schema).reveals).toMatch(/training table/)
  })
})
