import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/random/rng.js'
import { inferSchema } from '../../src/table/inference/infer.js'
import { calendarPartOf } from '../../src/table/times/calendar-parts.js'
import { datetimeCodec } from '../../src/table/times/datetime.js'
import { rawOf } from './raw-of.js'

const days = Array.from({ length: 4000 }, (_, i) => 9000 + i)
const written = (format: string, unit: 'day' | 's' = 'day', locale?: string) =>
  datetimeCodec({ format, unit, step: 1, offset: null, min: null, ...(locale ? { locale } : {}) }).write

describe('calendarPartOf', () => {
  test.each([
    ['year', '%Y'],
    ['month', '%-m'],
    ['day', '%d'],
    ['week', '%V'],
    ['year-week', '%G%V'],
    ['year-month', '%Y%m'],
    ['quarter', '%q'],
  ] as const)('the %s is what the calendar says, on each of 4,000 days', (part, format) => {
    const partOf = calendarPartOf(part, { unit: 'day', offset: null })
    expect(days.map(partOf)).toEqual(days.map((day) => Number(written(format)(day))))
  })

  test('weekdays count from Monday, hours of the zone that times are written in', () => {
    expect(calendarPartOf('weekday', { unit: 'day', offset: null })(Date.UTC(2024, 1, 26) / 864e5)).toBe(1)
    expect(calendarPartOf('hour', { unit: 's', offset: 120 })(Date.UTC(2024, 1, 26, 23) / 1e3)).toBe(1)
    expect(calendarPartOf('date', { unit: 's', offset: 120 })(Date.UTC(2024, 1, 26, 23) / 1e3)).toBe(Date.UTC(2024, 1, 27) / 864e5)
    expect(calendarPartOf('weekday', { unit: 'day', offset: null })(-5)).toBe(6)
  })
})

describe('a column that says a part of a time in the same row', () => {
  const rng = createRng(3, 1)
  const when = Array.from({ length: 400 }, () => Date.UTC(2019, 0, 1) / 1e3 + rng.integer(3 * 365 * 24) * 3600)
  const sales = when.map(() => String(10 + rng.integer(900)))
  const found = (columns: Record<string, readonly string[]>) =>
    inferSchema(rawOf({ when: when.map(written('%d.%m.%Y %H:%M', 's')), sales, ...columns })).schema.dependencies

  test('is found by its cells, in any language', () => {
    const at = (format: string, locale?: string): string[] => when.map(written(format, 's', locale))
    const dependencies = found({
      Tag: at('%A', 'de'),
      Monat: at('%b', 'de'),
      year: at('%Y'),
      shift: when.map((time) => ((time / 3600) % 24 < 12 ? 'early' : 'late')),
      period: at('%Y%m'),
      on: at('%Y-%m-%d'),
    })
    expect(dependencies).toEqual(
      expect.arrayContaining([
        { from: 'when', to: 'Tag', part: 'weekday' },
        { from: 'when', to: 'shift', part: 'hour' },
        { from: 'when', to: 'period', part: 'year-month' },
        { from: 'when', to: 'on', part: 'date' },
      ]),
    )
    // What follows from another such column does so.
    expect(dependencies).toEqual(
      expect.arrayContaining([
        { from: 'period', to: 'Monat' },
        { from: 'period', to: 'year' },
      ]),
    )
    expect(found({ year: at('%Y') })).toEqual([{ from: 'when', to: 'year', part: 'year' }])
  })

  test('is found in few rows where it is the number itself', () => {
    const years = Array.from({ length: 17 }, (_, i) => `${1960 + i * 3}`)
    const { dependencies } = inferSchema(rawOf({ year: years, on: years.map((year) => `${year}-01-01`) })).schema
    expect(dependencies).toEqual([{ from: 'on', to: 'year', part: 'year' }])
  })

  test('is none where it agrees by accident, or only mostly', () => {
    const weekday = when.map(written('%a', 's'))
    expect(
      found({ delivered: weekday.map((day, i) => (i % 50 === 0 ? 'Sun' : day)), rare: when.map((_, i) => (i === 7 ? 'yes' : 'no')) }),
    ).toEqual([])
    const [weekly, monthly] = [when.map(written('%G%V', 's')), when.map(written('%Y%m', 's'))]
    const sold = weekly.map((week) => String((Number(week) * 7919) % 1013))
    const paid = monthly.map((month) => String((Number(month) * 31) % 97))
    expect(found({ sold, paid }).filter(({ part }) => part)).toEqual([])
    expect(found({ code: when.map((_, i) => 'abc'[(i * 7) % 3] as string) })).toEqual([])
  })
})
