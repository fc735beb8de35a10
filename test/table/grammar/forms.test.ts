import { describe, expect, test } from 'vitest'
import { createRng } from '../../../src/random/rng.js'
import { checkNames, isValid } from '../../../src/table/grammar/check-digits.js'
import { inferForms } from '../../../src/table/grammar/forms.js'
import { createPatternTest } from '../../../src/table/grammar/match.js'
import { fewestShared, tallied } from '../../../src/table/grammar/shared.js'

const rng = createRng(5, 1)
const letters = (n: number): string => Array.from({ length: n }, () => 'abcdefghijklmnopqrstuvwxyz'[rng.integer(26)]).join('')
const digits = (n: number): string => Array.from({ length: n }, () => rng.integer(10)).join('')
const syllables = (n: number): string =>
  Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 'aeiou' : 'bcdfghjklmnprstvwz')[rng.integer(i % 2 === 0 ? 5 : 18)]).join('')
const range = (n: number, make: (i: number) => string): string[] => Array.from({ length: n }, (_, i) => make(i))
const formsOf = (cells: readonly string[]): string[] | undefined => {
  const values = [...tallied(cells.map((cell): [string, number] => [cell, 1]))]
  return inferForms(
    values.map(([text]) => text),
    values.map(([, count]) => count),
  )?.map(({ pattern }) => pattern)
}

describe('inferForms', () => {
  test('a run of few values has no others in forms of few rows', () => {
    const texts = range(
      400,
      (i) =>
        `/${['ann', 'bob', 'eve'][i % 3]}/${['docs', 'img', 'tmp'][rng.integer(3)]}/f${rng.integer(9999)}.${['pdf', 'txt', 'jpg'][rng.integer(3)]}`,
    )
    for (const form of formsOf(texts) ?? []) expect(form).toMatch(/\.(?:pdf|txt|jpg|\{[a-z|*\d]+\})$/)
  })

  test('short hexadecimal numbers of varying length stay such', () => {
    const forms = formsOf(range(300, () => `2001:db8::${rng.integer(65_536).toString(16)}`)) ?? []
    expect(forms.length).toBeGreaterThan(0)
    // Nothing but digits and letters from a to f can stand in any field.
    for (const form of forms)
      expect(form).toMatch(/^2001:db8::(?:\{x:[\d-]+\}|\{\[[0-9a-f-]+\]:[\d-]+\}|\{\d[\d.]*\}|\{d:[\d-]+\}|[0-9a-f])+$/)
  })

  test.each([
    [
      'codes with a last letter of three',
      range(400, (i) => `LOT-${digits(6)}/${'QRS'[i % 3]}`),
      ['LOT-{d:6}/Q', 'LOT-{d:6}/R', 'LOT-{d:6}/S'],
      true,
    ],
    [
      'hexadecimal numbers',
      range(200, () => `0x${range(8, () => '0123456789abcdef'[rng.integer(16)] as string).join('')}`),
      ['0x{x:8}'],
      true,
    ],
    [
      'capitals of one length',
      range(200, () => range(4, () => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[rng.integer(26)] as string).join('')),
      ['{A:4}'],
      true,
    ],
    ['words with capitals', range(200, (i) => `${'KLMNR'[i % 5]}${syllables(4 + (i % 4))}`), ['{Ww:5-8}'], false],
    ['letters that make no words', range(200, (i) => letters(5 + (i % 4))), ['{a:5-8}'], false],
    [
      'strings of a few letters',
      range(200, (i) => range(9 + (i % 4), () => 'ACGT'[rng.integer(4)] as string).join('')),
      ['{[ACGT]:9-12}'],
      false,
    ],
    [
      'digits of another script',
      range(200, () => range(3, () => '٠١٢٣٤٥٦٧٨٩'[rng.integer(10)] as string).join('')),
      ['{[٠١٢٣٤٥٦٧٨٩]:3}'],
      false,
    ],
    ['numbers that never begin with a zero', range(300, () => `T${10_000 + rng.integer(90_000)}`), ['T{i:10000-99999}'], true],
    ['braces and bars', range(90, () => `{${digits(6)}|`), ['\\{{d:6}\\|'], true],
  ])('finds the pattern of %s', (_what, cells, expected, areKeys) => {
    const values = [...tallied(cells.map((cell): [string, number] => [cell, 1]))]
    const forms = inferForms(
      values.map(([text]) => text),
      values.map(([, count]) => count),
      areKeys,
    )
    expect(forms?.map(({ pattern }) => pattern)).toEqual(expected)
  })

  test('digits of keys that stay below a bound, as minutes, do so again', () => {
    const two = (i: number): string => String(i % 60).padStart(2, '0')
    const forms = inferForms(
      range(300, (i) => `${two(i * 7)}°${two(i * 11)}'${digits(5)}`),
      Array.from({ length: 300 }, () => 1),
      true,
    )
    expect(forms?.map(({ pattern }) => pattern)).toEqual([expect.stringMatching(/^\{0\d\.\.5\d\}°\{0\d\.\.5\d\}'\{d:5\}$/)])
  })

  test('shapes have forms of their own, with the rows they have', () => {
    const cells = [...range(120, () => `PC ${digits(5)}`), ...range(60, () => `${digits(7)}`), ...range(3, () => `odd one ${digits(2)}`)]
    const values = [...tallied(cells.map((cell): [string, number] => [cell, 1]))]
    const forms = inferForms(
      values.map(([text]) => text),
      values.map(([, count]) => count),
      true,
    )
    expect(forms?.map(({ pattern, rows }) => [pattern, rows])).toEqual([
      ['PC {d:5}', 120],
      ['{d:7}', 60],
    ])
  })

  test('numbers keep their range, without leading zeros, and depend on each other', () => {
    const cells = range(600, () => {
      const high = 90 + rng.integer(90)
      return `${high}/${Math.floor(high * 0.6) + rng.integer(8)}`
    })
    const tests = (formsOf(cells) as string[]).map(createPatternTest)
    const matches = (text: string): boolean => tests.some((test) => test(text))
    expect(cells.filter(matches).length).toBeGreaterThan(0.9 * cells.length)
    // A low first number with a second one that only high ones have, and the other way round.
    expect(['95/110', '178/58', '095/60', '250/150'].filter(matches)).toEqual([])
  })

  test('octets stay below 256', () => {
    const forms = formsOf(range(300, () => `172.${rng.integer(256)}.${rng.integer(256)}.${rng.integer(256)}`)) as string[]
    for (const form of forms) for (const number of form.match(/\d+/g) ?? []) expect(Number(number)).toBeLessThan(256)
  })

  test('nothing of a form is what fewer than ten rows have', () => {
    // A prefix of nine rows, one of ten, and one of all others.
    const cells = [
      ...range(9, () => `SECRET-${digits(6)}`),
      ...range(10, () => `TEN-${digits(6)}`),
      ...range(200, () => `ALL-${digits(6)}`),
    ]
    const text = JSON.stringify(formsOf(cells))
    expect(text).toContain('ALL-')
    expect(text).toContain('TEN-')
    expect(text).not.toContain('SECRET')
  })

  test('no bound of long numbers is one that a row has', () => {
    const cells = range(200, () => `T${1 + rng.integer(9)}${digits(5)}-${i6()}`)
    const knots = (formsOf(cells)?.join() ?? '').match(/\d{6}/g) ?? []
    const real = new Set(cells.flatMap((cell) => cell.match(/\d{6}/g) ?? []))
    // By chance a knot between two neighbours is one of the 400 numbers with probability 400 / 900,000.
    expect(knots.filter((knot) => real.has(knot)).length).toBeLessThanOrEqual(1)
  })
  const i6 = (): string => `${1 + rng.integer(9)}${digits(5)}`

  test('sentences and few rows have none', () => {
    expect(
      formsOf(range(60, (i) => `${'a rose is a rose is'.slice(0, 4 + (i % 15))} ${'x, y; z. w'.slice(i % 7)} ${i % 2 ? '!' : '?'}`)),
    ).toBeUndefined()
    expect(formsOf(range(fewestShared - 1, () => `A-${digits(6)}`))).toBeUndefined()
  })

  test('the order of the texts does not matter', () => {
    const cells = range(500, (i) => (i % 3 === 0 ? `A${digits(3)}` : `B ${digits(2)}/${digits(2)}`))
    expect(formsOf([...cells].reverse())).toEqual(formsOf(cells))
  })
})

describe('check digits', () => {
  test.each([
    ['luhn', ['4111111111111111', '79927398713', '4012 8888 8888 1881']],
    ['ean', ['4006381333931', '96385074', '036000291452', '9780306406157']],
    ['isbn10', ['0306406152', '080442957X', '0-306-40615-2']],
    ['iban', ['DE89370400440532013000', 'GB82 WEST 1234 5698 7654 32', 'NL91ABNA0417164300']],
    ['vin', ['1M8GDM9AXKP042788', '11111111111111111']],
  ] as const)('of %s are worked out', (name, valid) => {
    for (const text of valid) {
      expect(isValid(name, text), text).toBe(true)
      const at = text.search(/\d/)
      const broken = text.slice(0, at) + ((Number(text[at]) + 1) % 10) + text.slice(at + 1)
      expect(isValid(name, broken), broken).toBe(false)
    }
  })

  test('are found in the data and stand in the pattern', () => {
    const luhn = (body: string): string => range(10, (i) => body + i).find((text) => isValid('luhn', text)) as string
    const cells = range(60, () => luhn(`37${digits(12)}`))
    expect(formsOf(cells)).toEqual(['37{d:12}{luhn}'])
    // One wrong number in sixty is a slip, ten are another kind of number.
    expect(formsOf(range(60, (i) => (i < 10 ? `37${digits(12)}0` : luhn(`37${digits(12)}`))))?.join()).not.toContain('luhn')
  })

  test('of random digits none is found', () => {
    // Each check passes a tenth of them at most: 98 % of 40 do with probability below 1e-37.
    for (let run = 0; run < 50; run++) expect(JSON.stringify(formsOf(range(40, () => digits(12))))).not.toMatch(checkNames.join('|'))
  })
})
