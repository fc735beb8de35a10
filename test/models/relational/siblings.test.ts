import { expect, test } from 'vitest'
import { fitDatabase, sampleDatabase } from '../../../src/index.js'
import { virtualValues } from '../../../src/models/relational/fit/table/virtuals.js'
import type { CodeColumn } from '../../../src/table/column.js'
import { Table } from '../../../src/table/table.js'
import { databaseOf } from '../../relations/support.js'
import { noise, numbers } from './support.js'

const owners = numbers(200)

/** By owner, its rows of a table. */
function rowsBy(table: Table, owner: string): number[][] {
  const { values } = table.column(owner) as CodeColumn
  const groups = new Map<number, number[]>()
  values.forEach((code, row) => {
    groups.set(code, [...(groups.get(code) ?? []), row])
  })
  return [...groups.values()]
}

test('children of two kinds have in common what their owner does not show', async () => {
  // What an owner is worth, 0 to 99, is in none of its columns: only its visits and its calls have it, with noise a tenth as large.
  const worth = (i: number): number => 100 * noise(i, 3)
  const kind = (seed: number) =>
    owners.flatMap((i) => numbers(3).map((k) => ({ owner: `k${i}`, x: Math.round(worth(i) + 10 * noise(3 * i + k, seed)) })))
  const { database, schema } = databaseOf(
    { owners: owners.map((i) => ({ id: `k${i}`, side: i % 2 ? 'l' : 'r' })), visits: kind(5), calls: kind(7) },
    { owners: ['id'] },
    ['visits.owner -> owners.id', 'calls.owner -> owners.id'],
  )
  const drawn = await sampleDatabase(await fitDatabase(database, { schema, options: { trees: 3 } }), { seed: 1 })
  const meansOf = (table: Table): number[] => {
    const x = table.column('x').values
    return rowsBy(table, 'owner').map((rows) => rows.reduce((sum, row) => sum + (x[row] as number), 0) / rows.length)
  }
  // Owners have three of each, in their order; the real correlation is .99. Where kinds know nothing of each other it is 0 with a standard error of 1 / sqrt(200).
  expect(correlation(meansOf(drawn.visits), meansOf(drawn.calls))).toBeGreaterThan(0.75)
})

test('rows of one owner go back and forth between the levels that it has', async () => {
  // Of eight levels each owner has two, by turns, six rows in all.
  const rows = owners.flatMap((i) =>
    numbers(6).map((k) => ({
      owner: `k${i}`,
      level: `v${(Math.floor(8 * noise(i, 3)) + (k % 2) * (1 + Math.floor(7 * noise(i, 9)))) % 8}`,
    })),
  )
  const { database, schema } = databaseOf({ owners: owners.map((i) => ({ id: `k${i}` })), rows }, { owners: ['id'] }, [
    'rows.owner -> owners.id',
  ])
  const { rows: drawn } = await sampleDatabase(await fitDatabase(database, { schema, options: { trees: 3 } }), { seed: 1 })
  const { values } = drawn.column('level') as CodeColumn
  const levels = rowsBy(drawn, 'owner').map((own) => new Set(own.map((row) => values[row])).size)
  // Real owners have 2; who only knows the level before chooses among seven others each time, which makes more than four.
  expect(levels.reduce((sum, count) => sum + count, 0) / levels.length).toBeLessThan(2.5)
})

test('a second parent has something in common with its children only where it has several', () => {
  const seen = new Table([{ name: 'x', kind: 'integer', values: Float64Array.of(5, 7, 9, 4) }], 4)
  const prepared = new Map([['c', { seen, links: new Map([[0, Int32Array.of(0, 1, 1, -1)]]) }]])
  const meansAs = (part: 'second' | 'owner') =>
    virtualValues(
      { name: 'x', kind: 'mean', relation: 0, column: 'x', levels: [] },
      { relations: [{ child: 'c', part }] } as never,
      prepared as never,
      3,
    )
  expect(meansAs('second')).toEqual(Float64Array.of(Number.NaN, 8, Number.NaN))
  expect(meansAs('owner')).toEqual(Float64Array.of(5, 8, Number.NaN))
})

function correlation(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [ma, mb] = [mean(a), mean(b)]
  const products = (x: readonly number[], mx: number, y: readonly number[], my: number): number =>
    x.reduce((sum, value, i) => sum + (value - mx) * ((y[i] as number) - my), 0)
  return products(a, ma, b, mb) / Math.sqrt(products(a, ma, a, ma) * products(b, mb, b, mb))
}
