import { describe, expect, test } from 'vitest'
import { fitModel } from '../../src/models/fit.js'
import { models } from '../../src/models/index.js'
import { parseModel, stringifyModel } from '../../src/models/model-file.js'
import type { FittedModel } from '../../src/models/synthesizer.js'
import { describeModel } from '../../src/pipeline/describe.js'
import { sampleBlocks, sampleTable } from '../../src/pipeline/sample.js'
import { type Column, isMissing } from '../../src/table/column.js'
import { toRows } from '../../src/table/rows.js'
import { concatTables, type Table } from '../../src/table/table.js'
import { type Known, known, people } from '../support/tables.js'

const bytes = (table: Table, { schema }: FittedModel): string => JSON.stringify(toRows(table, schema))
const repeat = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))

const oddTables: Readonly<Record<string, () => Known>> = {
  'one row': () => known([{ a: 1, b: 'x', c: null }]),
  'constant columns': () => known(repeat(50, () => ({ a: 5, b: 'x', c: true }))),
  'an all-missing column': () => known(repeat(50, (i) => ({ a: null, b: i % 7 }))),
  'a single missing cell': () => known(repeat(50, (i) => ({ a: i === 3 ? null : i * 1.5, b: i % 2 === 0 ? 'u' : 'v' }))),
  'huge values': () => known(repeat(60, (i) => ({ a: i % 2 === 0 ? 1e308 : -1e308, b: i * 1e300, c: i }))),
  'unicode names and levels': () => known(repeat(60, (i) => ({ 'größe 📏': i, 'a"b,c\n': ['é', '日本', '‏ש'][i % 3] }))),
  'only keys': () => known(repeat(60, (i) => ({ id: `K${String(i).padStart(4, '0')}` }))),
}

const rowModels = models.filter(({ unit }) => unit === 'row')

describe.each(rowModels.map((model) => [model.name, model] as const))('%s', (name, model) => {
  test('the same seed gives the same bytes, another seed others', async () => {
    const { table, schema } = people(500)
    const make = async (seed: number): Promise<string> => {
      const fitted = await fitModel(table, schema, { model: name, seed })
      return bytes(await sampleTable(fitted, 300, { seed }), fitted)
    }
    expect(await make(7)).toBe(await make(7))
    expect(await make(7)).not.toBe(await make(8))
  })

  test('a saved model gives the same rows as the one it was made of', async () => {
    const { table, schema } = people(400)
    const fitted = await fitModel(table, schema, { model: name })
    const loaded = parseModel(stringifyModel(fitted))
    expect(bytes(await sampleTable(loaded, 200), loaded)).toBe(bytes(await sampleTable(fitted, 200), fitted))
    expect(stringifyModel(loaded)).toBe(stringifyModel(fitted))
  })

  test('rows are addressable: pieces of a run are the rows of the whole run', async () => {
    const { table, schema } = people(300)
    const fitted = await fitModel(table, schema, { model: name })
    const whole = await sampleTable(fitted, 10_000, { seed: 3 })
    const parts: Table[] = []
    for (const [from, to] of [
      [0, 1],
      [1, 4095],
      [4095, 4097],
      [4097, 10_000],
    ] as const) {
      for await (const part of sampleBlocks(fitted, from, to, { seed: 3 })) parts.push(part)
    }
    expect(bytes(concatTables(parts), fitted)).toBe(bytes(whole, fitted))
  })

  test('columns, kinds, levels and bounds come back as they were', async () => {
    const { table, schema } = people(800)
    const fitted = await fitModel(table, schema, { model: name })
    const rows = await sampleTable(fitted, 2000)
    expect(rows.names).toEqual(table.names)
    for (const column of table.columns) expectLike(rows.column(column.name), column)
  })

  test('missing values come at their rate, and no key is the key of a real row that is not a mere counter', async () => {
    const { table, schema } = people(2000)
    const fitted = await fitModel(table, schema, { model: name })
    const rows = await sampleTable(fitted, 2000)
    for (const column of table.columns) {
      const [real, made] = [column, rows.column(column.name)].map(
        (column) => repeat(2000, (i) => isMissing(column, i)).filter(Boolean).length / 2000,
      )
      // Difference of two shares of 2,000: at most 5 standard deviations of the widest.
      expect(Math.abs((real as number) - (made as number))).toBeLessThan(5 * Math.sqrt((2 * 0.25) / 2000))
    }
  })

  test.each(Object.entries(oddTables))('%s just work', async (_, make) => {
    const { table, schema } = make()
    const fitted = await fitModel(table, schema, { model: name })
    const rows = await sampleTable(parseModel(stringifyModel(fitted)), 100)
    expect(rows.rows).toBe(100)
    expect(rows.names).toEqual(table.names)
    for (const column of rows.columns) for (const value of column.values) expect(value).not.toBe(Number.POSITIVE_INFINITY)
  })

  test('a table without rows is refused in words or sampled as missing', async () => {
    const { table, schema } = people(10)
    const empty = table.slice(0, 0)
    const outcome = await fitModel(empty, schema, { model: name }).then(
      (fitted) => sampleTable(fitted, 5).then((rows) => rows.rows),
      (error: Error) => error.message,
    )
    if (typeof outcome === 'string') expect(outcome).toMatch(/row/)
    else expect(outcome).toBe(5)
  })

  test('the order of the rows and of the columns does not matter to the margins', async () => {
    const { table, schema } = people(300)
    const order = repeat(300, (i) => (i * 7) % 300)
    const fitted = await fitModel(table.take(order), schema, { model: name })
    const rows = await sampleTable(fitted, 500)
    expect(rows.names).toEqual(table.names)
    const reversed = await fitModel(
      table.select([...table.names].reverse()),
      { ...schema, columns: [...schema.columns].reverse() },
      { model: name },
    )
    expect((await sampleTable(reversed, 5)).names).toEqual([...table.names].reverse())
  })

  test('it can say what it is', async () => {
    const { table, schema } = people(300)
    const fitted = await fitModel(table, schema, { model: name })
    expect(model.summary).toMatch(/\.$/)
    const { summary, reveals, parameters } = describeModel(fitted)
    expect(summary.length).toBeGreaterThan(10)
    expect(reveals.length).toBeGreaterThan(10)
    for (const [parameter, value] of parameters) expect(`${parameter}${value}`).not.toMatch(/undefined|NaN|\[object/)
  })
})

function expectLike(made: Column, real: Column): void {
  expect(made.kind).toBe(real.kind)
  if (real.kind === 'id' || real.kind === 'text') return
  if (made.values instanceof Float64Array) {
    const known = [...real.values].filter((value) => !Number.isNaN(value))
    for (const value of made.values) {
      if (Number.isNaN(value)) continue
      expect(value).toBeGreaterThanOrEqual(Math.min(...known))
      expect(value).toBeLessThanOrEqual(Math.max(...known))
    }
  } else {
    expect('levels' in made && made.levels).toEqual('levels' in real && real.levels)
  }
}
