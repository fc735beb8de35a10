import { describe, expect, test } from 'vitest'
import { impute } from '../../../src/index.js'
import { models } from '../../../src/models/index.js'
import { fitModel } from '../../../src/models/shell/fit.js'
import { parseModel, stringifyModel } from '../../../src/models/shell/model-file.js'
import { imputeTable } from '../../../src/pipeline/jobs/impute.js'
import { createRng } from '../../../src/random/rng.js'
import { type Column, countMissing, isMissing } from '../../../src/table/column.js'
import { toRows } from '../../../src/table/rows.js'
import { Table } from '../../../src/table/table.js'
import { type Known, known, people } from '../../support/tables.js'

const able = models.filter(({ impute }) => impute).map(({ name }) => name)
const repeat = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))

/** The table with this share of the cells of some columns taken out. */
function withHoles(table: Table, columns: readonly string[], share: number): Table {
  const rng = createRng(11)
  return new Table(
    table.columns.map((column): Column => {
      if (!columns.includes(column.name)) return column
      const gap = column.values instanceof Float64Array ? Number.NaN : -1
      return { ...column, values: column.values.map((value) => (rng.uniform() < share ? gap : value)) } as Column
    }),
    table.rows,
  )
}

describe.each(able)('%s', (name) => {
  const options = name === 'mixture' ? { chains: 2, sweeps: 10 } : {}

  test('fills every gap that it knows values for, leaves all else as it is, and does the same again for the same seed and draw', async () => {
    const { table, schema } = people(100)
    const holes = withHoles(table, ['age', 'job', 'income', 'since', 'size', 'member'], 0.2)
    const model = await fitModel(holes, schema, { model: name, options })
    const filled = await imputeTable(parseModel(stringifyModel(model)), holes, { seed: 3 })
    expect(filled.names).toEqual(table.names)
    for (const column of holes.columns) {
      const own = filled.column(column.name)
      const fillable = column.kind !== 'id' && column.kind !== 'text'
      expect(countMissing(own)).toBe(fillable ? 0 : countMissing(column))
      for (let row = 0; row < table.rows; row++) if (!isMissing(column, row)) expect(own.values[row]).toBe(column.values[row])
    }
    const rows = JSON.stringify(toRows(filled, schema))
    expect(JSON.stringify(toRows(await imputeTable(model, holes, { seed: 3 }), schema))).toBe(rows)
    expect(JSON.stringify(toRows(await imputeTable(model, holes, { seed: 3, draw: 2 }), schema))).not.toBe(rows)
    expect(JSON.stringify(toRows(await imputeTable(model, holes, { seed: 4 }), schema))).not.toBe(rows)
  })

  test('fills only the columns that are asked for', async () => {
    const { table, schema } = people(120)
    const holes = withHoles(table, ['age', 'job'], 0.3)
    const model = await fitModel(holes, schema, { model: name, options })
    const filled = await imputeTable(model, holes, { columns: ['job'] })
    expect(countMissing(filled.column('job'))).toBe(0)
    expect(filled.column('age')).toEqual(holes.column('age'))
    await expect(imputeTable(model, holes, { columns: ['id'] })).rejects.toThrow(/id is a key or a text that is made anew/)
    await expect(imputeTable(model, holes, { columns: ['agee'] })).rejects.toThrow(/agee is no column of the model; choose from age/)
  })

  test('levels and numbers that the model has never seen stay, and the gaps beside them are filled', async () => {
    const train = known(repeat(200, (i) => ({ a: ['x', 'y'][i % 2], b: i % 10, c: i % 2 === 0 ? 'u' : 'v' })))
    const model = await fitModel(train.table, train.schema, { model: name, options })
    const rows = await impute(
      model,
      [
        { a: 'z', b: 1000, c: null },
        { a: null, b: null, c: 'w' },
      ],
      { as: 'rows' },
    )
    expect(rows[0]).toMatchObject({ a: 'z', b: 1000, c: expect.stringMatching(/^[uv]$/) })
    expect(rows[1]).toMatchObject({ a: expect.stringMatching(/^[xy]$/), b: expect.any(Number), c: 'w' })
  })

  const oddTables: Readonly<Record<string, () => Known>> = {
    'one row': () => known([{ a: 1, b: 'x', c: null }]),
    'constant columns': () => known(repeat(50, (i) => ({ a: i === 4 ? null : 5, b: i === 7 ? null : 'x', c: true }))),
    'an all-missing column': () => known(repeat(50, (i) => ({ a: null, b: i % 7 === 0 ? null : i % 7 }))),
    'a single missing cell': () => known(repeat(50, (i) => ({ a: i === 3 ? null : i * 1.5, b: i % 2 === 0 ? 'u' : 'v' }))),
    'huge values': () => known(repeat(60, (i) => ({ a: i % 9 === 0 ? null : i % 2 === 0 ? 1e308 : -1e308, b: i * 1e300, c: i }))),
    'rows without any value': () => known(repeat(60, (i) => (i % 5 === 0 ? { a: null, b: null } : { a: i % 3, b: `l${i % 4}` }))),
  }
  test.each(Object.entries(oddTables))('%s just work', async (_, make) => {
    const { table, schema } = make()
    const model = await fitModel(table, schema, { model: name, options })
    const filled = await imputeTable(model, table)
    for (const column of table.columns) {
      const own = filled.column(column.name)
      expect(countMissing(own)).toBe(countMissing(column) === table.rows ? table.rows : 0)
      for (const value of own.values) expect(Math.abs(value)).not.toBe(Number.POSITIVE_INFINITY)
    }
    expect((await imputeTable(model, table.slice(0, 0))).rows).toBe(0)
  })

  test('a column that follows from another one is filled to agree with it, and the other way round', async () => {
    const city = (i: number): string => `c${i % 12}`
    const train = known(repeat(600, (i) => ({ city: city(i * 7), country: `k${((i * 7) % 12) % 4}`, age: (i * 7) % 12 })))
    expect(train.schema.dependencies.some(({ from, to }) => from === 'city' && to === 'country')).toBe(true)
    const model = await fitModel(train.table, train.schema, { model: name, options })
    const gaps = repeat(300, (i) => ({
      city: i % 3 === 0 ? null : city(i),
      country: i % 3 === 1 ? null : `k${(i % 12) % 4}`,
      age: i % 5 === 0 ? null : i % 12,
    }))
    const rows = await impute(model, gaps, { as: 'rows' })
    rows.forEach((row, i) => {
      if (name !== 'independent') expect(row.country).toBe(`k${Number(String(row.city).slice(1)) % 4}`)
      if (i % 3 !== 1) expect(row.country).toBe(`k${(i % 12) % 4}`)
    })
  })
})

test('a model that can not fill gaps says which ones can', async () => {
  const { table, schema } = people(50)
  const model = await fitModel(table, schema, { model: 'bootstrap' })
  await expect(imputeTable(model, table)).rejects.toThrow(
    /^model: bootstrap can't fill gaps; fit one of sequential-trees, bayesian-network/,
  )
})

test('sequential-trees: what a sum leaves of its terms is worked out', async () => {
  const rng = createRng(2)
  const train = known(
    repeat(600, () => {
      const [net, tax] = [rng.integer(1000), rng.integer(200)]
      return { net, tax, total: net + tax, kind: net > 500 ? 'big' : 'small' }
    }),
  )
  const model = await fitModel(train.table, train.schema, { model: 'sequential-trees' })
  const gaps = repeat(400, (i) => {
    const total = 300 + i
    const [net, tax] = [200 + i, 100]
    const open = ['net', 'tax', 'total', 'net tax', 'net total', 'tax total'][i % 6] as string
    const cell = (name: string, value: number): number | null => (open.split(' ').includes(name) ? null : value)
    return { net: cell('net', net), tax: cell('tax', tax), total: cell('total', total), kind: null }
  })
  const rows = await impute(model, gaps, { as: 'rows' })
  rows.forEach((row, i) => {
    expect(Number(row.net) + Number(row.tax)).toBe(row.total)
    if (i % 6 === 0) expect(row.net).toBe(200 + i)
  })
})
