import { describe, expect, test } from 'vitest'
import { findIdentities } from '../../src/models/sequential-trees/fit/identities.js'
import { fitModel } from '../../src/models/shell/fit.js'
import { stringifyModel } from '../../src/models/shell/model-file.js'
import { describeModel } from '../../src/pipeline/jobs/queries/describe.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { createRng, type Rng } from '../../src/random/rng.js'
import { toRows } from '../../src/table/rows.js'
import { type Known, known } from '../support/tables.js'

const rows = 400

function bills(make: (rng: Rng) => Record<string, number | null>): Known {
  const rng = createRng(1)
  const { table, schema } = known(Array.from({ length: rows }, () => make(rng)))
  // Nobody has said what holds between the columns: the trees see for themselves.
  return { table, schema: { ...schema, relations: undefined } }
}

const cents = (rng: Rng): number => Math.round(10_000 * rng.uniform()) / 100

const invoice = (rng: Rng): Record<string, number> => {
  const [net, tax, fee] = [cents(rng), cents(rng), rng.integer(20)]
  return { total: Math.round(100 * (net + tax + fee + 5)) / 100, net, tax, fee, profit: Math.round(100 * (net - fee)) / 100 }
}

const plain = ({ table, schema }: Known) =>
  [...findIdentities(table, schema)].map(
    ([name, { terms, constant }]) =>
      `${name} = ${constant} ${terms.map(({ name, sign }) => (sign > 0 ? `+${name}` : `-${name}`)).join(' ')}`,
  )

describe('identities', () => {
  test('sums and differences that hold in every row are found, whatever the decimals of the terms', () => {
    // Of profit = net - fee, net = fee + profit is the sum.
    expect(plain(bills(invoice))).toEqual(['total = 5 +net +tax +fee', 'net = 0 +fee +profit'])
  })

  test('one row that disagrees, a gap, too few rows or factors other than 1 and -1: no identity', () => {
    let row = 0
    expect(plain(bills((rng) => ({ ...invoice(rng), ...(row++ === 399 ? { total: 1, profit: 1 } : {}) })))).toEqual([])
    row = 0
    const gaps = bills((rng) => ({ ...invoice(rng), ...(row++ === 7 ? { net: null } : {}) }))
    expect(plain(gaps)).toEqual([])
    const { table, schema } = bills(invoice)
    expect(plain({ table: table.slice(0, 40), schema })).toEqual([])
    expect(
      plain(
        bills((rng) => {
          const [a, b] = [rng.integer(100), rng.integer(100)]
          return { a, b, c: 2 * a + b }
        }),
      ),
    ).toEqual([])
  })

  test('a target is not computed, the column before it is', () => {
    const { table, schema } = bills((rng) => {
      const [a, b] = [rng.integer(100), rng.integer(100)]
      return { a, b, sum: a + b }
    })
    const target = {
      ...schema,
      columns: schema.columns.map((column) => (column.name === 'sum' ? { ...column, role: 'target' as const } : column)),
    }
    expect(plain({ table, schema: target })).toEqual(['b = 0 -a +sum'])
  })

  test('they hold to the last decimal in synthetic rows, also from a small model and under conditions', async () => {
    const { table, schema } = bills(invoice)
    const model = await fitModel(table, schema, { model: 'sequential-trees' })
    for (const where of [undefined, 'net > 50', 'total < 90']) {
      for (const { total, net, tax, fee, profit } of toRows(await sampleTable(model, 300, where ? { where } : {}), schema) as Record<
        string,
        number
      >[]) {
        expect(total).toBe(Math.round(100 * ((net as number) + (tax as number) + (fee as number) + 5)) / 100)
        expect(profit).toBe(Math.round(100 * ((net as number) - (fee as number))) / 100)
        if (where === 'net > 50') expect(net).toBeGreaterThan(50)
        if (where === 'total < 90') expect(total).toBeLessThan(90)
      }
    }
    expect(describeModel(model).parameters).toContainEqual(['total', 'computed: net + tax + fee + 5'])
    expect(stringifyModel(model)).toContain('"identity"')
  })
})
