import { describe, expect, it } from 'vitest'
import { publicForm } from '../../../src/pipeline/privacy/public-form.js'
import { inferSchema } from '../../../src/table/inference/infer.js'
import { hours } from '../../models/relations/hours.js'
import { rawOf } from '../raw-of.js'

const momentsOf = (columns: Readonly<Record<string, readonly string[]>>) => inferSchema(rawOf(columns)).schema.moments

describe('columns that are one time', () => {
  it('are told by their names and as all of them are days of the calendar, and different ones as such', () => {
    const { year, month, day, hour, level } = hours(300)
    expect(momentsOf({ year, month, day, hour, level })).toEqual([
      {
        year: 'year',
        month: 'month',
        day: 'day',
        hour: 'hour',
        unique: { from: 1_262_304_000, to: 1_262_304_000 + 299 * 3600, step: 3600 },
      },
    ])
    expect(momentsOf({ start_year: year, start_month: month, start_day: day, level })).toEqual([
      { year: 'start_year', month: 'start_month', day: 'start_day' },
    ])
    const padded = (cells: readonly string[]) => cells.map((cell) => cell.padStart(2, '0'))
    expect(momentsOf({ Jahr: year, Monat: padded(month), Tag: padded(day), level })).toEqual([{ year: 'Jahr', month: 'Monat', day: 'Tag' }])
  })

  it('are none where a row has no such day, or names say something else', () => {
    const { year, month, day, level } = hours(9000)
    expect(momentsOf({ year, month, day: day.map((cell, i) => (month[i] === '2' && i % 50 === 0 ? '30' : cell)) })).toBeUndefined()
    expect(momentsOf({ year, month, length: day, level })).toBeUndefined()
  })

  it('are not told of a private table', () => {
    const { schema } = inferSchema(rawOf(hours(300)))
    expect(schema.moments).toBeDefined()
    expect(publicForm(schema)).not.toHaveProperty('moments')
  })

  it('make a time series, which is said', () => {
    expect(inferSchema(rawOf(hours(300))).notes.join()).toContain('a time series by year, month, day, hour')
  })
})
