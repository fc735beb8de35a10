import { describe, expect, it } from 'vitest'
import { civilFromDays, daysToYear, parseTime, type TimeUnit, weekdayFromDays } from '../../../src/constraints/language/calendar.js'
import { parseSchema } from '../../../src/table/shape/schema.js'

function column(format: string, unit: TimeUnit, offset: number | null = null) {
  const [column] = parseSchema({ columns: [{ name: 't', kind: 'datetime', format, unit, offset }] }).columns
  if (column?.kind !== 'datetime') throw new Error('not a time')
  return column
}

describe('civilFromDays', () => {
  it('agrees with the calendar of the engine over leap years, centuries and times before 1970', () => {
    const wrong: number[] = []
    for (let days = -800_000; days < 800_000; days += 37) {
      const date = new Date(days * 86_400_000)
      const { year, month, day } = civilFromDays(days)
      const same = year === date.getUTCFullYear() && month === date.getUTCMonth() + 1 && day === date.getUTCDate()
      if (!same || weekdayFromDays(days) % 7 !== date.getUTCDay()) wrong.push(days)
    }
    expect(wrong).toEqual([])
  })
})

describe('daysToYear', () => {
  it('is where the year begins', () => {
    for (const year of [-1, 0, 1, 1600, 1900, 1969, 1970, 1971, 2000, 2001, 2100, 2400]) {
      expect(civilFromDays(daysToYear(year))).toEqual({ year, month: 1, day: 1 })
      expect(civilFromDays(daysToYear(year) - 1)).toEqual({ year: year - 1, month: 12, day: 31 })
    }
  })
})

describe('parseTime', () => {
  it.each<[string, string, TimeUnit, number | null, number]>([
    ['1970-01-02', '%Y-%m-%d', 'day', null, 1],
    ['02/01/1970', '%d/%m/%Y', 'day', null, 1],
    ['1970-01-02 12:00', '%Y-%m-%d', 'day', null, 1.5],
    ['1970-01-01T00:00:01.123', '%Y-%m-%dT%H:%M:%S.%3f', 'ms', null, 1123],
    ['1970-01-01T00:00:01.123457', '%Y-%m-%dT%H:%M:%S.%6f', 'us', null, 1_123_457],
    ['1970-01-01T02:00:00', '%Y-%m-%dT%H:%M:%S%Z', 's', 120, 0],
    ['1970-01-01T02:00:00+0230', '%Y-%m-%dT%H:%M:%S%Z', 's', 120, -1800],
    ['1970-01-01T02:00:00Z', '%Y-%m-%dT%H:%M:%S%Z', 's', 120, 7200],
  ])('reads %s for a column written %s in %s', (text, format, unit, offset, expected) => {
    expect(parseTime(text, column(format, unit, offset))).toBe(expected)
  })

  it.each([
    ['1970-02-29', '%Y-%m-%d'],
    ['1970-01-01T25:00', '%Y-%m-%d'],
    ['1970-01-01T02:00:00Z', '%Y-%m-%dT%H:%M:%S'],
    ['1/2', '%d/%m/%Y'],
  ])('reads no time from %s for a column written %s', (text, format) => {
    expect(parseTime(text, column(format, 's'))).toBeNaN()
  })
})
