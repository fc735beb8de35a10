import { utcFormat, utcParse } from 'd3-time-format'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { datetimeCodec } from '../../src/table/times/datetime.js'

const style = { unit: 's', step: 1, offset: null, min: null } as const
const formats = [
  '%Y-%m-%d %H:%M:%S',
  '%d/%m/%Y %H:%M:%S',
  '%-m/%-d/%Y %-I:%M:%S %p',
  '%Y%m%dT%H%M%SZ',
  '%a, %d %b %Y %H:%M:%S',
  '%A, %B %-d, %Y %-H:%M:%S',
  '%a %b %d %H:%M:%S %Y',
  '%H:%M:%S on %d.%m.%Y',
  '%Y-%j %H:%M:%S',
]
const second = fc.integer({ min: -2_000_000_000, max: 4_102_444_800 })

describe('datetimeCodec', () => {
  test.each(formats)('%s agrees with d3-time-format in reading and writing', (format) => {
    const codec = datetimeCodec({ ...style, format })
    fc.assert(
      fc.property(second, (seconds) => {
        const text = utcFormat(format)(new Date(seconds * 1000))
        expect(codec.write(seconds)).toBe(text)
        expect(codec.parse(text)).toBe((utcParse(format)(text) as Date).getTime() / 1000)
      }),
    )
  })

  test.each([
    ['%Y-%m-%d %H:%M:%S.%3f', 'ms', 1e3],
    ['%Y-%m-%dT%H:%M:%S.%6fZ', 'us', 1e6],
    ['%Y-%m-%d %H:%M:%S.%9f', 'us', 1e6],
    ['%Y-%m-%d %H:%M:%S.%f', 'us', 1e6],
    ['%d.%m.%Y %H:%M:%S,%3f', 'ms', 1e3],
  ] as const)('%s in %s reads what it wrote', (format, unit, perSecond) => {
    const codec = datetimeCodec({ ...style, format, unit })
    fc.assert(
      fc.property(second, fc.integer({ min: 0, max: perSecond - 1 }), (seconds, rest) => {
        const value = seconds * perSecond + rest
        expect(codec.parse(codec.write(value))).toBe(value)
      }),
    )
  })

  test.each([
    ['%Y-%m-%dT%H:%M:%S%:Z', 120, '2019-03-12T12:15:30+02:00'],
    ['%Y-%m-%dT%H:%M:%S%Z', -330, '2019-03-12T04:45:30-0530'],
    ['%Y-%m-%d %H:%M:%S%:Z', 0, '2019-03-12 10:15:30+00:00'],
  ])('%s with offset %d writes %s', (format, offset, text) => {
    const codec = datetimeCodec({ ...style, format, offset })
    const value = Date.UTC(2019, 2, 12, 10, 15, 30) / 1000
    expect(codec.write(value)).toBe(text)
    expect(codec.parse(text)).toBe(value)
    expect(codec.offsetOf(text)).toBe(offset)
  })

  test.each([
    ['%Y-%m-%d', '2019-02-30'],
    ['%Y-%m-%d', '2019-2-3'],
    ['%Y-%m-%d', '2019-02-03 '],
    ['%d/%m/%Y', '12/13/2019'],
    ['%-d/%-m/%Y', '02/3/2019'],
    ['%H:%M', '24:00'],
    ['%d %b %Y', '05 MAR 2019'],
    ['%a %d %b %Y', 'Mon 12 Mar 2019'],
    ['%H:%M:%S.%3f', '10:15:30.12'],
    ['epoch', '12.5'],
  ])('%s refuses %o', (format, text) => {
    expect(datetimeCodec({ ...style, format }).parse(text)).toBeNaN()
  })

  test('a fraction of zero may be left out, as Python does', () => {
    expect(datetimeCodec({ ...style, format: '%H:%M:%S.%6f', unit: 'us' }).parse('00:00:01')).toBe(1_000_000)
  })

  test('names in capitals and small am are read and written', () => {
    const codec = datetimeCodec({ ...style, format: '%d-%^b-%Y %I:%M %P' })
    expect(codec.write(codec.parse('05-MAR-2019 03:05 pm'))).toBe('05-MAR-2019 03:05 pm')
  })

  test('times are written on the step, counted from the least', () => {
    const hours = datetimeCodec({ ...style, format: '%H:%M', step: 3600, min: 1800 })
    expect([1800, 3700, 5399, 5500].map(hours.write)).toEqual(['00:30', '01:30', '01:30', '01:30'])
    const weeks = datetimeCodec({ ...style, format: '%Y-%m-%d', unit: 'day', step: 7, min: 4 })
    expect([4, 7, 8, 10.4].map(weeks.write)).toEqual(['1970-01-05', '1970-01-05', '1970-01-12', '1970-01-12'])
  })

  test('dates far away are exact', () => {
    const codec = datetimeCodec({ ...style, format: '%Y-%m-%d %H:%M:%S' })
    expect(codec.write(codec.parse('9999-12-31 23:59:59'))).toBe('9999-12-31 23:59:59')
    expect(codec.parse('9999-12-31 23:59:59')).toBe(253_402_300_799)
    expect(codec.write(codec.parse('0099-01-01 00:00:00'))).toBe('0099-01-01 00:00:00')
  })

  test.each(['', '%Y-%K', '100%'])('the format %o is refused in words', (format) => {
    expect(() => datetimeCodec({ ...style, format })).toThrow(/format/)
  })

  test('a count since 1970 is written as it is', () => {
    const codec = datetimeCodec({ ...style, format: 'epoch' })
    expect(codec.write(1552385730.2)).toBe('1552385730')
    expect(codec.parse('1552385730')).toBe(1_552_385_730)
  })
})
