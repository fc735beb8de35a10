import { describe, expect, test } from 'vitest'
import { createDraws } from '../../../src/models/made-anew/draws.js'
import { createFaker } from '../../../src/models/made-anew/fakes.js'
import { createPatternWriter } from '../../../src/models/made-anew/pattern-writer.js'
import { createGrouping, createSchedule } from '../../../src/models/made-anew/schedule.js'
import { sexReader } from '../../../src/models/made-anew/sex.js'
import { createTextMaker } from '../../../src/models/made-anew/words.js'
import { createKeyMaker } from '../../../src/models/shell/keys.js'
import { isValid } from '../../../src/table/grammar/check-digits.js'
import { known } from '../../support/tables.js'

const range = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i))
const write = (pattern: string, count: number, seed = 1): string[] => {
  const { write } = createPatternWriter(pattern, false)
  const fake = createFaker(null, seed)
  return range(count, (entity) => {
    const draws = createDraws(seed, 0, entity)
    return write({ draws, digit: draws.below, count: entity, entity, fake })
  })
}

describe('keys', () => {
  test.each([
    [
      'several forms, one of which has little room',
      {
        pattern: '',
        start: 1,
        forms: [
          { pattern: 'A{d:2}', rows: 90 },
          { pattern: 'B{d:5}', rows: 910 },
        ],
      },
      1000,
    ],
    ['numbers between bounds', { pattern: '10.{0..40..255}.{0..255}', start: 1 }, 256 * 256],
    ['choices beside digits', { pattern: '{A|B|C}{d:3}', start: 1 }, 3000],
    ['check digits', { pattern: '4{d:4}{luhn}', start: 1 }, 10_000],
    ['digits of several lengths', { pattern: 'X{d:4-6}', start: 1 }, 10_000],
    ['whole numbers beyond doubles', { pattern: '{i:10000000000000000-99999999999999999999}', start: 1 }, 20_000],
  ])('of %s are all different', (_what, forms, count) => {
    expect(new Set(range(count, createKeyMaker(forms, 3))).size).toBe(count)
  })

  test('check digits are right, and addresses of mail are told apart by a number', () => {
    for (const key of range(500, createKeyMaker({ pattern: '55{d:13}{luhn}', start: 1 }, 1))) expect(isValid('luhn', key)).toBe(true)
    for (const key of range(500, createKeyMaker({ pattern: 'GB{iban}ABCD{d:14}', start: 1 }, 1))) expect(isValid('iban', key)).toBe(true)
    expect(new Set(range(5000, createKeyMaker({ pattern: '{local}{n:1}@example.org', start: 1 }, 1))).size).toBe(5000)
  })
})

describe('patterns', () => {
  test('pieces of a number are as likely as each other', () => {
    const values = write('{0..10..1000}', 4000).map(Number)
    const low = values.filter((value) => value < 10).length
    // Binomial, 4000 times one half: within 4.9 standard deviations but for once in a million.
    expect(Math.abs(low - 2000)).toBeLessThan(4.9 * Math.sqrt(1000))
    expect(Math.max(...values)).toBeLessThanOrEqual(1000)
  })

  test('choices come by weight, and items of a list are different', () => {
    const a = write('{A*9|B}', 4000).filter((text) => text === 'A').length
    expect(Math.abs(a - 3600)).toBeLessThan(4.9 * Math.sqrt(4000 * 0.9 * 0.1))
    for (const text of write('{list 3 "; " a*50|b|c|d}', 300)) expect(new Set(text.split('; ')).size).toBe(3)
  })

  test('words have the letters and the case that the pattern says', () => {
    for (const text of write('{Ww:3-6} {W:2} {w:1-4}', 500)) expect(text).toMatch(/^[A-Z][a-z]{2,5} [A-Z]{2} [a-z]{1,4}$/)
  })
})

test('a schedule gives each part its share exactly, and counts within it without a gap', () => {
  const schedule = createSchedule([10, 30, 60], 7)
  const ranks: number[][] = [[], [], []]
  for (let i = 0; i < 300; i++) {
    const { part, rank } = schedule(i)
    ranks[part]?.push(rank)
  }
  expect(ranks.map((list) => list.length)).toEqual([30, 90, 180])
  for (const list of ranks) expect([...list].sort((a, b) => a - b)).toEqual(range(list.length, (i) => i))
})

test('groups have their sizes', () => {
  const group = createGrouping(
    [
      [1, 40],
      [3, 60],
    ],
    1,
    7,
  )
  const sizes = new Map<number, number>()
  for (let i = 0; i < 100; i++) sizes.set(group(i), (sizes.get(group(i)) ?? 0) + 1)
  const counts = [...sizes.values()]
  expect([counts.filter((n) => n === 1).length, counts.filter((n) => n === 3).length]).toEqual([40, 20])
})

test('texts have no more letters than the longest', () => {
  const lengths = range(1000, createTextMaker([1, 4, 9], [3, 20, 30], 1, 0)).map((text) => text.length)
  expect(Math.max(...lengths)).toBeLessThanOrEqual(30)
  expect(Math.min(...lengths)).toBeGreaterThanOrEqual(1)
})

describe('fakes', () => {
  const lists = {
    locale: 'en',
    first: ['Ann', 'Bob', 'Caroline'],
    last: ['Ng', 'Okonkwo', 'Ólafsdóttir'],
    company: ['Ltd'],
    job: [['Chief'], ['Cook']],
    street: [],
    city: ['Ys'],
    region: [],
    country: [],
    town: [],
  }

  test('of one entity are of one person', () => {
    const fake = createFaker(lists, 3)
    for (let entity = 0; entity < 200; entity++) {
      const [first, last, local] = [fake('first', entity), fake('last', entity), fake('local', entity)]
      const plain = last
        .normalize('NFD')
        .replace(/[^A-Za-z]/g, '')
        .toLowerCase()
      expect(local).toContain(plain)
      expect(local[0]).toBe((first[0] as string).toLowerCase())
    }
    expect(fake('job', 1)).toBe('Chief Cook')
  })

  test('fit the room that columns of names have', () => {
    const fake = createFaker(lists, 3, { room: { first: 4, last: 7, both: 11 } })
    for (let entity = 0; entity < 200; entity++) expect(`${fake('first', entity)} ${fake('last', entity)}`.length).toBeLessThanOrEqual(11)
  })

  test('without lists are words that can be said', () => {
    const fake = createFaker(null, 3)
    expect(range(50, (entity) => `${fake('first', entity)} ${fake('city', entity)}`).join('\n')).toMatch(/^([A-Z][a-z]+ [A-Z][a-z]+\n?)+$/)
  })
})

test('parts of which no whole number comes in a period are rounded by their remainders', () => {
  const schedule = createSchedule([1000, 1000, 1000], 5)
  const counts = [0, 0, 0]
  for (let index = 0; index < 1024; index++) counts[schedule(index).part] += 1
  expect(counts).toEqual([342, 341, 341])
})

test('an address that somebody has is told apart by the next ways to write one, at last by a letter and digits', () => {
  const fake = createFaker(null, 1)
  const [a, b] = [fake('first', 7).toLowerCase(), fake('last', 8).toLowerCase()]
  const digits = '\\d{3}'
  const later = [`${a[0]}${b}`, `${b}${digits}`, `${a}${digits}`, `${a.slice(0, 3)}${digits}`, `${a[0]}${digits}`, `${a[0]}${digits}`]
  const ways = [`(${a}[._]?|${a[0]})${b}\\d{0,2}`, ...later]
  for (const [attempt, way] of ways.entries()) expect(fake.local({ first: 7, last: 8 }, 9, attempt)).toMatch(new RegExp(`^${way}$`))
})

describe('sexReader', () => {
  const rowsOf = (name: string, cells: readonly string[]) => known(cells.map((cell) => ({ [name]: cell })))
  test.each(['sex', 'Sexe', 'userGender', 'gender_code', 'p:sex', 'genero', 'género', 'płeć', 'plec', 'Civilité', 'civilite'])(
    'reads %s',
    (name) => {
      const { table, schema } = rowsOf(name, ['f', 'm', 'x', 'f', 'm'])
      const read = sexReader(schema, table)
      expect(read && [0, 1, 2].map(read)).toEqual(['female', 'male', null])
    },
  )

  test.each([
    ['性別', '女', '男'],
    ['性别', '女性', '男性'],
    ['성별', '여', '남'],
    ['Пол', 'Ж', 'М'],
  ])('reads %s, of %s and %s', (name, woman, man) => {
    const { table, schema } = rowsOf(name, [woman, man, '-', woman, man])
    const read = sexReader(schema, table)
    expect(read && [0, 1, 2].map(read)).toEqual(['female', 'male', null])
  })

  test.each(['sexual', 'unisex', 'asexe', 'pleca', 'gXnero', 'engender', 'полный'])('reads nothing from %s', (name) => {
    const { table, schema } = rowsOf(name, ['f', 'm', 'x', 'f', 'm'])
    expect(sexReader(schema, table)).toBeNull()
  })
})
