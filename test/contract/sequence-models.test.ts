import { beforeAll, describe, expect, test } from 'vitest'
import { models } from '../../src/models/index.js'
import { fitModel } from '../../src/models/shell/fit.js'
import { parseModel, stringifyModel } from '../../src/models/shell/model-file.js'
import { blockUnits } from '../../src/models/shell/sample.js'
import type { FittedModel } from '../../src/models/synthesizer.js'
import { imputeTable } from '../../src/pipeline/jobs/impute.js'
import { describeModel } from '../../src/pipeline/jobs/queries/describe.js'
import { scoreTable } from '../../src/pipeline/jobs/queries/score.js'
import { sampleBlocks, sampleTable } from '../../src/pipeline/jobs/sample.js'
import { isMissing, isNumberColumn } from '../../src/table/column.js'
import { toRows } from '../../src/table/rows.js'
import { concatTables, type Table } from '../../src/table/table.js'
import { knownSequences, visits } from '../support/sequences.js'
import { type Known, known } from '../support/tables.js'

const bytes = (table: Table, { schema }: FittedModel): string => JSON.stringify(toRows(table, schema))
const repeat = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i))
const five = (i: number): string => `K${String(Math.floor(i / 5)).padStart(3, '0')}`

const oddTables: Readonly<Record<string, () => Known>> = {
  'one sequence': () => knownSequences(repeat(30, (i) => ({ id: 'K1', at: i, a: i % 4, b: ['x', 'y'][i % 2] }))),
  'one sequence of two rows': () => knownSequences(repeat(2, (i) => ({ id: 'K1', at: i, a: i, b: 'x' }))),
  'single rows and one pair': () =>
    knownSequences(repeat(40, (i) => ({ id: `K${String(Math.max(1, i)).padStart(3, '0')}`, at: i, a: i % 3, b: ['x', 'y'][i % 2] }))),
  'constant columns': () => knownSequences(repeat(50, (i) => ({ id: five(i), at: 7, a: 5, b: 'x', c: true }))),
  'an all-missing column': () => knownSequences(repeat(50, (i) => ({ id: five(i), at: i, a: null, b: i % 7 }))),
  'an order that is missing everywhere': () => knownSequences(repeat(50, (i) => ({ id: five(i), at: null, b: i % 7 }))),
  'no order': () => knownSequences(repeat(50, (i) => ({ id: five(i), b: i % 7, c: ['u', 'v', null][i % 3] }))),
  'a key that comes back later': () => knownSequences(repeat(50, (i) => ({ id: `K${i % 10}`, at: i % 3, b: i % 7 }))),
  'huge values': () => knownSequences(repeat(60, (i) => ({ id: five(i), at: i, a: i % 2 === 0 ? 1e308 : -1e308, b: i * 1e300 }))),
  'huge times': () => knownSequences(repeat(60, (i) => ({ id: five(i), at: i % 2 === 0 ? 1e308 : -1e308, b: i % 7 }))),
  '3,000 levels': () => knownSequences(repeat(4000, (i) => ({ id: `K${Math.floor(i / 5)}`, at: i, level: `c${(i * 7919) % 3000}` }))),
  'nothing but a key': () => knownSequences(repeat(50, (i) => ({ id: five(i) }))),
  'unicode names and levels': () => knownSequences(repeat(60, (i) => ({ id: five(i), at: i, 'größe 📏': ['é', '日本', '‏ש'][i % 3] }))),
}

/** How many runs of equal keys there are, and how many different keys. */
function keysOf(table: Table, key: string): { readonly runs: number; readonly different: number } {
  const column = table.column(key)
  const keys = Array.from(column.values, (code) => ('levels' in column ? (column.levels[code] as string) : String(code)))
  return { runs: keys.filter((own, row) => own !== keys[row - 1]).length, different: new Set(keys).size }
}

const sequenceModels = models.filter(({ unit }) => unit === 'sequence')

describe.each(sequenceModels.map((model) => [model.name, model] as const))('%s', (name, model) => {
  const { table, schema } = visits(150)
  let fitted: FittedModel
  beforeAll(async () => {
    fitted = await fitModel(table, schema, { model: name })
  })

  test('the same seed gives the same bytes, another seed others', async () => {
    const { table, schema } = visits(60)
    const make = async (seed: number): Promise<string> => {
      const own = await fitModel(table, schema, { model: name, seed })
      return bytes(await sampleTable(own, 100, { seed }), own)
    }
    const first = await make(7)
    expect(await make(7)).toBe(first)
    expect(await make(8)).not.toBe(first)
  })

  test('a saved model gives the same rows as the one it was made of', async () => {
    const loaded = parseModel(stringifyModel(fitted))
    expect(bytes(await sampleTable(loaded, 100), loaded)).toBe(bytes(await sampleTable(fitted, 100), fitted))
    expect(stringifyModel(loaded)).toBe(stringifyModel(fitted))
  })

  test('sequences are addressable: pieces of a run are the sequences of the whole run', async () => {
    const size = blockUnits(fitted)
    const cuts = [0, 1, size - 1, size + 1, 3 * size]
    const whole = await sampleTable(fitted, 3 * size, { seed: 3 })
    const parts: Table[] = []
    for (const [i, to] of cuts.slice(1).entries()) {
      for await (const part of sampleBlocks(fitted, cuts[i] as number, to, { seed: 3 })) parts.push(part)
    }
    expect(bytes(concatTables(parts), fitted)).toBe(bytes(whole, fitted))
  })

  test('there are as many sequences as asked for, each in one piece, in its order and with a key of its own', async () => {
    expect((await sampleTable(fitted, 0)).rows).toBe(0)
    for (const count of [1, 1500]) {
      const rows = await sampleTable(fitted, count)
      expect(keysOf(rows, 'id')).toEqual({ runs: count, different: count })
      const [key, times] = [rows.column('id').values, rows.column('at').values]
      const back: number[] = []
      for (let row = 1; row < rows.rows; row++) {
        if (key[row] === key[row - 1] && (times[row] as number) < (times[row - 1] as number)) back.push(row)
      }
      expect(back).toEqual([])
    }
  })

  test('no real key or text stands in the model', async () => {
    const { table, schema } = visits(50)
    const text = stringifyModel(await fitModel(table, schema, { model: name }))
    const { values } = table.column('id')
    for (const row of toRows(table, schema)) {
      expect(text).not.toContain(`"${row.id}"`)
      expect(text).not.toContain(String(row.note))
    }
    expect(values.length).toBeGreaterThan(50)
  })

  test('columns, kinds, levels, bounds and rates of missing cells come back as they were', async () => {
    const rows = await sampleTable(fitted, 400)
    expect(rows.names).toEqual(table.names)
    for (const real of table.columns) {
      const made = rows.column(real.name)
      expect(made.kind).toBe(real.kind)
      if (isNumberColumn(made) && isNumberColumn(real)) {
        const seen = real.values.filter((value) => !Number.isNaN(value)).sort()
        const bounds = made.values.filter((value) => !Number.isNaN(value)).sort()
        expect(bounds[0]).toBeGreaterThanOrEqual(seen[0] as number)
        expect(bounds.at(-1)).toBeLessThanOrEqual(seen.at(-1) as number)
      } else if (real.kind !== 'id' && real.kind !== 'text') {
        expect('levels' in made && made.levels).toEqual('levels' in real && real.levels)
      }
      const missing = [real, made].map((column) => repeat(column.values.length, (i) => isMissing(column, i)).filter(Boolean).length)
      const [p, q] = [(missing[0] as number) / table.rows, (missing[1] as number) / rows.rows]
      // Difference of two shares: at most 5 standard deviations.
      expect(Math.abs(p - q)).toBeLessThanOrEqual(5 * Math.sqrt(p * (1 - p) * (1 / table.rows + 1 / rows.rows)))
    }
  })

  test.each(Object.entries(oddTables))('%s: just works', async (_, make) => {
    const { table, schema } = make()
    const fitted = await fitModel(table, schema, { model: name })
    const rows = await sampleTable(parseModel(stringifyModel(fitted)), 60)
    expect(keysOf(rows, 'id')).toEqual({ runs: 60, different: 60 })
    expect(rows.names).toEqual(table.names)
    for (const column of rows.columns) {
      expect(column.values.every((value) => Number.isNaN(value) || Number.isFinite(value))).toBe(true)
      if (repeat(table.rows, (i) => isMissing(table.column(column.name), i)).every(Boolean)) {
        expect(repeat(rows.rows, (i) => isMissing(column, i)).every(Boolean)).toBe(true)
      }
    }
    expect(describeModel(fitted).summary).not.toMatch(/undefined|NaN/)
  })

  test('a table of single rows is refused in a sentence that names models for it', async () => {
    const others = models.filter(({ unit }) => unit === 'row').map((model) => model.name)
    const plain = known(repeat(40, (i) => ({ a: i % 5, b: ['x', 'y'][i % 2] })))
    const keyed = knownSequences(repeat(40, (i) => ({ id: `K${i}`, b: ['x', 'y'][i % 2] })))
    for (const { table, schema } of [plain, keyed, { ...keyed, table: keyed.table.slice(0, 0) }]) {
      const refused = await fitModel(table, schema, { model: name }).catch((error: Error) => error.message)
      expect(refused).toContain(others.join(', '))
      expect(refused).toMatch(/--key/)
    }
  })

  test('rows without a key are refused, since nobody can tell to which sequence they belong', async () => {
    const { table, schema } = knownSequences(repeat(40, (i) => ({ id: i === 3 ? null : five(i), at: i, b: i % 3 })))
    await expect(fitModel(table, schema, { model: name })).rejects.toThrow(/id: is missing in 1 of 40 rows/)
  })

  test('what it has no answer for it refuses in a sentence that names models that have one', async () => {
    if (!model.impute) await expect(imputeTable(fitted, table)).rejects.toThrow(/can't fill gaps; fit one of .*sequential-trees/)
    if (!model.logDensity) await expect(scoreTable(fitted, table)).rejects.toThrow(/no density to score rows with; fit one of .*kde/)
  })

  test('a fit tells how far it is and can be ended', async () => {
    const { table, schema } = visits(100)
    const shares: number[] = []
    await fitModel(table, schema, { model: name, progress: (share) => shares.push(share) })
    expect(shares.length).toBeGreaterThan(3)
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true)
    const controller = new AbortController()
    const ended = fitModel(table, schema, { model: name, signal: controller.signal, progress: () => controller.abort() })
    await expect(ended).rejects.toThrow(/abort/i)
  })

  test('it can say what it is', () => {
    const { summary, reveals, parameters } = describeModel(fitted)
    expect(model.summary).toMatch(/\.$/)
    expect(summary.length).toBeGreaterThan(10)
    expect(reveals.length).toBeGreaterThan(10)
    for (const [parameter, value] of parameters) expect(`${parameter}${value}`).not.toMatch(/undefined|NaN|\[object/)
  })
})
