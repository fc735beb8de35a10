import { expect, test } from 'vitest'
import { fitModel } from '../../../src/models/shell/fit.js'
import { parseModel, stringifyModel } from '../../../src/models/shell/model-file.js'
import { imputeTable } from '../../../src/pipeline/jobs/impute.js'
import { sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { score } from '../../../src/pipeline/library.js'
import { createRng } from '../../../src/random/rng.js'
import { toRows } from '../../../src/table/rows.js'
import { known } from '../../support/tables.js'

const day = (n: number): string => new Date(Date.UTC(2022, 0, 1 + n)).toISOString().slice(0, 10)

/** Orders of a shop: what is paid comes in tens, and no parcel is sent before it is ordered. */
function orders(rows: number, seed = 1) {
  const rng = createRng(seed)
  return known(
    Array.from({ length: rows }, () => {
      const ordered = rng.integer(300)
      const [price, pieces] = [5 + rng.integer(2000) / 100, 1 + rng.integer(9)]
      const loan = 10 * (5 + rng.integer(90))
      const left = Math.round(100 * loan * rng.uniform()) / 100
      return {
        ordered: day(ordered),
        sent: rng.uniform() < 0.1 ? null : day(ordered + rng.integer(6)),
        price,
        pieces,
        amount: Math.round(100 * price * pieces) / 100,
        loan,
        left,
        repaid: loan - left,
      }
    }),
  )
}

type Order = Record<'price' | 'pieces' | 'amount' | 'loan' | 'left' | 'repaid', number> & { ordered: string; sent: string | null }

const { table, schema } = orders(400)

function broken(rows: readonly Order[]): number[] {
  return [
    rows.filter(({ ordered, sent }) => sent !== null && sent < ordered).length,
    rows.filter(({ price, pieces, amount }) => Math.abs(amount - price * pieces) > 0.005 + 1e-9).length,
    rows.filter(({ loan, left, repaid }) => Math.abs(loan - left - repaid) > 1e-6 || loan % 10 !== 0).length,
  ]
}

test.each(['sequential-trees', 'bayesian-network', 'gaussian-copula', 'independent', 'kde', 'smote', 'arf', 'bootstrap'])(
  'what holds in every row holds in every row of %s, on the grid of its column, after saving and loading',
  async (name) => {
    expect(broken(toRows(table, schema) as Order[])).toEqual([0, 0, 0])
    const options = name === 'sequential-trees' ? { fidelity: 'fast' } : {}
    const model = parseModel(stringifyModel(await fitModel(table, schema, { model: name, options })))
    const rows = toRows(await sampleTable(model, 500), schema) as Order[]
    expect(broken(rows)).toEqual([0, 0, 0])
    // A tenth of the parcels is not sent yet: within four standard errors of both tables.
    expect(Math.abs(rows.filter(({ sent }) => sent === null).length / 500 - 0.1)).toBeLessThan(0.09)
    expect(rows.every(({ sent }) => sent === null || sent <= day(306))).toBe(true)
  },
)

test('conditions on what is put together are met by drawing again, and rows that break a relation have no density', async () => {
  const model = await fitModel(table, schema, { model: 'gaussian-copula' })
  const rows = toRows(await sampleTable(model, 50, { where: 'amount > 60 and sent > "2022-03-01"' }), schema) as Order[]
  expect(rows.every(({ amount, sent }) => amount > 60 && (sent as string) > '2022-03-01')).toBe(true)
  expect(broken(rows)).toEqual([0, 0, 0])
  const [first] = toRows(table, schema) as Order[]
  const logs = await score(model, [first as Order, { ...(first as Order), amount: (first as Order).amount + 1 }])
  expect(logs[0]).toBeGreaterThan(-100)
  expect(logs[1]).toBe(Number.NEGATIVE_INFINITY)
})

test('filled cells agree with the known ones: sums are solved, orders kept', async () => {
  const model = await fitModel(table, schema, { model: 'sequential-trees', options: { fidelity: 'fast' } })
  const before = toRows(table, schema) as Order[]
  const holes = known(before.map((row, i) => ({ ...row, [['ordered', 'amount', 'left', 'sent'][i % 4] as string]: null })))
  const filled = toRows(await imputeTable(model, holes.table.select(table.names)), schema) as Order[]
  filled.forEach((row, i) => {
    if (i % 4 === 1) expect(row.amount).toBe(before[i]?.amount)
    if (i % 4 === 2) expect(row.left).toBeCloseTo(before[i]?.left as number, 9)
  })
  expect(broken(filled)[0]).toBe(0)
})
