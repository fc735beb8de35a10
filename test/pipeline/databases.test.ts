import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { readSqliteDatabase } from '../../src/io/sqlite/database.js'
import { createDatabaseWriter, databaseToSqlite, readDatabase, tableToArrow, toRows, writeDatabase } from '../../src/node.js'
import { databaseProblems } from '../../src/relations/check.js'
import { linkRows } from '../../src/relations/links.js'
import { dataset, scratchFolder } from '../support/cli.js'

const { path } = scratchFolder()
const chinook = dataset('chinook/chinook.sqlite')

const customers = [
  { id: 1, city: 'Bern' },
  { id: 2, city: 'Basel' },
  { id: 3, city: 'Bern' },
]
const orders = [
  { order_id: 10, customer_id: 2, amount: 9.5 },
  { order_id: 11, customer_id: 2, amount: 1.25 },
  { order_id: 12, customer_id: null, amount: 3 },
]

describe('a database is read', () => {
  test('from an SQLite file, with the keys and relations that it declares', async () => {
    const { database, schema } = await readDatabase(chinook)
    expect(Object.keys(database)).toHaveLength(11)
    expect(database.Track?.rows).toBe(3503)
    expect(schema.tables.PlaylistTrack?.key).toEqual(['PlaylistId', 'TrackId'])
    expect(schema.relations).toHaveLength(11)
    expect(schema.relations).toContainEqual(
      expect.objectContaining({ child: 'Employee', columns: ['ReportsTo'], parent: 'Employee', key: ['EmployeeId'], nullable: true }),
    )
  })

  test('from rows by name, from Arrow tables and from the bytes of files', async () => {
    const fromRows = await readDatabase({ customers, orders })
    const expected = [
      expect.objectContaining({ child: 'orders', columns: ['customer_id'], parent: 'customers', key: ['id'], nullable: true }),
    ]
    expect(fromRows.schema.relations).toEqual(expected)
    const arrow = await tableToArrow(fromRows.database.customers as never, fromRows.schema.tables.customers as never)
    const csv = new TextEncoder().encode('order_id,customer_id,amount\n10,2,9.5\n11,2,1.25\n12,,3\n')
    const mixed = await readDatabase({ customers: arrow, 'orders.csv': csv })
    expect(Object.keys(mixed.database)).toEqual(['customers', 'orders'])
    expect(mixed.schema.relations).toEqual(expected)
  })

  test('with references as what they name, where by themselves they are dates', async () => {
    const days = Array.from({ length: 60 }, (_, i) => new Date(Date.UTC(2023, 0, 1 + i)).toISOString().slice(0, 10))
    const calendar = days.map((date, i) => ({ date, holiday: i % 7 === 0 ? 'yes' : 'no' }))
    const sales = Array.from({ length: 200 }, (_, i) => ({ sale_id: i + 1, date: days[(i * 7) % 60], amount: i % 13 }))
    const star = await readDatabase({ calendar, sales })
    expect(star.schema.relations).toMatchObject([{ child: 'sales', columns: ['date'], parent: 'calendar' }])
    expect(databaseProblems(star.database, star.schema)).toEqual([])
    expect(star.notes.filter((note) => note.includes('--lookup calendar'))).toHaveLength(1)
    // 00021 would be the 21st day of 2000.
    const boxes = Array.from({ length: 200 }, (_, i) => ({ box: String(i).padStart(5, '0'), weight: i % 7 }))
    const items = Array.from({ length: 600 }, (_, i) => ({ item: i + 1, box: String(1 + ((i * 7) % 199)).padStart(5, '0') }))
    const store = await readDatabase({ boxes, items })
    expect(store.schema.relations).toMatchObject([{ child: 'items', columns: ['box'], parent: 'boxes' }])
    expect(databaseProblems(store.database, store.schema)).toEqual([])
    expect(store.notes.join()).not.toContain('--lookup')
  })

  test('from a folder of files in several formats, of which what is no table is left out and said', async () => {
    const folder = path('shop')
    await mkdir(folder)
    await writeFile(`${folder}/customers.csv`, 'id,city\n1,Bern\n2,Basel\n3,Bern\n')
    await writeFile(`${folder}/orders.ndjson`, orders.map((row) => JSON.stringify(row)).join('\n'))
    await writeFile(`${folder}/README.md`, '# shop')
    const { database, schema, notes } = await readDatabase(folder)
    expect(Object.keys(database)).toEqual(['customers', 'orders'])
    expect(schema.relations).toMatchObject([{ child: 'orders', parent: 'customers' }])
    expect(notes).toContain('left out, since no tables: README.md')
  })
})

describe('a database is refused', () => {
  const folderOf = async (name: string, files: Readonly<Record<string, string>>): Promise<string> => {
    await mkdir(path(name))
    for (const [file, text] of Object.entries(files)) await writeFile(`${path(name)}/${file}`, text)
    return path(name)
  }

  test('with what may be a table and with two of one name, everything in one message', async () => {
    const folder = await folderOf('odd', { 'a.csv': 'x,y\n1,2\n', 'a.tsv': 'x\ty\n1\t2\n', 'b.xls': '', 'c.csv.zip': '' })
    await mkdir(`${folder}/old`)
    const error = await readDatabase(folder).catch((error: Error) => error)
    expect(String(error)).toMatch(
      /4 problems[\s\S]*b\.xls: can't be told[\s\S]*c\.csv\.zip: can't be told[\s\S]*old\/: is a folder[\s\S]*a\.tsv: has the name of/,
    )
  })

  test('with a file named like nothing that an object may have', async () => {
    const folder = await folderOf('proto', { '__proto__.csv': 'x,y\n1,2\n', 'a.csv': 'x,__proto__\n1,2\n' })
    await expect(readDatabase(folder)).rejects.toThrow(/no table can be called __proto__.*rename it/)
    await expect(readDatabase({ '__proto__.csv': await readFile(`${folder}/__proto__.csv`) })).rejects.toThrow(
      /no table can be called __proto__/,
    )
  })

  test('with two files of one name and files that can not be read', async () => {
    const folder = await folderOf('twice', { 'a.csv': 'x,y\n1,2\n', 'a.json': '[{"x":1}]', 'b.parquet': 'nothing of the kind' })
    const error = await readDatabase(folder).catch((error: Error) => error)
    expect(String(error)).toMatch(/2 problems[\s\S]*a\.json: has the name of .*a\.csv[\s\S]*b\.parquet/)
  })

  test('without a table, or as a file that is cut off', async () => {
    await expect(readDatabase(await folderOf('empty', {}))).rejects.toThrow('is a folder without a table')
    const bytes = await readFile(chinook)
    await expect(readDatabase(new Uint8Array(bytes.subarray(0, 5000)))).rejects.toThrow(/can't be read as an SQLite database/)
    await expect(readDatabase(new Uint8Array([1, 2, 3]))).rejects.toThrow('is no SQLite database')
  })

  test('with tables that the schema does not have', async () => {
    const { schema } = await readDatabase({ customers, orders })
    await expect(readDatabase({ customers, visits: orders }, { schema })).rejects.toThrow(
      /2 problems[\s\S]*orders: the schema has[\s\S]*visits: is no table/,
    )
  })
})

test('gaps in a key are told with all else that is wrong with the rows, other cells with the table that they are in', async () => {
  const { schema } = await readDatabase({ customers, orders })
  const broken = await readDatabase({ customers: [...customers, { id: 1, city: 'Bern' }, { id: null, city: 'Basel' }], orders }, { schema })
  expect(databaseProblems(broken.database, broken.schema).join('\n')).toMatch(/not unique \('1' in 2 rows\)[\s\S]*missing in 1 of 5 rows/)
  const wrong = [{ order_id: 10, customer_id: 2, amount: 'much' }]
  await expect(readDatabase({ customers, orders: wrong }, { schema })).rejects.toThrow(/orders\.amount: /)
})

describe('a database is written', () => {
  test.each(['csv', 'parquet', 'ndjson'] as const)('as a folder of %s files that reads back the same', async (format) => {
    const { database, schema } = await readDatabase({ customers, orders })
    await writeDatabase(path(`out-${format}`), database, schema, { format })
    const again = await readDatabase(path(`out-${format}`), { schema })
    for (const name of ['customers', 'orders']) {
      expect(toRows(again.database[name] as never, schema.tables[name] as never)).toEqual(
        toRows(database[name] as never, schema.tables[name] as never),
      )
    }
  })

  test('as an SQLite file with the statements of the one it came from, cell by cell', async () => {
    const { database, schema } = await readDatabase(chinook)
    await writeDatabase(path('copy.sqlite'), database, schema)
    const [real, copy] = await Promise.all(
      [chinook, path('copy.sqlite')].map(async (file) => readSqliteDatabase(new Uint8Array(await readFile(file)), file)),
    )
    expect(copy?.statements).toEqual(real?.statements)
    expect(copy?.reads).toEqual(real?.reads)
  })

  test('as an SQLite file with keys and relations where it came from rows', async () => {
    const { database, schema } = await readDatabase({ customers, orders })
    const copy = await readDatabase(await databaseToSqlite(database, schema))
    expect(copy.schema.relations).toMatchObject([{ child: 'orders', columns: ['customer_id'], parent: 'customers', key: ['id'] }])
    expect(copy.schema.tables.orders?.key).toEqual(['order_id'])
    expect(toRows(copy.database.orders as never, copy.schema.tables.orders as never)).toMatchObject([
      { amount: 9.5 },
      { amount: 1.25 },
      { amount: 3 },
    ])
  })

  test('not at all where one row does not fit', async () => {
    const { database, schema } = await readDatabase({ customers, orders })
    const statements = [
      "CREATE TABLE customers (id INTEGER PRIMARY KEY, city TEXT CHECK (city <> 'Basel'))",
      'CREATE TABLE orders (order_id, customer_id, amount)',
    ]
    await expect(writeDatabase(path('never.sqlite'), database, { ...schema, statements })).rejects.toThrow(
      /never\.sqlite: the table customers refuses a row: CHECK constraint failed/,
    )
    expect((await readdir(path('.'))).filter((name) => name.includes('never'))).toEqual([])
  })

  test('only where it can be', async () => {
    const { database, schema } = await readDatabase({ customers, orders })
    await mkdir(path('before'))
    const writer = await createDatabaseWriter(path('before/new/out'), schema)
    await writer.write(database)
    await writer.abort()
    expect(await readdir(path('before'))).toEqual([])
    await expect(writeDatabase(path('all.csv'), database, schema)).rejects.toThrow('is the name of one file, and a database has several')
  })
})

test('keys of a database that is compared may be written otherwise, as long as they agree among themselves', async () => {
  const { schema } = await readDatabase({ customers, orders })
  const others = {
    customers: customers.map((row) => ({ ...row, id: `c-${row.id}` })),
    orders: orders.map((row) => ({ ...row, customer_id: row.customer_id === null ? null : `c-${row.customer_id}` })),
  }
  const { database } = await readDatabase(others, { schema, compared: true })
  expect([...linkRows(database, schema.relations[0] as never)]).toEqual([1, 1, -1])
})
