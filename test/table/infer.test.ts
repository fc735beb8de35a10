import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { CodeColumn, Column } from '../../src/table/column.js'
import { mergedSchema, mergedTable } from '../../src/table/forms/merge.js'
import { inferSchema } from '../../src/table/inference/infer.js'
import { RawColumnBuilder, rawCell } from '../../src/table/raw.js'
import type { ColumnSchema } from '../../src/table/schema.js'
import { Table } from '../../src/table/table.js'
import { decode } from '../../src/table/typing/decode.js'
import { formatterOf } from '../../src/table/typing/format.js'
import { cycled, rawOf } from './raw-of.js'

const range = (n: number, make: (i: number) => string): string[] => Array.from({ length: n }, (_, i) => make(i))

function inferColumn(cells: readonly string[], name = 'x', delimiter?: string): ColumnSchema {
  const dialect = delimiter === undefined ? {} : { dialect: { delimiter } as never }
  const column = inferSchema(rawOf({ [name]: cells }), dialect).schema.columns[0]
  return column as ColumnSchema
}

type Case = [what: string, cells: readonly string[], expected: Readonly<Record<string, unknown>>, name?: string, delimiter?: string]

/** What the column must be; the cells are repeated to 60 rows, so that they are no keys. `exact` cells come back to the letter. */
const cases: Case[] = [
  ['whole numbers', ['1', '25', '-3'], { kind: 'integer', min: -3, max: 25, nullable: false }],
  ['numbers with one digit', ['1.5', '2', '33.25'], { kind: 'numeric', decimals: 2, fixed: false, leastDecimals: 0 }],
  ['numbers that keep their zeros', ['1.50', '2.00', '3.25'], { kind: 'numeric', decimals: 2, fixed: true }],
  ['numbers with a digit at least', ['12.0', '12.25', '3.5'], { kind: 'numeric', decimals: 2, fixed: false, leastDecimals: 1 }],
  ['whole numbers with .0', ['12.0', '7.0', '-1.0'], { kind: 'integer', trailingZeros: 1 }],
  ['codes that begin with three letters', range(60, (i) => `INV${1001 + 7 * i}`), { kind: 'id', pattern: 'INV{n:4+7}', start: 1421 }],
  ['a currency without a blank', ['EUR1001', 'EUR250', 'EUR77'], { kind: 'integer', prefix: 'EUR' }],
  ['prices in yuan', ['85.05元', '12.50元', '7.00元'], { kind: 'numeric', decimals: 2, suffix: '元' }],
  [
    'phone numbers with a plus and spaces',
    range(40, (i) => `+34 6${10 + i} ${100 + ((i * 37) % 900)} ${100 + ((i * 53) % 900)}`),
    { kind: 'text', policy: 'mask', meaning: 'phone' },
  ],
  [
    'changes with a plus and spaces',
    range(40, (i) => `+${1 + (i % 9)} ${100 + ((i * 37) % 900)} ${100 + ((i * 53) % 900)}`),
    { kind: 'integer', plus: 'positive', thousands: ' ' },
  ],
  ['thousands by comma', ['1,234', '12', '1,234,567'], { kind: 'integer', thousands: ',', point: '.' }],
  ['thousands and decimals', ['1,234.50', '12.75', '0.05'], { kind: 'numeric', thousands: ',', decimals: 2 }],
  ['decimal commas', ['1,5', '2,75', '100'], { kind: 'numeric', point: ',', thousands: '' }],
  ['European thousands', ['1.234,50', '12,75', '999.999,00'], { kind: 'numeric', point: ',', thousands: '.', fixed: true }],
  ['points between thousands', ['1.234.567', '12.345', '999'], { kind: 'integer', thousands: '.', point: ',' }],
  ['blanks between thousands', ['1 234', '12 345 678', '5'], { kind: 'integer', thousands: ' ' }],
  ['narrow blanks', ['1\u202f234,5', '12,25'], { kind: 'numeric', thousands: '\u202f', point: ',' }],
  ['apostrophes', ["1'234.50", '12.00'], { kind: 'numeric', thousands: "'", fixed: true }],
  ['1,234 among commas is thousands', ['1,234', '2,345', '12'], { kind: 'integer', thousands: ',' }, 'x', ','],
  ['1,234 among semicolons is a decimal', ['1,234', '2,345', '12'], { kind: 'numeric', point: ',', decimals: 3 }, 'x', ';'],
  ['0,125 is a decimal', ['0,125', '2,345'], { kind: 'numeric', point: ',' }, 'x', ','],
  ['ungrouped thousands speak for decimals', ['1,234', '56789'], { kind: 'numeric', point: ',' }, 'x', ','],
  ['dollars', ['$1,234.50', '$12.00', '-$3.25'], { kind: 'numeric', prefix: '$', thousands: ',', fixed: true }],
  ['euros behind', ['12,50 €', '3,00 €'], { kind: 'numeric', suffix: ' €', point: ',' }],
  ['a currency code', ['USD 12', 'USD 1300'], { kind: 'integer', prefix: 'USD ' }],
  ['percent', ['12.5%', '3.0%', '100.0%'], { kind: 'numeric', suffix: '%', fixed: true }],
  ['whole percent with blanks', ['12 %', '3 %'], { kind: 'integer', suffix: ' %' }],
  ['units', ['12 kg', '3 kg'], { kind: 'integer', suffix: ' kg' }],
  ['accountants', ['(12.50)', '3.00', '(1.25)'], { kind: 'numeric', parentheses: true, min: -12.5 }],
  ['0 without its sign', ['$5', '0', '$7'], { kind: 'integer', prefix: '$' }],
  ['two currencies are no numbers', ['$5', '€5', '$7'], { kind: 'categorical' }],
  ['percent and bare numbers are no numbers', ['12%', '0.5', '7%'], { kind: 'categorical' }],
  ['plus signs', ['+5', '-3', '+1', '0'], { kind: 'integer', min: -3, plus: 'positive' }],
  ['plus signs before zero, too, and units', ['+5.5%', '-3.2%', '+0.0%', '-1.5%'], { kind: 'numeric', plus: 'all', suffix: '%' }],
  ['some plus signs', ['+5', '3', '-1'], { kind: 'integer', min: -1 }],
  ['exponents', ['1e5', '2.5E-3', '7'], { kind: 'numeric', decimals: null }],
  ['leading zeros are codes', ['007', '013', '100'], { kind: 'categorical', levels: ['007', '013', '100'] }],
  ['numbers beyond 2^53 are codes', ['9007199254740993', '9007199254740995'], { kind: 'categorical' }],
  ['a minus of typography', ['\u22125', '3'], { kind: 'integer', min: -5 }],
  ['no digit before the point', ['.5', '.25', '-.75', '1.5'], { kind: 'numeric', decimals: 2, leadingZero: false }],
  ['0 and 1', ['0', '1'], { kind: 'boolean', levels: ['0', '1'] }],
  ['0.0 and 1.0', ['0.0', '1.0'], { kind: 'boolean', levels: ['0.0', '1.0'] }],
  ['0, 1 and 2', ['0', '1', '2'], { kind: 'integer' }],
  ['true and false', ['true', 'false'], { kind: 'boolean', levels: ['false', 'true'] }],
  ['True and False', ['True', 'False'], { kind: 'boolean', levels: ['False', 'True'] }],
  ['only TRUE', ['TRUE'], { kind: 'boolean', levels: ['FALSE', 'TRUE'] }],
  ['yes and no', ['yes', 'no'], { kind: 'boolean', levels: ['no', 'yes'] }],
  ['Y and N', ['Y', 'N'], { kind: 'boolean', levels: ['N', 'Y'] }],
  ['only yes', ['yes'], { kind: 'categorical' }],
  ['yes, no and maybe', ['yes', 'no', 'maybe'], { kind: 'categorical' }],
  ['F and M', ['F', 'M'], { kind: 'categorical' }],
  ['low to high', ['high', 'low', 'medium'], { kind: 'ordinal', levels: ['low', 'medium', 'high'] }],
  ['sizes', ['XL', 'S', 'M', 'L'], { kind: 'ordinal', levels: ['S', 'M', 'L', 'XL'] }],
  ['agreement', ['Agree', 'Neutral', 'Strongly disagree'], { kind: 'ordinal', levels: ['Strongly disagree', 'Neutral', 'Agree'] }],
  ['weekdays', ['Wed', 'Mon', 'Sun'], { kind: 'ordinal', levels: ['Mon', 'Wed', 'Sun'] }],
  ['months', ['March', 'January', 'December'], { kind: 'ordinal', levels: ['January', 'March', 'December'] }],
  ['grades', ['Grade 10', 'Grade 2', 'Grade 1'], { kind: 'ordinal', levels: ['Grade 1', 'Grade 2', 'Grade 10'] }],
  ['stages', ['Stage IV', 'Stage I', 'Stage II'], { kind: 'ordinal', levels: ['Stage I', 'Stage II', 'Stage IV'] }],
  ['age bands', ['65+', '18-24', 'under 18', '25-64'], { kind: 'ordinal', levels: ['under 18', '18-24', '25-64', '65+'] }],
  [
    'income bands',
    ['$10,000-$19,999', '<$10,000', '$20,000-$29,999'],
    { kind: 'ordinal', levels: ['<$10,000', '$10,000-$19,999', '$20,000-$29,999'] },
  ],
  ['two known words are too few', ['low', 'high'], { kind: 'categorical' }],
  ['types have no order', ['Type 1', 'Type 2', 'Type 3'], { kind: 'categorical' }],
  ['an unknown word among known ones', ['low', 'medium', 'purple'], { kind: 'categorical' }],
  ['ISO dates', ['2019-03-12', '2020-02-29', '1999-12-31'], { kind: 'datetime', format: '%Y-%m-%d', unit: 'day' }],
  ['no date at all', ['2019-02-30', '2019-03-12'], { kind: 'categorical' }],
  ['day first', ['13/12/2019', '03/02/2019'], { kind: 'datetime', format: '%d/%m/%Y' }],
  ['month first', ['12/13/2019', '03/02/2019'], { kind: 'datetime', format: '%m/%d/%Y' }],
  ['unpadded month first', ['1/8/1990', '12/25/1999'], { kind: 'datetime', format: '%-m/%-d/%Y' }],
  ['two ways: day first', ['03/04/2019', '05/06/2019', '07/01/2019'], { kind: 'datetime', format: '%d/%m/%Y' }],
  ['first of the month, month first', ['03/01/2019', '05/01/2019'], { kind: 'datetime', format: '%m/%d/%Y' }],
  ['first of the month, day first', ['01/03/2019', '01/05/2019'], { kind: 'datetime', format: '%d/%m/%Y' }],
  ['short years', ['31.12.99', '01.02.03'], { kind: 'datetime', format: '%d.%m.%y' }],
  ['month names', ['Mar 5, 2019', 'Dec 25, 2018'], { kind: 'datetime', format: '%b %-d, %Y' }],
  ['month names in capitals', ['05-MAR-2019', '25-DEC-2018'], { kind: 'datetime', format: '%d-%^b-%Y' }],
  ['weekday and month', ['Tue, 12 Mar 2019', 'Wed, 25 Dec 2019'], { kind: 'datetime', format: '%a, %d %b %Y' }],
  ['a wrong weekday', ['Mon, 12 Mar 2019', 'Wed, 25 Dec 2019'], { kind: 'categorical' }],
  ['months of years', ['2019-03', '2020-11'], { kind: 'datetime', format: '%Y-%m' }],
  ['quarters', ['2019-Q1', '2020-Q4'], { kind: 'datetime', format: '%Y-Q%q' }],
  ['YYYYMMDD', ['20190312', '20200229', '19991231'], { kind: 'datetime', format: '%Y%m%d', unit: 'day' }],
  ['eight digits that are no dates', ['20190312', '20191301', '19991231'], { kind: 'integer' }],
  ['years', ['2019', '2020', '1999'], { kind: 'integer' }, 'year'],
  [
    'local times',
    ['2019-03-12 10:15:30', '2019-03-12 23:59:59'],
    { kind: 'datetime', format: '%Y-%m-%d %H:%M:%S', unit: 's', offset: null },
  ],
  ['UTC', ['2019-03-12T10:15:30Z', '2019-03-12T23:59:59Z'], { kind: 'datetime', format: '%Y-%m-%dT%H:%M:%SZ', offset: null }],
  [
    'an offset',
    ['2019-03-12T10:15:30+02:00', '2019-03-12T23:59:59+02:00'],
    { kind: 'datetime', format: '%Y-%m-%dT%H:%M:%S%:Z', offset: 120 },
  ],
  ['opening hours', ['09:00-12:00', '14:00-18:30', '09:30-12:00', '09:00-12:00', '09:00-12:00'], { kind: 'categorical' }],
  ['an offset without colon', ['2019-03-12 10:15:30 -0530', '2019-03-12 23:59:59 -0530'], { format: '%Y-%m-%d %H:%M:%S %Z', offset: -330 }],
  ['milliseconds', ['2019-03-12T10:15:30.125Z', '2019-03-12T23:59:59.000Z'], { format: '%Y-%m-%dT%H:%M:%S.%3fZ', unit: 'ms' }],
  ['microseconds', ['2019-03-12 10:15:30.123456', '2019-03-12 23:59:59.000000'], { format: '%Y-%m-%d %H:%M:%S.%6f', unit: 'us' }],
  ['nanoseconds', ['2019-03-12 10:15:30.123456000', '2019-03-12 23:59:59.000001000'], { format: '%Y-%m-%d %H:%M:%S.%9f', unit: 'us' }],
  [
    'fractions as long as they need',
    ['2019-03-12 10:15:30.12', '2019-03-12 23:59:59', '2019-03-12 23:59:59.123'],
    { format: '%Y-%m-%d %H:%M:%S.%f' },
  ],
  ['midnights count days', ['2019-03-12 00:00:00', '2020-02-29 00:00:00'], { format: '%Y-%m-%d %H:%M:%S', unit: 'day' }],
  ['minutes', ['2019-03-12 10:15', '2019-03-12 23:59'], { format: '%Y-%m-%d %H:%M', unit: 's', step: 60 }],
  [
    'full hours',
    ['2019-03-12 10:00', '2019-03-12 23:00', '2019-03-13 01:00', '2019-03-13 02:00', '2019-03-14 05:00'],
    { unit: 's', step: 3600 },
  ],
  ['half a day', ['1/8/1990 3:05 PM', '12/25/1999 11:30 AM'], { format: '%-m/%-d/%Y %-I:%M %p' }],
  ['small am and pm', ['03:05pm', '11:30am'], { kind: 'datetime', format: '%I:%M%P' }],
  ['times of day', ['10:15', '23:59', '00:00'], { kind: 'datetime', format: '%H:%M', min: 0, max: 86_340 }],
  ['no time of day', ['10:15', '25:59', '00:00'], { kind: 'categorical' }],
  ['the web server', ['12/Mar/2019:10:15:30 +0100', '13/Mar/2019:00:00:01 +0100'], { format: '%d/%b/%Y:%H:%M:%S %Z', offset: 60 }],
  ['the C library', ['Tue Mar 12 10:15:30 2019', 'Wed Dec 25 00:00:01 2019'], { format: '%a %b %d %H:%M:%S %Y' }],
  ['seconds since 1970', ['1552385730', '1552385731'], { kind: 'datetime', format: 'epoch', unit: 's' }, 'timestamp'],
  ['milliseconds since 1970', ['1552385730123', '1552385731456'], { kind: 'datetime', format: 'epoch', unit: 'ms' }, 'created_at'],
  ['large numbers of another name', ['1552385730', '1552385731'], { kind: 'integer' }, 'revenue'],
  ['words', ['red', 'green', 'blue'], { kind: 'categorical', levels: ['blue', 'green', 'red'] }],
  ['a constant', ['red'], { kind: 'categorical', levels: ['red'] }],
  ['a constant number', ['5'], { kind: 'integer', min: 5, max: 5 }],
  ['? is missing', ['?', 'a', 'b'], { kind: 'categorical', levels: ['a', 'b'], missing: ['?'], nullable: true }],
  ['empty cells are missing', ['', 'a', 'b'], { missing: [''], nullable: true }],
  ['NA among numbers', ['NA', '1', '2.5'], { kind: 'numeric', missing: ['NA'] }],
  ['- among numbers', ['-', '1', '2.5'], { kind: 'numeric', missing: ['-'] }],
  ['- among words', ['-', 'a', 'b'], { kind: 'categorical', missing: ['-'] }],
  ['+ and - are levels', ['-', '+'], { kind: 'categorical', levels: ['+', '-'], nullable: false }],
  ['None among numbers', ['None', '1', '2.5'], { kind: 'numeric', missing: ['None'] }],
  ['none among words is a level', ['none', 'oil', 'gas'], { kind: 'categorical', levels: ['gas', 'none', 'oil'], nullable: false }],
  ['null among dates', ['null', '2019-03-12', '2020-02-29'], { kind: 'datetime', missing: ['null'] }],
  ['n/a among yes and no', ['n/a', 'yes', 'no'], { kind: 'boolean', missing: ['n/a'] }],
  [
    'NA among two capitals is a level',
    ['NA', 'NL', 'AL', 'AA'],
    { kind: 'categorical', levels: ['AA', 'AL', 'NA', 'NL'], nullable: false },
  ],
  ['names that look like nothing', ['Nan', 'Nat', 'Null'], { kind: 'categorical', nullable: false }],
  ['N is a level', ['N', '1', '2'], { kind: 'categorical', levels: ['1', '2', 'N'], nullable: false }],
  ['the most frequent token first', ['?', 'NA', 'NA', '1', '2'], { kind: 'integer', missing: ['NA', '?'] }],
  ['nothing at all', ['', 'NA'], { kind: 'categorical', levels: [], nullable: true }],
  ['tokens that are no numbers', ['<5', 'unknown', '7', '8'], { kind: 'categorical' }],
  ['long texts', range(30, (i) => `a story of many words that nobody told twice, number ${i} of them`), { kind: 'text' }],
]

describe('inferSchema', () => {
  test.each(cases)('%s', (_what, cells, expected, name = 'x', delimiter) => {
    expect(inferColumn(cycled(cells, 60), name, delimiter)).toMatchObject(expected)
  })

  /** Cells that are not written as they came: signs, exponents, a point first, fractions of Python. */
  const rewritten = new Set([
    'exponents',
    'some plus signs',
    'a minus of typography',
    '0 without its sign',
    'ungrouped thousands speak for decimals',
  ])
  const several = new Set(['the most frequent token first', 'nothing at all'])
  test.each(cases.filter(([what]) => !rewritten.has(what) && !several.has(what)))(
    'writes %s to the letter',
    (_what, cells, _expected, name = 'x', delimiter) => {
      const raw = rawOf({ [name]: cycled(cells, 60) })
      const { schema } = inferSchema(raw, delimiter === undefined ? {} : { dialect: { delimiter } as never })
      const column = decode(raw, schema).columns[0] as never as { values: Float64Array }
      const write = formatterOf(schema.columns[0] as ColumnSchema, column as never)
      expect(Array.from(column.values, write)).toEqual(cycled(cells, 60))
    },
  )

  const keys: Case[] = [
    ['a running number', range(30, (i) => String(i + 1)), { kind: 'id', role: 'key', pattern: '{n:1}', start: 1 }],
    ['a running number in any order', range(30, (i) => String(((i * 7) % 30) + 1)), { kind: 'id' }],
    ['a running number from elsewhere', range(30, (i) => String(i + 50)), { kind: 'integer', role: 'feature' }],
    ['years in a row', range(30, (i) => String(i + 1990)), { kind: 'integer' }, 'year'],
    ['steps in a row', range(30, (i) => String(i)), { kind: 'integer' }, 'age'],
    [
      'numbers that a name calls keys',
      range(30, (i) => String(10_000 + i * i)),
      { kind: 'id', pattern: '{n:1}', start: 10_842 },
      'customer_id',
    ],
    ['numbers that a name calls keys, in camel case', range(30, (i) => String(10_000 + i * i)), { kind: 'id' }, 'customerId'],
    ['what was paid is no key', range(30, (i) => String(10_000 + i * i)), { kind: 'integer' }, 'paid'],
    ['five rows', range(5, (i) => String(i + 1)), { kind: 'integer' }],
    ['five rows of a key', range(5, (i) => String(i + 1)), { kind: 'id' }, 'id'],
    ['measured numbers that all differ', range(200, (i) => String(i * i * 0.37)), { kind: 'numeric' }],
    ['a counter with a prefix', range(30, (i) => `C-${String(i + 17).padStart(5, '0')}`), { kind: 'id', pattern: 'C-{n:5}', start: 47 }],
    ['a counter that fills its digits', range(60, (i) => `C-${i + 40}`), { kind: 'id', pattern: 'C-{n:2}', start: 40 }],
    ['an unpadded counter', range(120, (i) => `user${i + 1}`), { kind: 'id', pattern: 'user{n:1}', start: 121 }],
    ['random digits', range(30, (i) => `A${((i * 7919 * 31) % 89_999) + 10_000}-X`), { kind: 'id', pattern: 'A{d:5}-X' }],
    [
      'letters and digits',
      range(30, (i) => `${'abcdefghij'[i % 10]}${'klmnop'[i % 6]}${'xyz'[i % 3]}${i + 10}`),
      { kind: 'id', pattern: '{a:3}{d:2}' },
    ],
    ['zip codes that all differ', range(30, (i) => `0${1000 + i * 37}`), { kind: 'text', policy: 'mask', meaning: 'postcode' }, 'zip'],
    ['zip codes without zeros', range(30, (i) => String(20_100 + i * 37)), { kind: 'text', meaning: 'postcode' }, 'zipCode'],
    ['zip codes that may be days of years', range(30, (i) => `0${8001 + i * 7}`), { kind: 'text', meaning: 'postcode' }, 'CP'],
    [
      'numbers in steps of five, in a German column of numbers',
      range(30, (i) => String(10_000 + 5 * ((i * 7) % 30))),
      { kind: 'id', pattern: '{n:1+5}', start: 10_150 },
      'Kundennr',
    ],
    ['codes in steps of five', range(30, (i) => `E${10_000 + 5 * i}`), { kind: 'id', pattern: 'E{n:5+5}', start: 10_150 }],
    ['names that all differ', range(30, (i) => `${'abcdefghij'[i % 10]}ob ${'xyz'[i % 3]}mith${'qw'[i % 2]}`), { kind: 'text' }],
    ['addresses of mail', range(30, (i) => `user${i}@example.org`), { kind: 'id', pattern: 'user{n:1}@example.org' }],
    [
      'keys that come back',
      cycled(
        range(20, (i) => `C-${100 + i}`),
        200,
      ),
      { kind: 'categorical' },
    ],
  ]
  test.each(keys)('%s', (_what, cells, expected, name = 'x') => {
    expect(inferColumn(cells, name)).toMatchObject(expected)
  })

  test('a UUID is hexadecimal, with what is the same in all of them as it is', () => {
    const hex = (n: number, width: number): string => ((n * 2_654_435_761) >>> 0).toString(16).padStart(8, '0').slice(0, width)
    const uuids = range(
      200,
      (i) => `${hex(i + 1, 8)}-${hex(i + 7, 4)}-4${hex(i + 9, 3)}-${'89ab'[i % 4]}${hex(i + 5, 3)}-${hex(i + 3, 8)}${hex(i + 2, 4)}`,
    )
    expect(inferColumn(uuids)).toMatchObject({ kind: 'id', pattern: '{x:8}-{x:4}-4{x:3}-{[89ab]:1}{x:3}-{x:12}' })
    expect(inferColumn(uuids.map((uuid) => uuid.toUpperCase()))).toMatchObject({ pattern: '{X:8}-{X:4}-4{X:3}-{[89AB]:1}{X:3}-{X:12}' })
  })

  test('only the first key has the role, unless another one is named', () => {
    const raw = rawOf({ id: range(30, String), other_id: range(30, (i) => String(i * 3)) })
    expect(inferSchema(raw).schema.columns.map(({ role }) => role)).toEqual(['key', 'feature'])
    expect(inferSchema(raw, { roles: { key: 'other_id' } }).schema.columns.map(({ role }) => role)).toEqual(['feature', 'key'])
  })

  test('a column named as key is one where its values differ, and ties rows together where they come back', () => {
    const raw = rawOf({ person: cycled(['7', '11', '13'], 30), time: range(30, String), visit: range(30, (i) => String(i * i)) })
    const roles = (key: string): unknown =>
      inferSchema(raw, { roles: { key, order: 'time' } }).schema.columns.map(({ kind, role }) => [kind, role])
    expect(roles('person')).toEqual([
      ['id', 'sequence-key'],
      ['integer', 'order'],
      ['integer', 'feature'],
    ])
    expect(roles('visit')).toEqual([
      ['integer', 'feature'],
      ['integer', 'order'],
      ['id', 'key'],
    ])
  })

  test('many levels that come back are categories, fewer rows of them are text', () => {
    const city = (i: number): string => `Town ${String.fromCharCode(97 + (i % 26))}${i}`
    expect(inferColumn(range(40_000, (i) => city(i % 5000)))).toMatchObject({ kind: 'categorical' })
    expect(inferColumn(range(15_000, (i) => city(i % 5000)))).toMatchObject({ kind: 'text', words: [2, 2, 2] })
  })

  test('one word among many numbers is how the column says that there is none', () => {
    const { schema, findings } = inferSchema(rawOf({ income: range(100, (i) => (i % 4 === 0 ? 'N' : String(1000 + i))) }))
    expect(schema.columns[0]).toMatchObject({ kind: 'integer', missing: ['N'], nullable: true })
    expect(findings[0]?.warnings.join()).toContain("'N' (25 rows)")
  })

  test('words among numbers are levels of their own; too many are named', () => {
    const cells = range(3000, (i) => (i % 100 === 0 ? '<5' : i % 1000 === 1 ? 'lost' : String(i)))
    expect(inferSchema(rawOf({ lead: cells })).schema.columns).toMatchObject([
      { name: 'lead', kind: 'integer' },
      { name: 'lead_form', kind: 'categorical', levels: ['{}', '<5', 'lost'], beside: 'lead' },
    ])
    const mixed = range(300, (i) => (i % 2 === 0 ? `said ${'xyz'[i % 3]}` : String(i)))
    expect(inferSchema(rawOf({ lead: mixed })).findings[0]?.warnings.join()).toContain("not 'said x' (50)")
  })

  test('infinities are no words, however many they are', () => {
    const cells = range(300, (i) => (i % 5 < 2 ? (['∞', '-∞'][i % 5] as string) : (i / 7).toFixed(2)))
    expect(inferSchema(rawOf({ x: cells })).schema.columns).toMatchObject([
      { kind: 'numeric', decimals: 2 },
      { levels: ['{}', '-∞', '∞'], beside: 'x' },
    ])
  })

  test('marks of footnotes stand beside their numbers, of several kinds and of most of them', () => {
    const marks = ['', '', '†', '‡', '*', '**', ' (e)', ' [1]', ' (p)']
    const cells = range(360, (i) => `${(40 + ((i * 7) % 83) / 4).toFixed(1)}${marks[i % marks.length]}`)
    const { schema } = inferSchema(rawOf({ x: cells }))
    expect(schema.columns).toMatchObject([{ kind: 'numeric' }, { beside: 'x' }])
    expect((schema.columns[1] as { levels: readonly string[] }).levels).toHaveLength(8)
  })

  test('ordinals agree with their number', () => {
    const endings = ['th', 'st', 'nd', 'rd']
    const cells = range(
      200,
      (i) => `${1 + (i % 60)}${(i % 60) + 1 > 10 && (i % 60) + 1 < 14 ? 'th' : (endings[((i % 60) + 1) % 10] ?? 'th')}`,
    )
    const raw = rawOf({ x: cells })
    const { schema } = inferSchema(raw)
    const table = decode(raw, schema)
    const forms = table.columns[1] as CodeColumn
    // Whatever the form, the ending is that of the number.
    const shuffled = new Table(
      [table.columns[0] as Column, { ...forms, values: forms.values.map((_, row) => forms.values[(row + 7) % 200] as number) }],
      200,
    )
    const written = mergedTable(shuffled, schema, false).columns[0] as CodeColumn
    expect(Array.from(written.values, (code) => written.levels[code])).toEqual(cells)
  })

  test('dates that could be read two ways follow the other dates of the table, and say so', () => {
    const { schema, findings } = inferSchema(
      rawOf({ a: cycled(['03/04/2019', '05/06/2019'], 40), b: cycled(['03/14/2019', '05/06/2019'], 40) }),
    )
    expect(schema.columns.map((column) => (column as { format?: string }).format)).toEqual(['%m/%d/%Y', '%m/%d/%Y'])
    expect(findings[0]?.warnings.join()).toContain('as in other columns')
  })

  test('words among times are levels of their own, and the zero date of databases is missing', () => {
    const days = range(60, (i) => `2019-03-${String((i % 28) + 1).padStart(2, '0')}`)
    const { schema } = inferSchema(rawOf({ a: [...days, '2019-02-30', 'soon'] }))
    expect(schema.columns).toMatchObject([
      { kind: 'datetime', format: '%Y-%m-%d' },
      { levels: ['{}', '2019-02-30', 'soon'], beside: 'a' },
    ])
    expect(inferColumn([...days, '0000-00-00', ''])).toMatchObject({ kind: 'datetime', missing: ['', '0000-00-00'] })
  })

  test('midnights of another zone are no days of UTC', () => {
    expect(inferColumn(cycled(['2019-03-12T00:00:00+02:00', '2019-03-14T00:00:00+02:00'], 30))).toMatchObject({ unit: 's', offset: 120 })
    expect(inferColumn(cycled(['2019-03-12T02:00:00+02:00', '2019-03-14T02:00:00+02:00'], 30))).toMatchObject({ unit: 's', offset: 120 })
  })

  test('offsets written in two ways, and Z, are read in any order of the rows', () => {
    const cells = ['2019-03-12T10:15:30Z', '2019-03-12T10:15:30+0200', '2019-03-12T10:15:30+02:00']
    for (const order of [cells, [...cells].reverse()]) {
      expect(inferColumn(cycled(order, 30))).toMatchObject({ kind: 'datetime', format: '%Y-%m-%dT%H:%M:%S%:Z', offset: 120 })
    }
  })

  test('fractions that only late rows have are found', () => {
    const cells = range(
      2000,
      (i) => `2019-03-12 10:${String(i % 60).padStart(2, '0')}:${String(Math.floor(i / 60)).padStart(2, '0')}${i < 1500 ? '' : '.125'}`,
    )
    expect(inferColumn(cells)).toMatchObject({ kind: 'datetime', format: '%Y-%m-%d %H:%M:%S.%3f' })
  })

  test('times with several offsets are written in the most frequent one', () => {
    const cells = ['2019-03-12T10:15:30+01:00', '2019-07-12T10:15:30+02:00', '2019-08-12T10:15:30+02:00']
    const raw = rawOf({ x: cells })
    const { schema, findings } = inferSchema(raw)
    expect(schema.columns[0]).toMatchObject({ kind: 'datetime', offset: 120 })
    expect(findings[0]?.warnings.join()).toContain('2 offsets')
    const column = decode(raw, schema).columns[0] as never as { values: Float64Array }
    expect(Array.from(column.values, formatterOf(schema.columns[0] as ColumnSchema, column as never))).toEqual([
      '2019-03-12T11:15:30+02:00',
      ...cells.slice(1),
    ])
  })

  test('a declared kind wins over what the cells look like', () => {
    const raw = rawOf({ a: cycled(['2', '10', '1'], 30), b: cycled(['1', '2'], 30), c: range(30, String), d: cycled(['x', 'y'], 30) })
    const overrides = { a: 'categorical', b: 'boolean', c: 'numeric', d: 'text' } as const
    const { columns } = inferSchema(raw, { overrides }).schema
    expect(columns).toMatchObject([
      { kind: 'categorical', levels: ['1', '2', '10'] },
      { kind: 'boolean', levels: ['1', '2'] },
      { kind: 'numeric', decimals: 0 },
      { kind: 'text' },
    ])
  })

  test('a declared kind that the cells contradict is refused with the cells', () => {
    const raw = rawOf({ a: ['1', 'x', 'x'] })
    expect(() => inferSchema(raw, { overrides: { a: 'integer' } })).toThrow("a: is declared integer but holds other cells (got 'x' (2))")
    expect(() => inferSchema(raw, { overrides: { b: 'integer' } })).toThrow('b: no such column; the table has a')
  })

  test('sentinels, codes, constants and variants of one level are pointed out', () => {
    const { findings, notes, summary } = inferSchema(
      rawOf({
        age: range(200, (i) => (i % 40 === 0 ? '999' : String(20 + (i % 60)))),
        days: range(200, (i) => (i % 40 === 0 ? '-1' : String((7 * i) % 60))),
        grade: cycled(['1', '2', '3', '4', '5'], 200),
        answer: cycled(['Yes please', 'yes please', 'no'], 200),
        unit: cycled(['cm'], 200),
        nothing: cycled([''], 200),
        none: cycled(['NA'], 200),
      }),
    )
    const warnings = findings.map((finding) => finding.warnings.join())
    expect(warnings[0]).toContain('999 (5 rows) is far off the rest')
    expect(warnings[1]).toContain('-1 (5 rows) is far off the rest')
    expect(summary).toContain('few whole numbers, taken as numbers; where they are codes, say so: --categorical grade')
    expect(warnings[3]).toContain("'Yes please' and 'yes please'")
    expect(notes).toEqual(['always the same value: unit', 'no value in any row: nothing, none'])
  })

  test('the reason says how decorated numbers are written', () => {
    const { findings } = inferSchema(rawOf({ price: cycled(['$1,234.50', '$12.25', '$7.75'], 30), n: cycled(['5', '7'], 30) }))
    expect(findings.map(({ reason }) => reason)).toEqual([
      'numbers, 3 different, always 2 digits after the point, written like $1,234.5',
      'whole numbers, 2 different',
    ])
  })

  test('plain measurements raise no warning', () => {
    const { findings } = inferSchema(rawOf({ height: range(300, (i) => String(150 + ((i * 37) % 50))), word: cycled(['a', 'b'], 300) }))
    expect(findings.flatMap(({ warnings }) => warnings)).toEqual([])
  })

  test('values that stand out are atoms with their share', () => {
    const { findings } = inferSchema(rawOf({ gain: range(1000, (i) => (i % 2 === 0 ? '0' : String(100 + i))) }))
    expect(findings[0]?.atoms).toEqual([{ value: '0', share: 0.5 }])
  })

  test('values of a smooth distribution are no atoms, however frequent', () => {
    const { findings } = inferSchema(rawOf({ x: range(1000, (i) => String(Math.floor(((i % 40) * (i % 25)) / 40) + (i % 9))) }))
    expect(findings[0]?.atoms).toEqual([])
  })

  test('one strange number alone is no sentinel', () => {
    const { findings } = inferSchema(rawOf({ age: range(200, (i) => (i === 40 ? '999' : String(20 + (i % 60)))) }))
    expect(findings[0]?.warnings).toEqual([])
  })

  test('columns with the same gaps are named', () => {
    const gap = (i: number, text: string): string => (i % 7 === 0 ? '' : text)
    const { notes } = inferSchema(
      rawOf({
        a: range(70, (i) => gap(i, String(i % 9))),
        b: range(70, (i) => gap(i, 'xyz'[i % 3] as string)),
        c: range(70, (i) => gap(i + 1, 'u')),
      }),
    )
    expect(notes).toContain('missing in the same 10 rows: a, b')
  })

  test('the order of the rows changes nothing', () => {
    const cell = fc.oneof(
      fc.constantFrom('', 'NA', '?', '-', 'x', 'y', '1,5', '2019-01-02', '1.50', 'N', 'low', 'high'),
      fc.integer({ min: -5, max: 3000 }).map(String),
      fc.double({ min: -1e3, max: 1e3, noNaN: true }).map((value) => value.toFixed(2)),
    )
    fc.assert(
      fc.property(fc.array(fc.record({ a: cell, b: cell }), { minLength: 1, maxLength: 60 }), (rows) => {
        const table = (from: typeof rows): unknown => {
          const { schema, findings, notes } = inferSchema(rawOf({ a: from.map(({ a }) => a), b: from.map(({ b }) => b) }))
          return JSON.stringify({ schema, findings, notes })
        }
        expect(table([...rows].reverse())).toBe(table(rows))
      }),
    )
  })

  test('whatever the cells, the schema reads them: each is missing, or written so that it reads the same again', () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.constantFrom('', 'NA', '1', '-2', '3.5', '1e5', '$5', '5%', '007', 'true', 'None', '12:30', '2019-01-02'),
      fc.double().map(String),
    )
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 40 }), (cells) => {
        const raw = rawOf({ x: cells })
        const { schema } = inferSchema(raw)
        const table = decode(raw, schema)
        const [column] = mergedTable(table, schema, false).columns as never as [{ values: Float64Array }]
        const text = Array.from(column.values, formatterOf(mergedSchema(schema, false).columns[0] as ColumnSchema, column as never))
        const again = decode(rawOf({ x: text }), schema)
        expect(again.columns.map(({ values }) => Array.from(values))).toEqual(table.columns.map(({ values }) => Array.from(values)))
      }),
      // Times 1e10, half a unit of the last digit too much.
      { numRuns: 250, examples: [[['361550.1020691146']]] },
    )
  })

  test('more distinct numbers than a dictionary holds are read like few', () => {
    const cells = range(5000, (i) => (i % 7 === 0 ? 'NA' : (i / 100).toFixed(2)))
    expect(inferColumn(cells)).toMatchObject({ kind: 'numeric', decimals: 2, fixed: true, missing: ['NA'], min: 0.01, max: 49.99 })
    expect(inferColumn(range(5000, (i) => (i % 2 === 0 ? String(i % 999) : `1,${String(i % 1000).padStart(3, '0')}`)))).toMatchObject({
      thousands: ',',
    })
    expect(
      inferColumn(range(9000, (i) => (i < 100 ? `1.${100 + i}.999` : `${1 + (i % 9)}.${String(i % 1000).padStart(3, '0')}`))),
    ).toMatchObject({
      kind: 'integer',
      thousands: '.',
      max: 1_199_999,
      min: 1001,
    })
  })

  test('what a typed file declares is believed', () => {
    const column = (type: string, fill: (builder: RawColumnBuilder) => void, levels?: string[], ordered = false): ColumnSchema => {
      const builder = new RawColumnBuilder('x', { type, ...(levels ? { levels, ordered } : {}) })
      fill(builder)
      const raw = { rows: builder.length, columns: [builder.finish()] }
      const { schema } = inferSchema(raw)
      decode(raw, schema)
      return schema.columns[0] as ColumnSchema
    }
    const tokens =
      (...texts: string[]) =>
      (builder: RawColumnBuilder) =>
        texts.forEach((text) => void builder.pushToken(text))
    const numbers =
      (...values: number[]) =>
      (builder: RawColumnBuilder) =>
        values.forEach((value) => void builder.pushNumber(value))
    expect(column('bool', tokens('true'))).toMatchObject({ kind: 'boolean', levels: ['false', 'true'], storage: 'bool' })
    expect(column('dictionary', tokens('b', 'a'), ['low', 'b', 'a'], true)).toMatchObject({ kind: 'ordinal', levels: ['low', 'b', 'a'] })
    expect(column('float64', numbers(0.5, 1.25, 3))).toMatchObject({ kind: 'numeric', decimals: 2, fixed: false })
    expect(column('float64', numbers(1 / 3, 1.25))).toMatchObject({ kind: 'numeric', decimals: null })
    expect(column('float32', numbers(Math.fround(0.1), 1.25))).toMatchObject({ kind: 'numeric', decimals: 2 })
    expect(column('date32', numbers(0, 18_000))).toMatchObject({ kind: 'datetime', format: '%Y-%m-%d', unit: 'day' })
    expect(column('timestamp[us, UTC]', numbers(1_500_000, 2_000_000))).toMatchObject({
      format: '%Y-%m-%dT%H:%M:%S.%6fZ',
      unit: 'ms',
      step: 1,
    })
    expect(column('timestamp[ms]', (builder) => builder.pushNull())).toMatchObject({ kind: 'datetime', nullable: true })
    expect(column('float64', numbers(1.5, Number.POSITIVE_INFINITY, 2.5))).toMatchObject({ kind: 'numeric', nullable: true, max: 2.5 })
  })

  test('no rows, no columns and one row just work', () => {
    expect(inferSchema(rawOf({}))).toMatchObject({ schema: { columns: [] } })
    expect(inferSchema(rawOf({ a: [], b: [] })).schema.columns.map(({ kind }) => kind)).toEqual(['categorical', 'categorical'])
    expect(inferSchema(rawOf({ a: ['1'], b: ['x'], c: ['2019-01-02'] })).schema.columns.map(({ kind }) => kind)).toEqual([
      'integer',
      'categorical',
      'datetime',
    ])
  })

  test('reads cells as they were written', () => {
    const raw = rawOf({ x: range(3000, (i) => (i / 10).toFixed(1)) })
    expect(rawCell(raw.columns[0] as never, 10)).toBe('1.0')
  })
})
