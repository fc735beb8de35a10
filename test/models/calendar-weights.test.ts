import { describe, expect, test } from 'vitest'
import { fit, sample } from '../../src/index.js'
import { calendarWeights } from '../../src/models/calendar-weights.js'
import { createRng, type Rng } from '../../src/random/rng.js'
import { inferSchema } from '../../src/table/inference/infer.js'
import type { DatetimeSchema } from '../../src/table/schema.js'
import { decode } from '../../src/table/typing/decode.js'
import { rawOf } from '../table/raw-of.js'

const hour = 3600
const day = 24 * hour
const monday = Date.UTC(2022, 0, 3) / 1000
const open = [9, 10, 11, 14, 15, 16]

/** Seconds of visits on working days of two years, while it is open. */
function visit(rng: Rng): number {
  const week = rng.integer(104)
  return monday + week * 7 * day + rng.integer(5) * day + (open[rng.integer(open.length)] as number) * hour + rng.integer(60) * 60
}

const text = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 16).replace('T', ' ')

function visits(rows: number, seed: number) {
  const rng = createRng(seed)
  const times = Array.from({ length: rows }, () => visit(rng))
  const raw = rawOf({
    opened: times.map(text),
    closed: times.map((time) => text(time + rng.integer(90) * 60)),
    part: times.map((time) => (time % day < 12 * hour ? 'morning' : 'afternoon')),
    visits: times.map(() => String(rng.integer(50))),
  })
  const { schema } = inferSchema(raw)
  return { table: decode(raw, schema), schema }
}

const partsOf = (values: ArrayLike<number>) =>
  Array.from(values, (time) => ({ weekday: ((Math.floor(time / day) + 3) % 7) + 1, hour: Math.floor((time % day) / hour) }))

describe('times of a column that leaves out hours and weekdays', () => {
  const { table, schema } = visits(400, 1)
  test.each(['sequential-trees', 'gaussian-copula', 'bayesian-network', 'mixture'])('%s draws none there', async (model) => {
    const drawn = await sample(await fit(table, { schema, model, seed: 1 }), 2000, { seed: 1 })
    const parts = partsOf(drawn.column('opened').values)
    expect(parts.filter(({ weekday }) => weekday > 5)).toEqual([])
    expect(parts.filter((part) => !open.includes(part.hour))).toEqual([])
    // An hour has a sixth of the rows, 4 standard errors of 400 real rows and of 2,000 drawn ones apart at most.
    const most = 4 * Math.sqrt((1 / 6) * (5 / 6) * (1 / 400 + 1 / 2000))
    const real = partsOf(table.column('opened').values)
    for (const own of open) {
      const share = (rows: typeof parts): number => rows.filter((part) => part.hour === own).length / rows.length
      expect(Math.abs(share(parts) - share(real)), `${own}`).toBeLessThan(most)
    }
    // What follows from the time still does.
    const { levels, values } = drawn.column('part') as { levels: readonly string[]; values: Int32Array }
    expect(parts.filter((part, row) => levels[values[row] as number] !== (part.hour < 12 ? 'morning' : 'afternoon'))).toEqual([])
    const ends = drawn.column('closed').values
    expect(drawn.column('opened').values.every((start, row) => start <= (ends[row] as number))).toBe(true)
  })

  test('conditions on them hold as before', async () => {
    const model = await fit(table, { schema, model: 'gaussian-copula', seed: 1 })
    const drawn = await sample(model, 300, { seed: 1, where: "opened >= '2023-03-01 00:00' and opened < '2023-03-08 00:00'" })
    const [from, to] = [Date.UTC(2023, 2, 1) / 1000, Date.UTC(2023, 2, 8) / 1000]
    expect(drawn.column('opened').values.every((time) => time >= from && time < to)).toBe(true)
    expect(partsOf(drawn.column('opened').values).every((part) => open.includes(part.hour) && part.weekday <= 5)).toBe(true)
  })
})

describe('calendarWeights', () => {
  const column = { kind: 'datetime', name: 't', role: 'feature', unit: 's', offset: null, format: '%Y-%m-%d %H:%M' } as DatetimeSchema
  const weightsOf = (rows: number, make: (rng: Rng) => number, seed = 1) => {
    const rng = createRng(seed)
    return calendarWeights(
      column,
      Float64Array.from({ length: rows }, () => make(rng)),
    )
  }
  const anyTime = (rng: Rng): number => monday + rng.integer(700 * day)

  test('closed is what has no rows, or a few of many', () => {
    const { weekdays, hours } = weightsOf(400, visit)
    expect(weekdays?.map((own) => own > 0)).toEqual([true, true, true, true, true, false, false])
    expect(hours?.flatMap((own, i) => (own > 0 ? [i] : []))).toEqual(open)
    expect(weightsOf(5000, (rng) => (rng.uniform() < 0.001 ? anyTime(rng) : visit(rng))).hours?.filter((own) => own > 0).length).toBe(6)
  })

  test('times that may lie anywhere close nothing, however few', () => {
    // By chance once in 10^6 tables.
    for (let seed = 1; seed <= 500; seed++) expect(weightsOf(5 + (seed % 60) * 5, anyTime, seed)).toEqual({})
    // Many rows of three days are no evidence of the other weekdays, nor many of three times.
    expect(weightsOf(2000, (rng) => monday + rng.integer(3) * day + rng.integer(day)).weekdays).toBeUndefined()
    expect(weightsOf(2000, (rng) => monday + rng.integer(3) * hour)).toEqual({})
  })

  test('counted times give the same', () => {
    const times = Float64Array.from({ length: 300 }, (_, i) => visit(createRng(i)))
    expect(calendarWeights(column, times, new Float64Array(300).fill(2)).hours).toEqual(
      calendarWeights(column, Float64Array.from([...times, ...times])).hours,
    )
  })
})
