import * as fc from 'fast-check'

/** Texts that have broken readers of tables before, and ordinary ones. */
const oddTexts = [
  ...[
    '',
    ' ',
    'NA',
    'null',
    'true',
    '0',
    '-0',
    '1',
    '1e400',
    '-1e-400',
    '1,234.50',
    '12,5 %',
    '$1',
    '0x10',
    'Infinity',
    'NaN',
    '9007199254740993',
  ],
  ...['2020-02-30', '0000-00-00', '12/31/1999 25:61', '1e3-01', '20191203', '24:00:00', '+12', '--', '1.2.3.4', '٣', '½', '5\'7"'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'length', '0.5.', 'then'],
  ...['"', '""', "'", ',', ';', '\t', '\n', '\r', '\r\n', '\u0000', '\ufeff', '\u2028', '\ud800', 'é', '名前', '🙂', '\\', '#', '//'],
  ...[
    '=1+1',
    '</script><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '\u0024{7*7}',
    '{{7}}',
    '%s',
    '../../x',
    'x'.repeat(3000),
    '9'.repeat(400),
  ],
  ...['('.repeat(300), '[[[[', '{d:4}', '{n:99999999}', '{', '{}', '%Y-%m-%d', 'a@b.c', 'DE89370400440532013000', '12 kg', '<5', '>= 7'],
]

export const oddText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...oddTexts) },
  { weight: 2, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
)

export const plainText: fc.Arbitrary<string> = fc.oneof(
  fc.integer({ min: -50, max: 50 }).map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }).map((value) => value.toFixed(2)),
  fc.constantFrom('red', 'green', 'blue', 'yes', 'no', '', 'NA'),
  fc.integer({ min: 0, max: 20_000 }).map((day) => new Date(864e5 * day).toISOString().slice(0, 10)),
)

/** Numbers at the ends of what counts, lengths and digits hold. */
export const oddNumber: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(0, -0, 1, -1, 2, 0.5, 255, 65_535, 2 ** 31 - 1, -(2 ** 31), 2 ** 32, 1e9, 1e15, 2 ** 53, 1e308, 5e-324),
  fc.integer({ min: -9, max: 300 }),
)

export const oddJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: oddNumber },
  { weight: 3, arbitrary: oddText },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      null,
      true,
      false,
      [],
      {},
      [[]],
      [null],
      { a: null },
      { float64: 'AAAA' },
      { int32: [1e9] },
      { float64: [] },
    ),
  },
  { weight: 1, arbitrary: fc.array(oddNumber, { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.dictionary(oddText, oddNumber, { maxKeys: 3 }) },
)

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)
