import { describe, expect, test } from 'vitest'
import { detectMeaning } from '../../../src/table/meaning/detect.js'
import { detectLocale } from '../../../src/table/meaning/locale.js'

const range = (n: number, make: (i: number) => string): string[] => Array.from({ length: n }, (_, i) => make(i))
const meaningOf = (name: string, texts: readonly string[]): string | undefined =>
  detectMeaning(
    name,
    texts,
    texts.map(() => 1),
  )?.meaning

describe('detectMeaning', () => {
  test.each([
    ['email', 'x', ['a.b@c.org', 'd@e.f.net']],
    ['url', 'x', ['https://a.org/b', 'http://c.net']],
    ['uuid', 'x', ['3f2a9c1e-0b4d-4e6f-8a7b-5c6d7e8f9a0b']],
    ['mac', 'x', ['00:1a:2B:3c:4d:5e']],
    ['ipv4', 'x', ['10.0.0.255', '192.168.1.1']],
    ['ipv6', 'x', ['2001:db8::1', 'fe80::1:2']],
    ['iban', 'x', ['DE89370400440532013000']],
    ['ssn', 'x', ['078-05-1120']],
    ['coordinates', 'x', ['52.5163, 13.3777', '-33.8568,151.2153']],
    ['json', 'x', ['{"a": 1}', '[1, 2]']],
    ['colour', 'x', ['#a3f2c1', '#FFF']],
    ['card', 'card_number', ['4111111111111111']],
    ['phone', 'Phone', ['(600) 555-5452', '+49 30 1234567']],
    ['phone', 'x', ['+49 161 5162926']],
    ['street', 'Address', ['12 Main Street', 'Kirchgasse 3']],
    [undefined, 'Address Type', ['ADDRESS', 'INTERSECTION']],
    ['region', 'Shipping Address State', ['PA', 'NE']],
    ['region', 'County', ['Autauga County', 'Baldwin County']],
    [undefined, 'County Name/State', ['Autauga County, AL', 'Baldwin County, AL']],
    ['first-name', 'firstName', ['Ada', 'Jean-Luc']],
    ['last-name', 'nameLast', ["O'Hara", 'van Dyke']],
    ['full-name', 'customer_name', ['Ada Low', 'Low, Ada']],
    ['city', 'ShipCity', ['Köln', 'São Paulo']],
    ['postcode', 'postal_code', ['SW1A 1AA', '12345']],
    ['job', 'emp_title', ['Head of Sales', 'cook']],
    ['country-code', 'country', ['NL', 'BE']],
  ])('finds %s in a column named %s', (meaning, name, texts) => {
    expect(meaningOf(name, texts)).toBe(meaning)
  })

  test.each([
    ['versions are no addresses', 'v', ['1.4.5', '0.6.7']],
    ['octets end at 255', 'v', ['10.0.0.256', '1.2.3.4']],
    ['a number that a card could have, without the name', 'n', ['4111111111111111']],
    ['dates are no phone numbers', 'phone', ['2020-01-05', '2021-02-07']],
    ['words', 'colour', ['red', 'green']],
    ['things that are called name', 'name', range(40, (i) => `${'ABCDEFGH'[i % 8]}ille${'klmno'[i % 5]} Airport`)],
    ['one address among other words', 'contact_note', ['a@b.org', 'call later', 'none so far']],
  ])('finds nothing where %s', (_what, name, texts) => {
    expect(meaningOf(name, texts)).toBeUndefined()
  })

  test('finds lists by their items', () => {
    expect(
      meaningOf(
        'genres',
        range(60, (i) => ['Drama', 'Comedy', 'Crime', 'War'].filter((_, j) => (i >> j) % 2 === 0).join('|') || 'War'),
      ),
    ).toBe('list')
  })
})

test.each([
  ['area_name', ['Abilene, Texas', 'Akron, Ohio']],
  ['name', Array.from({ length: 30 }, (_, i) => `Town ${String.fromCharCode(97 + (i % 26))}ville, T${String.fromCharCode(65 + (i % 26))}`)],
  ['Does a person who reclines the seat have an obligation to the person behind?', ['No, not at all', 'Yes, some']],
])('%s holds no names of people', (name, texts) => {
  expect(
    detectMeaning(
      name,
      texts,
      texts.map(() => 1),
    )?.meaning,
  ).toBeUndefined()
})

test('people of a country with few family names are people where the column says so', () => {
  const names = Array.from(
    { length: 30 },
    (_, i) => `${'An Binh Chi Dung Hoa Lan'.split(' ')[i % 6]} ${'Thi Van Minh Thu Quang'.split(' ')[i % 5]} Nguyen`,
  )
  const counts = names.map(() => 1)
  expect(detectMeaning('full name', names, counts)?.meaning).toBe('full-name')
  expect(detectMeaning('Name', names, counts)?.meaning).not.toBe('full-name')
})

test.each([
  ['de', ['Jürgen Weiß', 'Hauptstraße 3', 'Anna Schmidt']],
  ['ja', ['さくら', '山田 たろう']],
  ['ja', ['渡辺健太', '斎藤恵子', '高橋翔', '中沢広美', '佐藤陽菜']],
  ['zh_CN', ['张伟', '刘洋', '陈静', '赵丽娟', '杨军']],
  ['zh_TW', ['陳怡君', '黃淑芬', '吳俊傑', '劉雅婷', '張志豪']],
  ['zh_CN', ['张伟', '刘洋', '陈静', ...Array.from({ length: 40 }, () => '赵丽娟'), '优の良品']],
  ['ru', ['Анна', 'Борис']],
  ['pl', ['Łukasz', 'Świątek']],
  ['en', ['Ann Smith', 'Bob Jones']],
])('names tell the locale %s', (locale, names) => {
  expect(detectLocale(names)).toBe(locale)
})
