import { describe, expect, test } from 'vitest'
import { type Declarations, detectRelations } from '../../../src/relations/detect/detect.js'
import { relationName } from '../../../src/relations/schema.js'
import { rawFromRows } from '../../../src/table/rows.js'

type Rows = readonly Readonly<Record<string, string | number | null>>[]

/** What is found: `orders.customer_id -> customers.id`, in order. */
function found(tables: Readonly<Record<string, Rows>>, declared?: Declarations) {
  const raws = Object.fromEntries(Object.entries(tables).map(([name, rows]) => [name, rawFromRows(rows)]))
  const { relations, perhaps, keys } = detectRelations(raws, declared)
  const text = (relation: (typeof relations)[number]): string => `${relationName(relation)} -> ${relation.parent}.${relation.key.join('+')}`
  return { relations: relations.map(text), perhaps: perhaps.map(text), keys, reasons: relations.map(({ reason }) => reason) }
}

const rows = <Row>(count: number, row: (i: number) => Row): Row[] => Array.from({ length: count }, (_, i) => row(i))

describe('a reference is found', () => {
  const customers = rows(50, (i) => ({ id: i + 1, age: 20 + (i % 40) }))
  test.each([
    ['customer_id', 'customers'],
    ['CustomerID', 'tbl_customer'],
    ['fk_customer', 'customers'],
    ['customer', 'customers'],
    ['cust_id', 'customers'],
    ['shipping_customer_id', 'customers'],
    ['customerid', 'customers'],
    ['customer_id_from', 'customers'],
    ['customer_no', 'Customer'],
    ['constructor_id', 'constructor'],
    ['__proto___id', '__proto__'],
    ['arzt_id', 'Ärzte'],
    ['filiaal_id', 'filialen'],
    ['id_prodotto', 'prodotti'],
    ['cliente_id', 'clientes'],
    ['customer_id', 'customer_entity'],
  ])('by the name %s of a key of %s, although all are small whole numbers', (column, table) => {
    const orders = rows(200, (i) => ({ id: i + 1, [column]: 1 + ((i * 7) % 50), amount: 1 + (i % 9) }))
    expect(found({ [table]: customers, orders }).relations).toEqual([`orders.${column} -> ${table}.id`])
  })

  test.each([
    ['categories', 'category_id'],
    ['movies', 'movie_id'],
    ['addresses', 'address_id'],
    ['people', 'person_id'],
    ['houses', 'house_id'],
    ['boxes', 'box_id'],
    ['order_details', 'orderDetailId'],
  ])('from many %s to one %s', (table, column) => {
    const parents = rows(30, (i) => ({ id: i + 1 }))
    expect(found({ [table]: parents, events: rows(90, (i) => ({ nr: i + 1, [column]: 1 + (i % 30) })) }).relations).toEqual([
      `events.${column} -> ${table}.id`,
    ])
  })

  test('by values alone where they are no chance, and with a warning where some are of no parent', () => {
    const code = (i: number): string => `${String.fromCharCode(65 + (i % 26), 65 + ((i * 7) % 26), 65 + ((i * 11) % 25))}${i}`
    const airports = rows(60, (i) => ({ faa: code(i), alt: i % 9 }))
    const flights = rows(300, (i) => ({ dest: i % 31 === 0 ? 'ZZZ9' : code(i % 60), delay: i % 60 }))
    const { relations, reasons } = found({ airports, flights })
    expect(relations).toEqual(['flights.dest -> airports.faa'])
    expect(reasons[0]).toBe('98.3 % of its values are in airports.faa, which is no chance')
  })

  test('where a program wrote 7.0 because other cells are missing', () => {
    const raw = (cells: readonly string[]) => {
      const tokens = [...new Set(cells)]
      return {
        name: 'team_id',
        length: cells.length,
        numbers: null,
        decimals: null,
        codes: Int32Array.from(cells, (c) => tokens.indexOf(c)),
        tokens,
      }
    }
    const teams = rawFromRows(rows(9, (i) => ({ id: i + 1 })))
    const players = { rows: 12, columns: [raw(rows(12, (i) => (i % 4 === 0 ? '' : `${1 + (i % 9)}.0`)))] }
    const { relations } = detectRelations({ teams, players })
    expect(relations).toMatchObject([{ child: 'players', parent: 'teams', nullable: true }])
  })

  test('of a table to itself, a table of links with its key, and two columns to one table', () => {
    const staff = rows(20, (i) => ({
      staff_id: i + 1,
      reports_to: i === 0 ? null : 1 + Math.floor((i - 1) / 3),
      floor: i % 2 === 0 ? null : 1 + (i % 5),
    }))
    const projects = rows(8, (i) => ({ project_id: i + 1 }))
    const work = rows(40, (i) => ({ staff_id: 1 + (i % 20), project_id: 1 + ((i + Math.floor(i / 20)) % 8) }))
    const games = rows(30, (i) => ({ home_team: 1 + (i % 6), away_team: 1 + ((i + 1) % 6), home_goals: i % 4, away_goals: (i * 3) % 5 }))
    const teams = rows(6, (i) => ({ team_id: i + 1, name: `team ${i}` }))
    const { relations, keys } = found({ staff, projects, work, games, teams })
    expect(relations).toEqual([
      'staff.reports_to -> staff.staff_id',
      'work.staff_id -> staff.staff_id',
      'work.project_id -> projects.project_id',
      'games.home_team -> teams.team_id',
      'games.away_team -> teams.team_id',
    ])
    expect(keys.work).toEqual(['staff_id', 'project_id'])
  })

  test('of a table to itself by values alone where they are scattered, or name a row before each time', () => {
    const code = (i: number): string => `${(i * 7919) % 10007}-${(i * 104729) % 9973}x`
    const earlier = (i: number): number => Math.floor((i * ((i * 13) % 17)) / 17)
    const users = rows(60, (i) => ({ uuid: code(i), asked_by: i % 3 === 0 ? null : code(earlier(i)) }))
    expect(found({ users }).relations).toEqual(['users.asked_by -> users.uuid'])
    const firms = rows(60, (i) => ({ id: i + 1, holding_id: i % 3 === 0 ? null : 1 + earlier(i) }))
    expect(found({ firms }).relations).toEqual(['firms.holding_id -> firms.id'])
  })

  test('to a column that is unique beside one that only numbers the rows', () => {
    const patients = rows(60, (i) => ({ row_id: i + 1, subject_id: 5000 + 3 * i + (i % 2), age: 20 + (i % 60) }))
    const stays = rows(150, (i) => ({ row_id: i + 1, subject_id: 5000 + 3 * (i % 60) + (i % 2), stay_id: 70_000 + 7 * i + (i % 3) }))
    const beds = rows(400, (i) => ({ row_id: i + 1, stay_id: 70_000 + 7 * (i % 150) + (i % 3), bed: 1 + (i % 20) }))
    expect(found({ patients, stays, beds }).relations).toEqual(['stays.subject_id -> patients.subject_id', 'beds.stay_id -> stays.stay_id'])
  })

  test('by a reference and the number of a row below it', () => {
    const orders = rows(60, (i) => ({ order_no: 45_000 + i }))
    const items = rows(180, (i) => ({ order_no: 45_000 + Math.floor(i / 3), item_no: 10 * (1 + (i % 3)), amount: i % 7 }))
    const deliveries = rows(90, (i) => ({ delivery: i, order_no: 45_000 + Math.floor((i * 2) / 3), item_no: 10 * (1 + ((i * 2) % 3)) }))
    expect(found({ orders, items, deliveries }).relations).toContain('deliveries.(order_no, item_no) -> items.order_no+item_no')
  })

  test('one to one, towards the table that the key is named after', () => {
    const users = rows(40, (i) => ({ user_id: i + 1, age: 20 + (i % 9) }))
    const profiles = rows(30, (i) => ({ user_id: i + 1, theme: i % 3 }))
    const posts = rows(90, (i) => ({ post_id: i + 1, user_id: 1 + (i % 30) }))
    expect(found({ profiles, users, posts }).relations).toEqual(['profiles.user_id -> users.user_id', 'posts.user_id -> users.user_id'])
  })

  test('one to one, where the key is named after the table in short', () => {
    const employees = rows(40, (i) => ({ emp_id: 1000 + i, salary: 2000 + (i % 9) }))
    const badges = rows(25, (i) => ({ emp_id: 1000 + i, colour: i % 3 }))
    expect(found({ badges, employees }).relations).toEqual(['badges.emp_id -> employees.emp_id'])
  })

  test('by two columns together to a table that they tell the rows of', () => {
    const stations = rows(3, (i) => ({ station: `S${'XYZ'[i]}Q` }))
    const weather = rows(300, (i) => ({ station: `S${'XYZ'[i % 3]}Q`, hour: 1000 + Math.floor(i / 3), wind: i % 7 }))
    const trips = rows(500, (i) => ({ trip: i, station: `S${'XYZ'[i % 3]}Q`, hour: 1000 + ((i * 13) % 100) }))
    expect(found({ stations, weather, trips }).relations).toContain('trips.(station, hour) -> weather.station+hour')
  })

  test('by its name where no row has a value yet', () => {
    const languages = rows(6, (i) => ({ language_id: i + 1 }))
    const films = rows(20, (i) => ({ film_id: i + 1, language_id: 1 + (i % 6), original_language_id: null }))
    expect(found({ languages, films }).relations).toEqual([
      'films.language_id -> languages.language_id',
      'films.original_language_id -> languages.language_id',
    ])
  })
})

describe('no reference is made up', () => {
  const customers = rows(100, (i) => ({
    customer_id: i + 1,
    age: 18 + (i % 60),
    children: i % 3 === 0 ? null : i % 4,
    customer_type_id: 1 + (i % 3),
  }))
  const movies = rows(200, (i) => ({ movie_id: i + 1, movie_rating: 1 + (i % 10), num_customers: i % 50 }))

  test('of counts, measures and codes that happen to lie among the keys', () => {
    const sales = rows(300, (i) => ({
      sale_id: i + 1,
      quantity: 1 + (i % 5),
      customers: 1 + (i % 30),
      rank: 1 + (i % 100),
      step: 1 + (i % 9),
    }))
    expect(found({ customers, movies, sales }).relations).toEqual([])
  })

  test('of two letters that are codes of something else', () => {
    const countries = rows(200, (i) => ({
      code: `${String.fromCharCode(65 + (i % 26))}${String.fromCharCode(65 + ((i * 3 + Math.floor(i / 26)) % 26))}`,
      area: i,
    }))
    const people = rows(90, (i) => ({ nr: i, state: countries[i % 3]?.code ?? '' }))
    expect(found({ countries, people }).relations).toEqual([])
  })

  test('of years to years that run without a gap', () => {
    const years = rows(60, (i) => ({ year: 1960 + i, events: i % 7 }))
    const people = rows(90, (i) => ({ person: `P${i}`, born: 1960 + (i % 40) }))
    expect(found({ years, people }).relations).toEqual([])
  })

  test('of what numbers the rows of each table, or groups those of one', () => {
    const goods = rows(40, (i) => ({ entity_id: i + 1, price: 3 * i }))
    const buyers = rows(60, (i) => ({ entity_id: i + 1, age: 20 + i }))
    expect(found({ goods_entity: goods, buyers_entity: buyers }).relations).toEqual([])
    const events = rows(200, (i) => ({ id: i + 1, session_id: i % 7 === 0 ? null : 1 + Math.floor(i / 9) }))
    expect(found({ events }).relations).toEqual([])
  })

  test('of a column that runs in circles', () => {
    const nodes = rows(30, (i) => ({ node_id: i + 1, parent_id: 1 + ((i + 1) % 30) }))
    expect(found({ nodes }).relations).toEqual([])
  })

  test('between events of one parent that share its key and a year', () => {
    const players = rows(60, (i) => ({ id: `player${i * 37}` }))
    const batting = rows(300, (i) => ({ players_id: `player${(i % 60) * 37}`, year: 1990 + Math.floor(i / 60), hits: i % 9 }))
    const fielding = rows(280, (i) => ({ players_id: `player${(i % 60) * 37}`, year: 1990 + Math.floor(i / 60), errors: i % 4 }))
    expect(found({ players, batting, fielding }).relations).toEqual([
      'batting.players_id -> players.id',
      'fielding.players_id -> players.id',
    ])
  })
})

test('what the values say and the names do not is told as perhaps', () => {
  const staff = rows(12, (i) => ({ no: i + 1 }))
  const orders = rows(60, (i) => ({ id: i + 1, handler_id: 1 + (i % 12) }))
  expect(found({ staff, orders })).toMatchObject({ relations: [], perhaps: ['orders.handler_id -> staff.no'] })
})

test('pairs that are all rows of a table, but may be events of a third one as well, are told as perhaps', () => {
  const routes = rows(60, (i) => ({ flight_no: `RX${100 + 7 * i}` }))
  const departures = rows(300, (i) => ({ flight_no: `RX${100 + 7 * (i % 60)}`, day: 20 + Math.floor(i / 60), delay: i % 9 }))
  const bookings = rows(500, (i) => ({ booking: i, flight_no: `RX${100 + 7 * ((7 * i) % 60)}`, day: 20 + (i % 5) }))
  expect(found({ routes, departures, bookings })).toMatchObject({
    relations: ['departures.flight_no -> routes.flight_no', 'bookings.flight_no -> routes.flight_no'],
    perhaps: ['bookings.(flight_no, day) -> departures.flight_no+day'],
  })
})

test('references in a circle, and keys that only agree as numbers, are told as perhaps', () => {
  const staff = rows(30, (i) => ({ staff_id: i + 1, reports_to: 1 + ((i + 1) % 30) }))
  expect(found({ staff })).toMatchObject({ relations: [], perhaps: ['staff.reports_to -> staff.staff_id'] })
  const customers = rows(60, (i) => ({ id: String(i + 1).padStart(3, '0') }))
  const orders = rows(90, (i) => ({ nr: i + 1, customer_id: 1 + (i % 60) }))
  expect(found({ customers, orders })).toMatchObject({ relations: [], perhaps: ['orders.customer_id -> customers.id'] })
})

test('declared keys and relations win', () => {
  const staff = rows(12, (i) => ({ no: i + 1, code: `c${i}` }))
  const orders = rows(60, (i) => ({ id: i + 1, staff_no: 1 + (i % 12), via: 1 + (i % 3) }))
  const declared = { keys: { staff: ['code'] }, relations: [{ child: 'orders', columns: ['via'], parent: 'staff', key: ['no'] }] }
  expect(found({ staff, orders }, declared)).toMatchObject({
    relations: ['orders.via -> staff.no'],
    keys: { staff: ['code'] },
    reasons: ['declared'],
  })
})

test('a few doubled keys are no reason to look away', () => {
  const customers = rows(100, (i) => ({ id: i < 98 ? i + 1 : 7 }))
  const orders = rows(200, (i) => ({ nr: i, customer_id: 1 + (i % 90) }))
  expect(found({ customers, orders }).relations).toEqual(['orders.customer_id -> customers.id'])
})
