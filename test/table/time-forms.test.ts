import { describe, expect, it } from 'vitest'
import { inferSchema } from '../../src/table/inference/infer.js'
import type { DatetimeSchema } from '../../src/table/schema.js'
import { parseSchema } from '../../src/table/shape/schema.js'
import { datetimeCodec } from '../../src/table/times/datetime.js'
import { timeNames } from '../../src/table/times/time-names.js'
import { decode } from '../../src/table/typing/decode.js'
import { formatterOf } from '../../src/table/typing/format.js'
import { cycled, rawOf } from './raw-of.js'

const start = Date.UTC(2011, 4, 17, 3, 4, 5) / 1000
/** Seconds of times that lie 11.3 days and something apart. */
const times = Array.from({ length: 70 }, (_, i) => start + i * 977_113)

function inferred(cells: readonly string[], name = 'x') {
  const raw = rawOf({ [name]: cells })
  const { schema, findings } = inferSchema(raw)
  return { raw, schema, column: schema.columns[0] as DatetimeSchema, finding: findings[0] }
}

function written(format: string, style: Partial<DatetimeSchema> = {}): string[] {
  const codec = datetimeCodec({ format, unit: 's', step: 1, offset: null, min: null, ...style })
  return times.map(codec.write)
}

describe('times in a form of their own', () => {
  it.each([
    ['%Y%m%d%H%M%S'],
    ['%Y%m%d%H%M'],
    ['%Y%m%d%H'],
    ['%y%m%d'],
    ['%Y%m'],
    ['%Y%j'],
    ['%d%m%Y'],
    ['%m%d%Y'],
    ['%H%M'],
    ['%Y%m%d-%H%M%S'],
    ['%Y-%m-%d-%H.%M.%S'],
    ['%d%b%Y:%H:%M:%S'],
    ['[%d/%b/%Y:%H:%M:%S %Z]'],
    ['(%Y-%m-%d)'],
    ['%d-%b-%y %I.%M.%S %p'],
    ['%-d. %B %Y', 'de'],
    ['%d. %b %Y', 'de'],
    ['%-d %B %Y', 'fr'],
    ['%d %b %Y', 'fr'],
    ['%d-%b-%Y', 'es'],
    ['%-d de %B de %Y', 'pt'],
    ['%A %-d %B %Y', 'it'],
    ['%-d %b %Y', 'nl'],
    ['%-d %B %Y', 'pl'],
    ['%-d %B %Y', 'ru'],
    ['%Y年%m月%d日'],
    ['%Y年%-m月%-d日'],
    ['%B %o, %Y'],
    ['%o %B %Y'],
    ['%d.%m.'],
    ['%m/%d'],
    ['%I:%M %:P'],
    ['%Hh%M'],
    ['%G-W%V'],
    ['%GW%V'],
    ['%G-W%V-%u'],
    ['%Y-%j'],
    ['%Y_%m_%d'],
    ['%Y-%m-%d %H:%M:%S EST'],
    ['%Y-%m-%d %H:%M:%S +0000 UTC'],
    ['%Y-%m-%dZ'],
    ['%A, %d %B %Y'],
    ['%^b %d, %Y'],
    ['%d %_b %Y'],
    ['%d%m%Y%H%M'],
    ['%Y%m%d%H%M%S%3f'],
    ['KW %V/%G'],
    ['Week %-V, %G'],
    ['%y-%d-%m'],
    ['%:o %B %Y', 'fr'],
    ['%A %:o %B %Y', 'fr'],
    ['%Y년 %-m월 %-d일'],
    ['%Y-%m-%d kl. %H:%M'],
    ['IMG_%Y%m%d_%H%M%S'],
    ['EOW: %A, %B %-d, %Y'],
    ['backup-%Y-%m-%d.tar.gz'],
    ['%Y-%m-%d %H:%M:%S Europe/Berlin'],
    ['%% am %d.%m.%Y'],
  ])('%s is read to the letter', (format: string, locale?: string) => {
    const cells = written(format, locale ? { locale } : {})
    const { raw, schema, column } = inferred(cells)
    expect(column.kind).toBe('datetime')
    if (/%:?[pP]/.test(format)) expect(column.format).toContain('%I')
    const table = decode(raw, schema)
    const write = formatterOf(column, table.columns[0] as never)
    expect(Array.from(table.columns[0]?.values ?? [], write)).toEqual(cells)
    // Times between those of the column are written in its form, too.
    const again = inferred(Array.from(table.columns[0]?.values ?? [], (value) => write(value + (column.step ?? 1))))
    expect(again.column.kind).toBe('datetime')
    expect(again.column.format).toBe(column.format)
  })

  it.each([
    ['2 days, 6:11:00', (i: number) => `${i % 4} days, ${i % 24}:${String(i % 60).padStart(2, '0')}:07`],
    ['53:48:40', (i: number) => `${i}:${String((i * 7) % 60).padStart(2, '0')}:${String((i * 11) % 60).padStart(2, '0')}`],
    ['4h 17m', (i: number) => `${i % 9}h ${i % 60}m`],
    ['PT1H30M', (i: number) => `PT${1 + (i % 9)}H${1 + (i % 59)}M`],
    ['PT0H5M3S', (i: number) => `PT${i % 9}H${i % 60}M${i % 50}S`],
    ['P2DT3H', (i: number) => `P${1 + (i % 20)}DT${1 + (i % 23)}H`],
    ['72:07', (i: number) => `${i}:${String((i * 7) % 60).padStart(2, '0')}`],
  ])('lengths of time such as %s are read to the letter', (_, cell) => {
    const cells = Array.from({ length: 70 }, (_, i) => cell(i + 3))
    const { raw, schema, column } = inferred(cells)
    expect(column).toMatchObject({ kind: 'datetime', format: expect.stringMatching(/^duration /) })
    const table = decode(raw, schema)
    expect(Array.from(table.columns[0]?.values ?? [], formatterOf(column, table.columns[0] as never))).toEqual(cells)
  })

  it.each([
    ['codes with leading zeros', Array.from({ length: 60 }, (_, i) => String(i).padStart(4, '0'))],
    ['numbers of six digits', Array.from({ length: 60 }, (_, i) => String(100_000 + i * 7919))],
    ['product numbers', Array.from({ length: 60 }, (_, i) => `INV-${202_101 + i}-${i}`)],
    ['ratios', Array.from({ length: 60 }, (_, i) => `${i % 7}/${(i % 5) + 1}`)],
    ['blood pressures', Array.from({ length: 60 }, (_, i) => `${100 + i}/${60 + (i % 30)}`)],
    ['a version', Array.from({ length: 60 }, (_, i) => `${i % 3}.${i % 12}.${i}`)],
    ['heights', Array.from({ length: 60 }, (_, i) => `${5 + (i % 2)}'${1 + (i % 11)}"`)],
    ['seasons', Array.from({ length: 60 }, (_, i) => `${1990 + (i % 40)}/${String((91 + (i % 40)) % 100).padStart(2, '0')}`)],
    ['places of a number', Array.from({ length: 60 }, (_, i) => `${1 + (i % 12)} of 12`)],
    ['codes of rooms', Array.from({ length: 60 }, (_, i) => `Room ${String(100 + i)}`)],
    ['a name and a number', Array.from({ length: 60 }, (_, i) => `Mai ${i}`)],
  ])('%s are none', (_, cells) => {
    expect(inferred(cells).column.kind).not.toBe('datetime')
  })

  it('codes of a letter and digits are no quarters of years that no table is about', () => {
    const { column } = inferred(Array.from({ length: 120 }, (_, i) => `T${10_007 + 36 * i}`))
    expect(column.kind).not.toBe('datetime')
  })

  it('fractions of a second keep their width', () => {
    const cells = Array.from(
      { length: 50 },
      (_, i) => `${1 + (i % 4)}:${String((i * 7) % 60).padStart(2, '0')}.${String((i * 30) % 100).padStart(2, '0')}`,
    )
    const { raw, schema, column } = inferred(cells)
    expect(column.format).toBe('%-M:%S.%2f')
    const table = decode(raw, schema)
    expect(Array.from(table.columns[0]?.values ?? [], formatterOf(column, table.columns[0] as never))).toEqual(cells)
  })
})

describe('the order of day, month and year', () => {
  const days = Array.from({ length: 80 }, (_, i) => start + i * 86_400 * 17)
  const texts = (format: string) => days.map(datetimeCodec({ format, unit: 's', step: 1, offset: null, min: null }).write)

  it('is the one that lets two-digit dates span the shortest time', () => {
    expect(inferred(texts('%y-%m-%d')).column.format).toBe('%y-%m-%d')
    expect(inferred(texts('%d-%m-%y')).column.format).toBe('%d-%m-%y')
    expect(inferred(texts('%m/%d/%y')).column.format).toBe('%m/%d/%y')
  })

  it('is told by a far shorter span where both orders are dates', () => {
    const { column, finding } = inferred(['01/02/2021', '03/02/2021', '05/02/2021', '07/02/2021', '09/02/2021', '12/02/2021'])
    expect(column.format).toBe('%d/%m/%Y')
    expect(finding?.warnings.join()).toContain('shorter')
  })
})

describe('two-digit years', () => {
  it('lie in the hundred years that they span the shortest time in', () => {
    const { column } = inferred(
      Array.from(
        { length: 75 },
        (_, i) =>
          `${String(1 + (i % 12)).padStart(2, '0')}/${String(1 + (i % 28)).padStart(2, '0')}/${String((29 + i) % 100).padStart(2, '0')}`,
      ),
    )
    expect(column).toMatchObject({ format: '%m/%d/%y', century: 1929 })
    const { parse, write } = datetimeCodec(column)
    expect(new Date(parse('02/23/30') * 864e5).getUTCFullYear()).toBe(1930)
    expect(new Date(parse('02/23/02') * 864e5).getUTCFullYear()).toBe(2002)
    expect(write(parse('02/28/99'))).toBe('02/28/99')
  })

  it('need no century where the usual one is right', () => {
    expect(inferred(written('%d.%m.%y')).column.century).toBeUndefined()
  })
})

describe('times of several forms', () => {
  const forms = ['%Y-%m-%d', '%d %b %Y', '%m/%d/%Y']
  const cells = times.map((time, i) =>
    datetimeCodec({ format: forms[[0, 1, 0, 2, 0][i % 5] as number] as string, unit: 's', step: 1, offset: null, min: null }).write(time),
  )

  it('keep the share of each', () => {
    const { raw, schema, column } = inferred(cells)
    expect(column).toMatchObject({
      format: '%Y-%m-%d',
      others: [
        { format: '%d %b %Y', share: 0.2 },
        { format: '%m/%d/%Y', share: 0.2 },
      ],
    })
    const table = decode(raw, schema)
    expect(Array.from(table.columns[0]?.values ?? [])).toEqual(times.map((time) => Math.floor(time / 86_400)))
    const { write, parse } = datetimeCodec(column)
    const many = Array.from({ length: 6000 }, (_, i) => write(15_000 + i))
    expect(many.every((text, i) => parse(text) === 15_000 + i)).toBe(true)
    // Three shares of 6000 draws: 6 standard deviations of the binomial.
    const share = many.filter((text) => text.includes('/')).length / many.length
    expect(Math.abs(share - 0.2)).toBeLessThan(6 * Math.sqrt((0.2 * 0.8) / 6000))
  })

  it('may have years of two digits among those of four', () => {
    const cells = times.map((time, i) =>
      datetimeCodec({ format: i % 3 === 0 ? '%d.%m.%y' : '%d.%m.%Y', unit: 's', step: 1, offset: null, min: null }).write(time),
    )
    const { raw, schema, column } = inferred(cells)
    expect(column).toMatchObject({ format: '%d.%m.%Y', others: [{ format: '%d.%m.%y' }] })
    expect(Array.from(decode(raw, schema).columns[0]?.values ?? [])).toEqual(times.map((time) => Math.floor(time / 86_400)))
  })

  it.each([
    ['dates', '%d.%m.%Y', ['31.02.2020', '00.00.0000', 'offen', 'unbekannt']],
    ['dates of which the day is not known', '%m/%d/%Y', ['??/??/2019', '??/??/2020', '??/??/2021']],
    ['times of day', '%H:%M', ['noon', 'midnight', 'TBD']],
  ])('%s stay such with other cells among them, the most frequent of all', (_, format, words) => {
    const cells = [...written(format), ...cycled(words, 12)]
    const { raw, schema } = inferred(cells)
    expect(schema.columns).toMatchObject([
      { kind: 'datetime', format },
      { kind: 'categorical', beside: 'x' },
    ])
    const levels = schema.columns[1] as { levels: readonly string[] }
    expect([...levels.levels].sort()).toEqual(['{}', ...words].sort())
    expect(decode(raw, schema).columns[0]?.values.length).toBe(cells.length)
  })

  it('may lack the day or the month', () => {
    const partial = times.map((time, i) =>
      datetimeCodec({ format: ['%Y-%m-%d', '%Y-%m', '%Y'][i % 3] as string, unit: 's', step: 1, offset: null, min: null }).write(time),
    )
    const { raw, schema, column } = inferred(partial)
    const table = decode(raw, schema)
    const again = Array.from(table.columns[0]?.values ?? [], formatterOf(column, table.columns[0] as never))
    // A day or month that happens to be the first may be written without it.
    expect(again.filter((text, i) => text !== partial[i] && !partial[i]?.startsWith(text)).length).toBe(0)
    expect(new Set(again.map(({ length }) => length))).toEqual(new Set([4, 7, 10]))
  })
})

describe('a public schema', () => {
  it('may say the language, the century and further forms', () => {
    const { columns } = parseSchema({
      columns: [
        {
          name: 'x',
          kind: 'datetime',
          unit: 'day',
          format: '%d. %B %y',
          locale: 'de',
          century: 1900,
          others: [{ format: '%Y-%m-%d', share: 0.5 }],
        },
      ],
    })
    const { parse } = datetimeCodec(columns[0] as DatetimeSchema)
    expect(parse('03. März 02')).toBe(Date.UTC(1902, 2, 3) / 864e5)
    expect(parse('2002-03-03')).toBe(Date.UTC(2002, 2, 3) / 864e5)
  })

  it.each(Object.keys(timeNames))('has twelve different months and seven days in the language %s', (language) => {
    const names = timeNames[language]
    for (const list of [names?.months, names?.shortMonths]) expect(new Set(list).size).toBe(12)
    for (const list of [names?.days, names?.shortDays]) expect(new Set(list).size).toBe(7)
  })
})
