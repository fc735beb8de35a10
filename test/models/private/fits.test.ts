import { beforeAll, describe, expect, test } from 'vitest'
import { compareRationals, readRational } from '../../../src/dp/accounting/rational.js'
import { fitModel } from '../../../src/models/shell/fit.js'
import { parseModel, stringifyModel } from '../../../src/models/shell/model-file.js'
import type { FittedModel } from '../../../src/models/synthesizer.js'
import { imputeTable } from '../../../src/pipeline/jobs/impute.js'
import { describeModel } from '../../../src/pipeline/jobs/queries/describe.js'
import { scoreTable } from '../../../src/pipeline/jobs/queries/score.js'
import { sampleBlocks, sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { createRng } from '../../../src/random/rng.js'
import { isMissing } from '../../../src/table/column.js'
import { toRows } from '../../../src/table/rows.js'
import { levelsOf, type SchemaInput } from '../../../src/table/schema.js'
import { concatTables, type Table } from '../../../src/table/table.js'
import type { Known } from '../../support/tables.js'
import { memberColumns, memberRows, members, privately, publicly } from './tables.js'

const bytes = (table: Table, { schema }: FittedModel): string => JSON.stringify(toRows(table, schema))
const privacy = { epsilon: 2, delta: 1e-6 }
/** A budget whose noise is none: the standard deviation is far below 1, and counts are whole. */
const vast = { epsilon: 1e6, delta: 1e-6, allowHighEpsilon: true }

const number = (name: string, min: number, max: number): SchemaInput['columns'][number] => ({ name, kind: 'numeric', min, max })
const odd: Readonly<Record<string, () => Known>> = {
  'no row': () => members(0),
  'one row': () => members(1),
  'a lattice of one point and a single level': () =>
    publicly(
      Array.from({ length: 40 }, () => ({ a: 5, b: 'x' })),
      [
        { name: 'a', kind: 'integer', min: 5, max: 5, nullable: false },
        { name: 'b', kind: 'categorical', levels: ['x'], nullable: false },
      ],
    ),
  'a column without any value': () =>
    publicly(
      Array.from({ length: 40 }, (_, i) => ({ a: null, b: i % 2 === 0 ? 'x' : 'y' })),
      [number('a', 0, 1), { name: 'b', kind: 'categorical', levels: ['x', 'y'] }],
    ),
  'the widest bounds that there are': () =>
    publicly(
      Array.from({ length: 60 }, (_, i) => ({ a: i % 2 === 0 ? 1e308 : -1e308, b: i * 1e300 })),
      [number('a', -1e308, 1e308), number('b', -1.7e308, 1.7e308)],
    ),
  'ten thousand levels': () =>
    publicly(
      Array.from({ length: 300 }, (_, i) => ({ a: `L${i * 7}`, b: i % 3 })),
      [
        { name: 'a', kind: 'categorical', levels: Array.from({ length: 10_000 }, (_, level) => `L${level}`) },
        { name: 'b', kind: 'integer', min: 0, max: 2 },
      ],
    ),
  'nothing but a key': () =>
    publicly(
      memberRows(20).map(({ person }) => ({ person })),
      [memberColumns[0] as never],
    ),
}

describe.each(privately)('%s with differential privacy', (model) => {
  const { table, schema } = members(300)
  let fitted: FittedModel
  beforeAll(async () => {
    fitted = await fitModel(table, schema, { model, privacy })
  })

  test('goes from rows to rows: every kind of column comes back within its public bounds, gaps only where they may be', async () => {
    const rows = await sampleTable(fitted, 500)
    expect(rows.names).toEqual(table.names)
    for (const column of schema.columns) {
      const { values } = rows.column(column.name)
      if (!column.nullable) for (let row = 0; row < rows.rows; row++) expect(isMissing(rows.column(column.name), row)).toBe(false)
      if ('min' in column) {
        for (const value of values) expect(Number.isNaN(value) || (value >= Number(column.min) && value <= Number(column.max))).toBe(true)
      } else if (levelsOf(column).length > 0) expect(Math.max(...values)).toBeLessThan(levelsOf(column).length)
    }
    expect(describeModel(fitted).reveals).toMatch(/Noisy counts/)
    expect([...(await scoreTable(fitted, rows.slice(0, 60)))].every((density) => density > Number.NEGATIVE_INFINITY)).toBe(true)
  })

  test('a saved model gives the same rows for a seed, in any pieces; a second fit with the same seed has other noise', async () => {
    const { table, schema } = members(150)
    const fitted = await fitModel(table, schema, { model, privacy, seed: 4 })
    const loaded = parseModel(stringifyModel(fitted))
    expect(stringifyModel(loaded)).toBe(stringifyModel(fitted))
    const whole = await sampleTable(fitted, 5000, { seed: 9 })
    const parts: Table[] = []
    for await (const part of sampleBlocks(loaded, 0, 4097, { seed: 9 })) parts.push(part)
    for await (const part of sampleBlocks(loaded, 4097, 5000, { seed: 9 })) parts.push(part)
    expect(bytes(concatTables(parts), loaded)).toBe(bytes(whole, fitted))
    expect(stringifyModel(await fitModel(table, schema, { model, privacy, seed: 4 }))).not.toBe(stringifyModel(fitted))
  })

  test('rows on conditions and filled gaps come from it as from any other model', async () => {
    const rows = toRows(await sampleTable(fitted, 40, { where: 'age > 40 and member == "yes"' }), schema)
    expect(rows).toHaveLength(40)
    for (const { age, member } of rows) expect([Number(age) > 40, member]).toEqual([true, 'yes'])
    const filled = await imputeTable(fitted, table)
    for (const name of ['income', 'job']) for (let row = 0; row < table.rows; row++) expect(isMissing(filled.column(name), row)).toBe(false)
  })

  test('the ledger adds up to the budget, hardly anything is left, and sampling costs nothing', async () => {
    const before = JSON.stringify(fitted.privacy)
    const { rho, spent, expenses, epsilonSpent } = fitted.privacy as NonNullable<FittedModel['privacy']>
    expect(compareRationals(readRational(spent), readRational(rho))).toBeLessThanOrEqual(0)
    expect(expenses.length).toBeGreaterThan(0)
    expect(epsilonSpent).toBeLessThanOrEqual(2)
    // Prices are rounded up: of the parts of a budget less than half a percent is left.
    expect(epsilonSpent).toBeGreaterThan(0.995 * 2)
    await sampleTable(fitted, 100)
    await sampleTable(fitted, 100)
    expect(JSON.stringify(fitted.privacy)).toBe(before)
  })

  test('a unit of several rows is protected as a whole: sensitivities grow with its cap, squared for the Gaussian', async () => {
    const person = await fitModel(table, schema, { model, privacy: { ...privacy, unit: 'person', maxRowsPerUnit: 3 } })
    expect(person.privacy?.unit).toEqual({ column: 'person', maxRows: 3 })
    const [one, three] = [fitted, person].map((fitted) => fitted.privacy?.expenses[0])
    expect(Number(three?.sensitivity)).toBe(9 * Number(one?.sensitivity))
    expect(person.provenance.rows).toBeGreaterThan(0)
  })

  test('without noise, the columns come back, and from models of pairs the pairs', async () => {
    const { table, schema } = chain(2000)
    const fitted = await fitModel(table, schema, { model, privacy: vast })
    expect(fitted.provenance.rows).toBe(2000)
    const drawn = 16_384
    const rows = await sampleTable(fitted, drawn)
    // Up to 52 cells: the mean distance of so many draws, and what one in a million exceeds it by at most (McDiarmid).
    const limit = 0.4 * Math.sqrt(52 / drawn) + Math.sqrt(Math.log(1e6) / (2 * drawn))
    for (const [i, a] of table.names.entries()) {
      for (const b of table.names.slice(0, i + 1)) {
        if (a !== b && !ofPairs.includes(model)) continue
        expect(distance(table, rows, a, b)).toBeLessThan(limit)
      }
    }
  })

  test.each(Object.entries(odd))('%s: a model comes of it', async (_, make) => {
    const { table, schema } = make()
    const fitted = await fitModel(table, schema, { model, privacy })
    const rows = await sampleTable(parseModel(stringifyModel(fitted)), 50)
    expect(rows.rows).toBe(50)
    for (const column of rows.columns) for (const value of column.values) expect(Math.abs(value)).not.toBe(Number.POSITIVE_INFINITY)
  })
})

/** Models that a chain of pairs suits. */
const ofPairs: readonly string[] = ['mst', 'aim', 'bayesian-network']

/** Three columns, each of which hangs on the one before, with gaps. */
function chain(count: number): Known {
  const rng = createRng(5)
  const rows = Array.from({ length: count }, () => {
    const a = rng.integer(3)
    const b = rng.uniform() < 0.8 ? a : rng.integer(4)
    const c = rng.uniform() < 0.1 * b ? null : 3 * b + rng.integer(3)
    return { a: 'xyz'[a], b: `${b}`, c }
  })
  return publicly(rows, [
    { name: 'a', kind: 'categorical', levels: ['x', 'y', 'z'], nullable: false },
    { name: 'b', kind: 'ordinal', levels: ['0', '1', '2', '3'], nullable: false },
    { name: 'c', kind: 'integer', min: 0, max: 11, nullable: true },
  ])
}

/** Total variation distance of two columns' joint values. */
function distance(real: Table, made: Table, a: string, b: string): number {
  const shares = new Map<string, number>()
  for (const [table, weight] of [
    [real, 1 / real.rows],
    [made, -1 / made.rows],
  ] as const) {
    const [first, second] = [table.column(a).values, table.column(b).values]
    for (let row = 0; row < table.rows; row++) {
      const cell = `${first[row]} ${second[row]}`
      shares.set(cell, (shares.get(cell) ?? 0) + weight)
    }
  }
  return [...shares.values()].reduce((sum, share) => sum + Math.abs(share), 0) / 2
}
