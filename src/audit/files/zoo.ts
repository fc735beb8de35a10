// What somebody's record may look like, whatever the schema says of it. For audits of how files are read.

const encoder = new TextEncoder()

/** Texts that a cell may hold. */
export const oddTexts: readonly string[] = [
  ...['', ' ', '\t', '\u00a0', '\u200b', '\ufeff', '\ufffd', '\0', '\u001a', '\u2028'],
  ...['"', "'", '""', "''", '"a', 'a"', "'a'", 'a,b', 'a;b', 'a|b', 'a\tb', '\\', '\\"', '\\n', '#', '=1+1'],
  ...['NA', 'N/A', 'null', 'NULL', 'None', '?', '-', '.', 'nan', 'NaN', 'Infinity', '-inf', '1e999', '-1e999', '1e-999'],
  ...['0', '-0', '+1', '007', '1.', '.5', '1,5', '1.234,5', '1 234', '1_000', '0x1F', '1e3', '9007199254740993', '١٢', '12%', '$5', '(5)'],
  ...['true', 'TRUE', 'yes', 'maybe', '1.0', '99999999999999999999999999', `0.${'1'.repeat(40)}`],
  ...[
    '2020-02-30',
    '0000-00-00',
    '31/12/2020',
    '2020-01-05T10:00:00Z',
    '2020-01-05 10:00',
    '20200105',
    '1609459200',
    '99999-01-01',
    '-2020-01-05',
  ],
  // What stands beside numbers and times, and what grids, units and relations could be learned from.
  ...['<0.5', '73.1*', '~5', '5 kg', '11 lb', '-1 kg', '543K', 'inf', '{}', '{} kg', '#DIV/0!', 'refused', 'TBD', '31/02/2021'],
  ...['05.02.2020', '2020-W05-3', '2020-036', '5 Feb 2020', '05/02/20', 'PT1H30M', '95775.99037361544', '0.30000000000000004', '4.25'],
  // What a pattern, a check digit, a chain of words or a language could be learned from.
  ...[
    '(600) 555-5452',
    'SKU-24113-B',
    'SKU-99999-B',
    'C85',
    '00000',
    '130/106',
    '10.229.26.76',
    '4111111111111111',
    'DE89370400440532013000',
  ],
  ...[
    'ada.lovelace@example.org',
    'https://example.org/a?b=c',
    '3f2a9c1e-0b4d-4e6f-8a7b-5c6d7e8f9a0b',
    '{d:4}',
    '{first} {last}',
    'manager',
  ],
  ...[
    'Ада Лавлейс',
    '山田太郎',
    'The parcel came late and we were angry.',
    'red; green; blue',
    '{"a":1,"b":[2]}',
    '#a3f2c1',
    'Mozilla/5.0 (X11)',
  ],
  ...['São Paulo', 'SÃO PAULO', 'Sa\u0303o Paulo', 'Rio ', 'rio', 'other', 'constructor', '__proto__', '😀', '\ud800', 'x'.repeat(2000)],
]

/** Bytes that a record may consist of instead of cells; no line feed among them. */
export const oddRecords: readonly (readonly [what: string, bytes: Uint8Array])[] = [
  ['no UTF-8', Uint8Array.of(0x53, 0xff, 0x2c, 0xfe, 0x80)],
  ['half a character', Uint8Array.of(0x53, 0xc3)],
  ['the mark of gzip', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0)],
  ['marks of byte order', Uint8Array.of(0xef, 0xbb, 0xbf, 0xff, 0xfe, 0xfe, 0xff)],
  ['zero bytes', new Uint8Array(9)],
  ['every second byte a zero', Uint8Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? 65 : 0))],
  ['carriage returns', encoder.encode('a\rb\rc\r\r')],
  ['a quote that is never closed', encoder.encode('"P9,Rio,true,3')],
  ['quotes in quotes', encoder.encode('""""""","""')],
  ['a cell after its closing quote', encoder.encode('"a"b,"c" d,e')],
  ['single quotes only', encoder.encode("'a','b','c','d','e','f','g'")],
  ['one cell too few', encoder.encode('a,b,c,d,e,f')],
  ['a hundred cells', encoder.encode(',1'.repeat(100))],
  ['other delimiters', encoder.encode('a;b;c;d;e;f;g|h;i;j;k\tl')],
  ['a comment', encoder.encode('# a comment')],
  ['the words sep=;', encoder.encode('sep=;')],
  ['the header again', encoder.encode('person,city,ok,age,income,since,size,dose,code,due,total')],
  ['a bracket', encoder.encode('[')],
  ['the end of an array', encoder.encode(']}')],
  ['an object that is not closed', encoder.encode('{"person":"P9","age":')],
  ['an array', encoder.encode('[1,2,3]')],
  ['a word of JSON', encoder.encode('null')],
  ['two objects', encoder.encode('{"age":1}{"age":2}')],
  ['other names', encoder.encode('{"other":1,"__proto__":{"age":3},"constructor":2,"AGE":5}')],
  ['a name twice', encoder.encode('{"age":1,"age":"two","ok":"maybe","ok":true}')],
  ['nested values', encoder.encode('{"age":{"a":[1]},"city":["Rio"],"ok":{"ok":true},"since":[[]]}')],
  ['a number of many digits', encoder.encode(`{"age":${'9'.repeat(400)},"income":1e400,"person":-0,"since":12345678901234567890}`)],
  ['much depth', encoder.encode('['.repeat(20_000))],
  ['blanks', encoder.encode(' \t ')],
  ['a very long cell', encoder.encode('x'.repeat(1_100_000))],
]

/** Values that a program may put into a cell. */
export const oddValues: readonly unknown[] = [
  ...[
    null,
    undefined,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0,
    0.1 + 0.2,
    1e308,
    -1e308,
    5e-324,
    2 ** 53 + 2,
    3.5,
  ],
  ...[true, false, 12n, 2n ** 70n, -(2n ** 64n)],
  ...[new Date(0), new Date(Number.NaN), new Date(8.64e15), new Date('2020-01-05T23:59:59.999Z')],
  ...[{}, { a: 1 }, [], ['Rio'], [[]], new Map(), Symbol.iterator, () => 1, /x/, new Uint8Array(3), Object.create(null)],
]
