import { expect, test } from 'vitest'
import { parseDatabaseModel, stringifyDatabaseModel } from '../../../src/models/relational/model-file.js'
import { fitDatabase, sampleDatabase } from '../../../src/pipeline/jobs/database.js'
import { repairDatabase } from '../../../src/relations/repair.js'
import type { TableSchema } from '../../../src/relations/schema.js'
import { intraclassCorrelation } from '../../../src/stats/association/intraclass.js'
import type { CodeColumn } from '../../../src/table/column.js'
import type { Table } from '../../../src/table/table.js'
import { databaseOf } from '../../relations/support.js'
import { expectWhole, noise, numbers, shop } from './support.js'

test('a shop comes out whole, in the sizes it went in with or as many times as asked for, with what an order and its customer have in common', async () => {
  const { database, schema } = shop()
  const model = parseDatabaseModel(stringifyDatabaseModel(await fitDatabase(database, { schema, options: { trees: 3 } })))
  const drawn = await sampleDatabase(model, { seed: 4 })
  expectWhole(drawn, model.schema)
  expect([drawn.customers?.rows, drawn.products?.rows]).toEqual([120, 30])
  // 180 orders, a count of 0 to 3 of each of 120 customers: the standard deviation of their sum is sqrt(120 * 1.25) = 12.
  expect(Math.abs((drawn.orders?.rows as number) - 180)).toBeLessThan(5 * 12)
  const larger = await sampleDatabase(model, { seed: 4, scale: 3, where: { customers: 'age > 45' } })
  expectWhole(larger, model.schema)
  expect(larger.customers?.rows).toBe(360)
  expect(Math.min(...((larger.customers as Table).column('age').values as Float64Array))).toBeGreaterThan(45)
  const big = larger.orders?.column('big') as CodeColumn
  const yes = big.values.filter((code) => big.levels[code] === 'y').length / big.values.length
  // Among the real orders of such customers all are big, of others none.
  expect(yes).toBeGreaterThan(0.9)
  const notes: string[] = []
  const note = (sentence: string): number => notes.push(sentence)
  await sampleDatabase(model, { rows: { customers: 240, products: 60 }, note })
  expect(notes).toEqual([])
  await sampleDatabase(model, { rows: { customers: 240 }, note })
  expect(notes).toEqual([
    'items: belongs to customers and gets 2 times as many rows as were learned, while products gets as many rows as were learned, so that its rows have more of items each; ask for as much more of both, or use --scale',
  ])
})

test('the number of a line within its order counts from 1, and ids keep their pattern', async () => {
  const { database, schema } = shop()
  const model = await fitDatabase(database, { schema, options: { trees: 3 } })
  const { items, customers } = await sampleDatabase(model, { seed: 5 })
  const [order, line] = [(items as Table).column('order') as CodeColumn, (items as Table).column('line').values as Float64Array]
  order.values.forEach((code, row) => {
    expect(line[row]).toBe(row > 0 && order.values[row - 1] === code ? (line[row - 1] as number) + 1 : 1)
  })
  expect(((customers as Table).column('id') as CodeColumn).levels.every((id) => /^C-\d{4}$/.test(id))).toBe(true)
})

test('shuffled keys in training give no dependence among the rows of an owner', async () => {
  const owners = numbers(300).map((i) => ({ id: i, trait: noise(i, 3) }))
  const rows = numbers(1200).map((i) => ({
    id: i,
    owner: Math.floor(300 * noise(i, 8)),
    value: noise(i, 9),
    level: ['a', 'b'][Math.floor(2 * noise(i, 10))] as string,
  }))
  const { database, schema } = databaseOf({ owners, rows }, { owners: ['id'], rows: ['id'] }, ['rows.owner -> owners.id'])
  const model = await fitDatabase(database, { schema, options: { trees: 5 } })
  const drawn = await sampleDatabase(model, { seed: 1 })
  const owner = (drawn.rows as Table).column('owner').values as Int32Array
  // The standard error of an intraclass correlation of 0 with 300 owners of four rows is about sqrt(2 / (4 * 3 * 300)) = 0.024; fitted to noise, twice that.
  const found = intraclassCorrelation((drawn.rows as Table).column('value').values as Float64Array, owner) as number
  expect(Math.abs(found)).toBeLessThan(5 * 0.034)
})

test('a lookup is written as it is, orphans are settled as asked for, and a budget for rows that follow from others is refused', async () => {
  const { database, schema } = shop()
  const tables = { ...schema.tables, products: { ...(schema.tables.products as TableSchema), role: 'lookup' as const } }
  const model = await fitDatabase(database, { schema: { ...schema, tables }, options: { trees: 2 } })
  const drawn = await sampleDatabase(model, { seed: 2 })
  expectWhole(drawn, model.schema)
  expect(Array.from(drawn.products?.column('price').values as Float64Array)).toEqual(
    Array.from(database.products?.column('price').values as Float64Array),
  )
  await expect(sampleDatabase(model, { rows: { orders: 5 } })).rejects.toThrow(
    "rows: can't be asked for of orders: its rows follow from those of customers; ask for them of customers",
  )
  await expect(sampleDatabase(model, { where: { items: 'line > 1' } })).rejects.toThrow("where: can't be set on items")
  const few = { ...database, customers: (database.customers as Table).slice(0, 100) }
  expect(() => expectWhole(few, schema)).toThrow('refer to no row of customers')
  for (const orphans of ['drop', 'null', 'stub'] as const) {
    const settled = repairDatabase(few, schema, { orphans })
    expect(() => expectWhole(settled.database, settled.schema)).not.toThrow()
    expect(settled.notes.length).toBeGreaterThan(0)
  }
})

test('a lookup in the key of its children is written as it is, and no two children of one owner refer to the same row of it', async () => {
  const students = numbers(80).map((i) => ({ id: i + 1, year: 1 + (i % 3) }))
  const courses = numbers(9).map((i) => ({ id: 10 + i, title: ['law', 'art', 'biology'][i % 3] as string }))
  const marks = students.flatMap(({ id, year }) =>
    numbers(2 + (id % 4)).map((k) => ({ student: id, course: 10 + ((2 * k + year) % 9), mark: 1 + ((id + k) % 5) })),
  )
  const { database, schema: found } = databaseOf(
    { students, courses, marks },
    { students: ['id'], courses: ['id'], marks: ['student', 'course'] },
    ['marks.student -> students.id', 'marks.course -> courses.id'],
  )
  const schema = { ...found, tables: { ...found.tables, courses: { ...(found.tables.courses as TableSchema), role: 'lookup' as const } } }
  const model = await fitDatabase(database, { schema, options: { trees: 3 } })
  const drawn = await sampleDatabase(model, { seed: 8, scale: 2 })
  expectWhole(drawn, model.schema)
  expect(drawn.courses?.columns.map(({ values }) => [...values])).toEqual(database.courses?.columns.map(({ values }) => [...values]))
})

test('rows of one owner are as alike as real ones where each owner has a level of its own, and no means are drawn where they needn’t be', async () => {
  // Careers: 150 players whose levels differ by their normal deviates, eight seasons each with noise as large.
  const players = numbers(150).map((i) => ({ id: i + 1, hand: i % 2 ? 'left' : 'right' }))
  const normal = (i: number, seed: number): number =>
    Math.sqrt(-2 * Math.log(1 - noise(i, seed))) * Math.cos(2 * Math.PI * noise(i, seed + 1))
  const seasons = (spread: number) =>
    players.flatMap(({ id }) =>
      numbers(8).map((k) => ({ player: id, hits: Math.round(100 + 30 * (spread * normal(id, 21) + normal(8 * id + k, 31))) })),
    )
  const fitted = async (spread: number) => {
    const { database, schema } = databaseOf({ players, seasons: seasons(spread) }, { players: ['id'] }, ['seasons.player -> players.id'])
    return fitDatabase(database, { schema, options: { trees: 3 } })
  }
  const model = await fitted(1)
  const drawn = (await sampleDatabase(model, { seed: 3, scale: 2 })).seasons
  const key = drawn.column('player') as CodeColumn
  // The real correlation is .5; of 300 groups of 8 its standard error is (1 - .5)(1 + 7 * .5) sqrt(2 / (8 * 7 * 300)) = .025;
  // what is less than .1 too little is left as it is, and four standard errors are .1.
  expect(
    Math.abs((intraclassCorrelation(drawn.column('hits').values as Float64Array, key.values as Int32Array) as number) - 0.5),
  ).toBeLessThan(0.2)
  const sketches = (which: Awaited<ReturnType<typeof fitted>>): number =>
    which.tables.flatMap(({ virtuals }) => virtuals.filter(({ kind }) => kind === 'mean')).length
  expect(sketches(await fitted(0))).toBe(0)
})
