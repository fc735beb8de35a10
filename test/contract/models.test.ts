import { beforeAll, describe, expect, test } from 'vitest'
import { models } from '../../src/models/index.js'
import { fitModel } from '../../src/models/shell/fit.js'
import { parseModel, stringifyModel } from '../../src/models/shell/model-file.js'
import { blockRows } from '../../src/models/shell/sample.js'
import type { FittedModel } from '../../src/models/synthesizer.js'
import { describeModel } from '../../src/pipeline/jobs/queries/describe.js'
import { sampleBlocks, sampleTable } from '../../src/pipeline/jobs/sample.js'
import { createRng } from '../../src/random/rng.js'
import { ksDistance } from '../../src/stats/tests/kolmogorov-smirnov.js'
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

/** People with a second key, of twelve hexadecimal digits: made anew it meets a real one in one of 10^8 tables, copied it always does. */
function peopleWithTokens(rows: number): Known {
  const { table, schema } = people(rows)
  const rng = createRng(11)
  const digits = (width: number) =>
    rng
      .integer(16 ** width)
      .toString(16)
      .padStart(width, '0')
  return known(toRows(table, schema).map((row) => ({ ...row, token: digits(6) + digits(6) })))
}

const { table, schema } = peopleWithTokens(400)
/** Rows drawn of each model. */
const drawn = 600
/** What two samples of n exceed in one of 10^6 cases, as their greatest distance (Kolmogorov and Smirnov; less for levels). */
const farthest = (n: number): number => Math.sqrt(Math.log(2e6) / n)

/** Options under which models that look for long are quick; what is promised holds under any. */
const quickOptions: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { mixture: { chains: 2, sweeps: 10 } }

describe.each(rowModels.map((model) => [model.name, model] as const))('%s', (name, model) => {
  const options = quickOptions[name] ?? {}
  const fit = ({ table, schema }: Known, seed?: number): Promise<FittedModel> => fitModel(table, schema, { model: name, seed, options })
  let fitted: FittedModel
  let rows: Table
  beforeAll(async () => {
    fitted = await fit({ table, schema })
    rows = await sampleTable(fitted, drawn)
  })

  test('the same seed gives the same bytes, another seed others', async () => {
    const some = people(80)
    const make = async (seed: number): Promise<string> => {
      const model = await fit(some, seed)
      return bytes(await sampleTable(model, 300, { seed }), model)
    }
    const first = await make(7)
    expect(await make(7)).toBe(first)
    expect(await make(8)).not.toBe(first)
  })

  test('a saved model gives the same rows as the one it was made of', async () => {
    const loaded = parseModel(stringifyModel(fitted))
    expect(bytes(await sampleTable(loaded, drawn), loaded)).toBe(bytes(rows, fitted))
    expect(stringifyModel(loaded)).toBe(stringifyModel(fitted))
  })

  test('rows are addressable: pieces of a run are the rows of the whole run', async () => {
    // Over the end of the first block.
    const whole = await sampleTable(fitted, blockRows + 300, { seed: 3 })
    const parts: Table[] = []
    for (const [from, to] of [
      [0, 1],
      [1, blockRows - 1],
      [blockRows - 1, blockRows + 1],
      [blockRows + 1, blockRows + 300],
    ] as const) {
      for await (const part of sampleBlocks(fitted, from, to, { seed: 3 })) parts.push(part)
    }
    expect(bytes(concatTables(parts), fitted)).toBe(bytes(whole, fitted))
  })

  test('columns, kinds, levels and bounds come back as they were', () => {
    expect(rows.names).toEqual(table.names)
    for (const column of table.columns) expectLike(rows.column(column.name), column)
  })

  test('missing values come at their rate', () => {
    for (const column of table.columns) {
      const rateIn = (of: Column) => repeat(of.values.length, (i) => isMissing(of, i)).filter(Boolean).length / of.values.length
      // Difference of two shares: at most 5 standard deviations of the widest.
      expect(Math.abs(rateIn(column) - rateIn(rows.column(column.name)))).toBeLessThan(5 * Math.sqrt(0.25 / table.rows + 0.25 / drawn))
    }
  })

  test('keys follow their pattern and are all different, and none that is no mere counter is the key of a real row', () => {
    const keysOf = (of: Table, column: string): string[] => textsOf(of.column(column))
    for (const [column, pattern] of [
      ['id', /^P-\d{6}$/],
      ['token', /^[\da-f]{12}$/],
    ] as const) {
      const made = keysOf(rows, column)
      expect(made.filter((key) => !pattern.test(key))).toEqual([])
      expect(new Set(made).size).toBe(drawn)
    }
    const real = new Set(keysOf(table, 'token'))
    expect(keysOf(rows, 'token').filter((key) => real.has(key))).toEqual([])
  })

  test.each(Object.entries(oddTables))('%s just work', async (_, make) => {
    const odd = make()
    const made = await sampleTable(parseModel(stringifyModel(await fit(odd))), 100)
    expect(made.rows).toBe(100)
    expect(made.names).toEqual(odd.table.names)
    for (const column of made.columns) expect(column.values.includes(Number.POSITIVE_INFINITY)).toBe(false)
  })

  test('a table without rows is refused in words or sampled as missing', async () => {
    const outcome = await fit({ table: table.slice(0, 0), schema }).then(
      (empty) => sampleTable(empty, 5).then((rows) => rows.rows),
      (error: Error) => error.message,
    )
    if (typeof outcome === 'string') expect(outcome).toMatch(/row/)
    else expect(outcome).toBe(5)
  })

  test('the order of the rows and of the columns does not matter to the margins', async () => {
    const order = repeat(table.rows, (i) => (i * 7) % table.rows)
    const turned = await fit({ table: table.take(order), schema })
    const reversed = await fit({
      table: table.select([...table.names].reverse()),
      schema: { ...schema, columns: [...schema.columns].reverse() },
    })
    for (const [other, names] of [
      [turned, table.names],
      [reversed, [...table.names].reverse()],
    ] as const) {
      const made = await sampleTable(other, drawn)
      expect(made.names).toEqual(names)
      for (const { name, kind } of table.columns) {
        if (kind === 'id' || kind === 'text') continue
        expect(ksDistance(placesIn(made.column(name)), placesIn(rows.column(name))), name).toBeLessThan(farthest(drawn))
      }
    }
  })

  test('it can say what it is', () => {
    expect(model.summary).toMatch(/\.$/)
    const { summary, reveals, parameters } = describeModel(fitted)
    expect(summary.length).toBeGreaterThan(10)
    expect(reveals.length).toBeGreaterThan(10)
    for (const [parameter, value] of parameters) expect(`${parameter}${value}`).not.toMatch(/undefined|NaN|\[object/)
  })
})

/** The column's values on one line, missing ones below all others. */
function placesIn({ values }: Column): Float64Array {
  return Float64Array.from(values, (value: number) => (Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value))
}

function textsOf(column: Column): string[] {
  if (!('levels' in column)) throw new TypeError(`${column.name} has no texts`)
  return Array.from(column.values, (code) => column.levels[code] as string)
}

function expectLike(made: Column, real: Column): void {
  expect(made.kind).toBe(real.kind)
  if (real.kind === 'id' || real.kind === 'text') return
  if (made.values instanceof Float64Array) {
    const known = [...real.values].filter((value) => !Number.isNaN(value))
    const [least, greatest] = [Math.min(...known), Math.max(...known)]
    expect(made.values.filter((value) => value < least || value > greatest)).toHaveLength(0)
  } else {
    expect('levels' in made && made.levels).toEqual('levels' in real && real.levels)
  }
}
