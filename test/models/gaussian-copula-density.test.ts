import { determinant, inverse, Matrix } from 'ml-matrix'
import { describe, expect, test } from 'vitest'
import { cellBounds } from '../../src/models/gaussian-copula/draw/cells.js'
import { correlationMatrix, latentLayout } from '../../src/models/gaussian-copula/state.js'
import { independent } from '../../src/models/independent.js'
import { tableSource } from '../../src/models/shell/fit.js'
import { createRng } from '../../src/random/rng.js'
import type { Column } from '../../src/table/column.js'
import type { Schema } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { Table } from '../../src/table/table.js'
import { columnFrom, cut, fitCopulaTo, latentTable, logDensities, type Maker, rowsOf, triangle } from './copula-support.js'

type Cell = number | string | null

/** A table of every combination of these cells. */
function combinations(schema: Schema, cells: readonly (readonly Cell[])[]): Table {
  let rows: Cell[][] = [[]]
  for (const options of cells) rows = rows.flatMap((row) => options.map((cell) => [...row, cell]))
  return new Table(
    schema.columns.map(
      (column, i): Column =>
        columnFrom(
          column,
          rows.map((row) => row[i] as Cell),
        ),
    ),
  )
}

const total = (logs: Float64Array): number => logs.reduce((sum, value) => sum + Math.exp(value), 0)

const lower = triangle([
  [1, 0.7, -0.5, 0.4],
  [0.7, 1, -0.3, 0.6],
  [-0.5, -0.3, 1, 0.2],
  [0.4, 0.6, 0.2, 1],
])
const discrete: Maker[] = [
  { schema: { name: 'a', kind: 'ordinal', levels: ['1', '2', '3'] }, make: (z) => String(1 + cut(z, [0.3, 0.6])) },
  { schema: { name: 'b', kind: 'boolean', levels: ['f', 't'] }, make: (z) => (z > 1.5 ? null : z < 0 ? 'f' : 't') },
  { schema: { name: 'c', kind: 'categorical', levels: ['x', 'y', 'z'] }, make: (z) => 'xyz'[cut(z, [0.2, 0.7])] as string },
  { schema: { name: 'd', kind: 'integer' }, make: (z) => (z > 1 ? null : Math.round(3 + z)) },
]

describe('logDensity of the copula', () => {
  test('the probabilities of all rows of a discrete table add up to 1, and are those of its rows', async () => {
    const { table, schema } = latentTable(discrete, lower, 4000, createRng(2))
    const state = await fitCopulaTo(table, schema)
    const all = combinations(schema, [
      ['1', '2', '3'],
      ['f', 't', null],
      ['x', 'y', 'z'],
      [-1, 0, 1, 2, 3, 4, 5, null],
    ])
    const logs = logDensities(state, schema, all)
    // Lattices of two sizes are in use, each with its own error.
    expect(total(logs)).toBeCloseTo(1, 2)
    // Frequencies of 300,000 rows of the model.
    const made = rowsOf(state, schema, 300_000, 5)
    const key = (table: Table, row: number): string => table.columns.map(({ values }) => values[row]).join()
    const counts = new Map<string, number>()
    for (let row = 0; row < made.rows; row++) counts.set(key(made, row), (counts.get(key(made, row)) ?? 0) + 1)
    let distance = 0
    let noise = 0
    for (let row = 0; row < all.rows; row++) {
      const wanted = Math.exp(logs[row] as number)
      distance += Math.abs((counts.get(key(all, row)) ?? 0) / made.rows - wanted) / 2
      noise += Math.sqrt((2 / Math.PI) * (wanted / made.rows)) / 2
    }
    // McDiarmid's bound on how far the distance exceeds its mean, at a false-alarm rate of 1e-6, and 0.005 for the lattice.
    expect(distance).toBeLessThan(noise + Math.sqrt(Math.log(1e6) / 2 / made.rows) + 0.005)
  })

  test('with one discrete column beside numbers it is exact: it integrates to 1', async () => {
    const makers: Maker[] = [
      { schema: { name: 'u', kind: 'numeric' }, make: (z) => Math.min(1.8, z) },
      { schema: { name: 'v', kind: 'boolean', levels: ['f', 't'] }, make: (z) => (z < 0.3 ? 'f' : 't') },
    ]
    const { table, schema } = latentTable(
      makers,
      triangle([
        [1, 0.8],
        [0.8, 1],
      ]),
      800,
      createRng(4),
    )
    const state = await fitCopulaTo(table, schema)
    const u = table.column('u').values
    const [least, greatest] = [Math.min(...u), Math.max(...u.filter((value) => value < 1.8))]
    const steps = 20_000
    const width = (greatest - least) / steps
    const grid = Array.from({ length: steps }, (_, i) => least + (i + 0.5) * width)
    const inner = combinations(schema, [grid, ['f', 't']])
    const atoms = combinations(schema, [[1.8], ['f', 't']])
    expect(total(logDensities(state, schema, inner)) * width + total(logDensities(state, schema, atoms))).toBeCloseTo(1, 2)
  })

  test('of numbers alone it is that of independent columns times the density of the copula: |R|^-1/2 exp(-zᵀ(R⁻¹ - I)z / 2)', async () => {
    const makers = ['u', 'v', 'w'].map((name): Maker => ({ schema: { name, kind: 'numeric' }, make: (z) => z }))
    const correlated = triangle([
      [1, 0.8, -0.4],
      [0.8, 1, -0.1],
      [-0.4, -0.1, 1],
    ])
    const { table, schema } = latentTable(makers, correlated, 300, createRng(21))
    const state = await fitCopulaTo(table, schema)
    const logs = logDensities(state, schema, table)
    // The same margins, and nothing between them.
    const apart = logDensities({ ...state, correlations: new Float64Array(3) }, schema, table)
    const layout = latentLayout(state.margins, state.gaps)
    const { bounds } = cellBounds(state, schema, table, layout)
    const R = Matrix.from1DArray(3, 3, correlationMatrix(state, 3))
    const excess = Matrix.sub(inverse(R), Matrix.eye(3))
    for (let row = 0; row < table.rows; row++) {
      const z = Matrix.columnVector(layout.ofColumn.map((variable) => bounds[variable]?.low[row] as number))
      const copula = -0.5 * Math.log(determinant(R)) - 0.5 * z.transpose().mmul(excess).mmul(z).get(0, 0)
      expect((logs[row] as number) - (apart[row] as number)).toBeCloseTo(copula, 10)
    }
  })

  test('gaps that entail each other leave out the rows that break the rule, and the rest still adds up to 1', async () => {
    const levels = ['f', 't']
    const schema = parseSchema({ columns: ['a', 'b'].map((name) => ({ name, kind: 'boolean', levels })) })
    const rng = createRng(13)
    const codes = Array.from({ length: 2000 }, () => rng.integer(4))
    const column = (name: string, of: (code: number) => number): Column => ({
      name,
      kind: 'boolean',
      levels,
      values: Int32Array.from(codes, of),
    })
    // a is missing for 0, b for 0 and 1.
    const table = new Table([
      column('a', (code) => (code === 0 ? -1 : rng.integer(2))),
      column('b', (code) => (code < 2 ? -1 : rng.integer(2))),
    ])
    const state = await fitCopulaTo(table, schema)
    const all = combinations(schema, [
      ['f', 't', null],
      ['f', 't', null],
    ])
    const logs = logDensities(state, schema, all)
    expect(total(logs)).toBeCloseTo(1, 3)
    // a missing, b not.
    expect([logs[6], logs[7]]).toEqual([Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY])
    expect(Math.exp(logs[8] as number)).toBeCloseTo(codes.filter((code) => code === 0).length / 2000, 10)
  })

  test('what the model never makes has density 0', async () => {
    const { table, schema } = latentTable(discrete, lower, 500, createRng(2))
    const state = await fitCopulaTo(table, schema)
    const odd = combinations(schema, [[null, '1'], ['f'], ['x'], [3, 99]])
    const [noGap, noGapBeyond, possible, beyond] = logDensities(state, schema, odd)
    expect([noGap, noGapBeyond, beyond]).toEqual(new Array(3).fill(Number.NEGATIVE_INFINITY))
    expect(Number.isFinite(possible)).toBe(true)
  })

  test('rows of the table are likelier under the copula than under independent columns', async () => {
    const { table, schema } = latentTable(discrete, lower, 500, createRng(6))
    const joint = logDensities(await fitCopulaTo(table, schema), schema, table)
    const state = await independent.fit(tableSource(table, schema), schema, { knots: 1000 }, { rng: createRng(1) })
    const apart = independent.logDensity?.(state, schema, table) as Float64Array
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
    // The mutual information of these columns is about 0.4 nats; chance fits give about 30 parameters / 2 / 500.
    expect(mean(joint) - mean(apart)).toBeGreaterThan(0.2)
  })
})

describe('logDensity of independent columns', () => {
  test('the probabilities of all rows add up to 1, and each is the product of its columns’ shares', async () => {
    const { table, schema } = latentTable(discrete, lower, 500, createRng(2))
    const state = await independent.fit(tableSource(table, schema), schema, { knots: 1000 }, { rng: createRng(1) })
    const all = combinations(schema, [
      ['1', '2', '3'],
      ['f', 't', null],
      ['x', 'y', 'z'],
      [-1, 0, 1, 2, 3, 4, 5, null],
    ])
    const logs = independent.logDensity?.(state, schema, all) as Float64Array
    expect(total(logs)).toBeCloseTo(1, 12)
    const share = (name: string, value: number) => table.column(name).values.filter((cell: number) => Object.is(cell, value)).length / 500
    expect(Math.exp(logs[0] as number)).toBeCloseTo(share('a', 0) * share('b', 0) * share('c', 0) * share('d', -1), 12)
  })

  test('a number without fixed decimals has a density, an atom a probability, a value out of range neither', async () => {
    const schema = parseSchema({ columns: [{ name: 'u', kind: 'numeric' }] })
    const column = (values: number[]) => new Table([{ name: 'u', kind: 'numeric', values: Float64Array.from(values) }])
    const state = await independent.fit(
      tableSource(column([0, 2, 4, 8, 7, 7, 7, 7]), schema),
      schema,
      { knots: 1000 },
      { rng: createRng(1) },
    )
    const logs = independent.logDensity?.(state, schema, column([7, 1.5, 9])) as Float64Array
    // Between 1 and 3 lies the half-gap surrounding of 2, with 1 of 8 rows.
    expect([...logs].map(Math.exp)).toEqual([expect.closeTo(0.5, 12), expect.closeTo(1 / 16, 12), 0])
  })
})
