import { describe, expect, test } from 'vitest'
import { allotRows } from '../../../src/models/relational/draw/parents/allot.js'
import { parseDatabaseModel, stringifyDatabaseModel } from '../../../src/models/relational/model-file.js'
import type { RelationalModel } from '../../../src/models/relational/state.js'
import { fitDatabase, sampleDatabase } from '../../../src/pipeline/jobs/database.js'
import { createRng } from '../../../src/random/rng.js'
import type { Database } from '../../../src/relations/database.js'
import { linkRows } from '../../../src/relations/links.js'
import { type DatabaseSchema, relationName, type TableSchema } from '../../../src/relations/schema.js'
import { databaseOf } from '../../relations/support.js'
import { expectWhole, noise, numbers } from './support.js'

const pick = (of: number, ...at: [number, number]): number => Math.floor(of * noise(...at))

/** The share of the rows of a table with two ways to one table, by the names of relations, that come to one row of it by both. */
function meeting(database: Database, schema: DatabaseSchema, ...ways: [readonly string[], readonly string[]]): number {
  const [a, b] = ways.map((way) =>
    way
      .map((name) => linkRows(database, schema.relations.find((relation) => relationName(relation) === name) as never))
      .reduce((rows, links) => rows.map((row) => (row < 0 ? -1 : (links[row] as number)))),
  ) as [Int32Array, Int32Array]
  const both = [...a.keys()].filter((row) => (a[row] as number) >= 0 && (b[row] as number) >= 0)
  return both.filter((row) => a[row] === b[row]).length / both.length
}

const diamonds = (model: RelationalModel): string[] =>
  model.plan.relations.flatMap((relation, i) => (model.matches[i]?.diamond ? [relationName(relation)] : []))

/** Firms with users and projects; members are users of projects, of the same firm but for a share. */
function firms(elsewhere: number, shuffled = false) {
  const firms = numbers(40).map((i) => ({ id: i + 1, size: ['small', 'large'][i % 2] as string }))
  const users = numbers(200).map((i) => ({ id: i + 1, firm: 1 + (i % 40), age: 20 + pick(40, i, 2) }))
  const projects = numbers(120).map((i) => ({ id: i + 1, firm: 1 + (i % 40), hours: pick(500, i, 3) }))
  const members = users.flatMap((user, u) =>
    numbers(1 + (u % 3)).map((k) => {
      const isElsewhere = shuffled || noise(3 * u + k, 5) < elsewhere
      const project = isElsewhere ? 1 + pick(120, 3 * u + k, 6) : user.firm + 40 * ((u + k) % 3)
      return { user: user.id, project, role: ['dev', 'lead'][pick(2, 3 * u + k, 7)] as string }
    }),
  )
  return databaseOf({ firms, users, projects, members }, { firms: ['id'], users: ['id'], projects: ['id'] }, [
    'users.firm -> firms.id',
    'projects.firm -> firms.id',
    'members.user -> users.id',
    'members.project -> projects.id',
  ])
}
const ways = [
  ['members.user', 'users.firm'],
  ['members.project', 'projects.firm'],
] as [string[], string[]]

describe('two ways to one table', () => {
  test('always end at the same row where real ones do, whatever the size', async () => {
    const { database, schema } = firms(0)
    expect(meeting(database, schema, ...ways)).toBe(1)
    const model = await fitDatabase(database, { schema, options: { trees: 3 } })
    expect(diamonds(model)).toHaveLength(1)
    // More than a block of 1,024 families.
    const drawn = await sampleDatabase(parseDatabaseModel(stringifyDatabaseModel(model)), { seed: 3, scale: 30 })
    expectWhole(drawn, model.schema)
    expect(meeting(drawn, model.schema, ...ways)).toBe(1)
  })

  test('end at the same row as often as in real rows', async () => {
    const { database, schema } = firms(0.3)
    const real = meeting(database, schema, ...ways)
    const model = await fitDatabase(database, { schema, options: { trees: 3 } })
    const drawn = await sampleDatabase(model, { seed: 3, scale: 3 })
    expectWhole(drawn, model.schema)
    // About 1,200 rows, and .7 of them learned from 400: standard errors of .013 and .023.
    expect(Math.abs(meeting(drawn, model.schema, ...ways) - real)).toBeLessThan(5 * Math.hypot(0.013, 0.023))
  })

  test('are left to chance where real rows leave them to it', async () => {
    const { database, schema } = firms(0, true)
    const model = await fitDatabase(database, { schema, options: { trees: 2 } })
    expect(diamonds(model)).toEqual([])
    // One of 40 firms: of 400 rows, with a standard error of .008.
    expect(meeting(await sampleDatabase(model, { seed: 2 }), model.schema, ...ways)).toBeLessThan(1 / 40 + 5 * 0.008)
  })

  test('may be a reference and one further on, of a table that is drawn or written as it is, and of rows without an owner', async () => {
    // The shop of an order is that of its customer in four of five.
    const shops = numbers(12).map((i) => ({ id: i + 1, place: ['Ulm', 'Bonn', 'Kiel'][i % 3] as string }))
    const customers = numbers(150).map((i) => ({ id: i + 1, shop: 1 + pick(12, i, 2), age: 20 + pick(40, i, 3) }))
    const orders = customers.flatMap((customer, c) =>
      numbers(c % 4).map((k) => ({
        customer: customer.id,
        shop: noise(4 * c + k, 4) < 0.8 ? customer.shop : 1 + pick(12, 4 * c + k, 5),
        sum: pick(100, 4 * c + k, 6),
      })),
    )
    const { database, schema: found } = databaseOf({ shops, customers, orders }, { shops: ['id'], customers: ['id'] }, [
      'customers.shop -> shops.id',
      'orders.customer -> customers.id',
      'orders.shop -> shops.id',
    ])
    const triangle = [['orders.customer', 'customers.shop'], ['orders.shop']] as [string[], string[]]
    const real = meeting(database, found, ...triangle)
    const lookup = { ...(found.tables.shops as TableSchema), role: 'lookup' as const }
    for (const shop of [found.tables.shops as TableSchema, lookup]) {
      const schema = { ...found, tables: { ...found.tables, shops: shop } }
      const model = await fitDatabase(database, { schema, options: { trees: 3 } })
      expect(diamonds(model)).toEqual(['orders.shop'])
      const drawn = await sampleDatabase(model, { seed: 5, scale: 3 })
      expectWhole(drawn, model.schema)
      // About 670 rows, learned from 225 of which some .82 meet: standard errors of .015 and .026.
      expect(Math.abs(meeting(drawn, model.schema, ...triangle) - real), shop.role).toBeLessThan(5 * Math.hypot(0.015, 0.026))
    }
  })

  test('never end at the same row where real ones never do: no team plays itself', async () => {
    const teams = numbers(10).map((i) => ({ id: i + 1, town: ['Ulm', 'Bonn', 'Kiel'][i % 3] as string }))
    const games = numbers(270).map((i) => {
      const home = pick(10, i, 2)
      return { home: 1 + home, away: 1 + ((home + 1 + pick(9, i, 3)) % 10), goals: pick(6, i, 4) }
    })
    const { database, schema } = databaseOf({ teams, games }, { teams: ['id'] }, ['games.home -> teams.id', 'games.away -> teams.id'])
    const model = await fitDatabase(database, { schema, options: { trees: 2 } })
    expect(diamonds(model)).toEqual(['games.away'])
    const drawn = await sampleDatabase(model, { seed: 1, scale: 2 })
    expectWhole(drawn, model.schema)
    expect(meeting(drawn, model.schema, ['games.home'], ['games.away'])).toBe(0)
  })
})

describe('rows that are allotted', () => {
  // Six rows of two classes that lead to three ends, with two children each.
  const offers = { ofRow: Int32Array.of(0, 0, 0, 1, 1, 1), ends: Int32Array.of(0, 1, 2, 0, 1, 2), degrees: [2, 2, 2, 2, 2, 2], classes: 2 }
  const wish = (classes: readonly number[], ends: readonly number[], position = classes.map(() => 0)) => ({
    classes: Int32Array.from(classes),
    ends: Int32Array.from(ends),
    position: Int32Array.from(position),
  })
  const times = (rows: Int32Array): number[] => numbers(6).map((row) => rows.filter((own) => own === row).length)

  test('lead where they have to, are of the class that is asked for, and are taken as often as they have children', () => {
    const classes = numbers(12).map((i) => (i < 6 ? 0 : 1))
    const ends = numbers(12).map((i) => (i % 6 < 4 ? (i % 6) % 2 : -1))
    const rows = allotRows(wish(classes, ends), offers, false, createRng(1))
    rows.forEach((row, i) => {
      expect(offers.ofRow[row]).toBe(classes[i])
      if ((ends[i] as number) >= 0) expect(offers.ends[row]).toBe(ends[i])
    })
    expect(times(rows)).toEqual([2, 2, 2, 2, 2, 2])
  })

  test('are of another class, or taken again, rather than lead elsewhere', () => {
    const rows = allotRows(wish(Array(7).fill(0), Array(7).fill(1)), offers, false, createRng(2))
    expect(rows.every((row) => offers.ends[row] === 1)).toBe(true)
    expect(times(rows)[1]).toBeGreaterThanOrEqual(2)
    expect(times(rows)[4]).toBeGreaterThanOrEqual(2)
  })

  test('keep away from where they must not lead, are none for who wants none, and differ among siblings', () => {
    const away = allotRows(wish(Array(12).fill(0), Array(12).fill(-2)), offers, false, createRng(3))
    expect(away.every((row) => offers.ends[row] !== 0)).toBe(true)
    expect(allotRows(wish([2, 2], [0, -1]), offers, false, createRng(4))).toEqual(Int32Array.of(-1, -1))
    const siblings = allotRows(wish([0, 0, 0, 0], [1, 1, 2, 2], [0, 1, 0, 1]), offers, true, createRng(5))
    expect(siblings[0]).not.toBe(siblings[1])
    expect(siblings[2]).not.toBe(siblings[3])
    expect(Array.from(siblings, (row) => offers.ends[row])).toEqual([1, 1, 2, 2])
  })
})
