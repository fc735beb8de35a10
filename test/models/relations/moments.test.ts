import { expect, test } from 'vitest'
import { fitModel } from '../../../src/models/shell/fit.js'
import { sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { inferSchema } from '../../../src/table/inference/infer.js'
import { toRows } from '../../../src/table/rows.js'
import { decode } from '../../../src/table/typing/decode.js'
import { rawOf } from '../../table/raw-of.js'
import { hours } from './hours.js'

const rows = 9000
const raw = rawOf(hours(rows))
const { schema } = inferSchema(raw)
const table = decode(raw, schema)

type Row = Record<'year' | 'month' | 'day' | 'hour' | 'level', number>

const timeOf = ({ year, month, day, hour }: Row): number | null => {
  const date = new Date(Date.UTC(year, month - 1, day, hour))
  return date.getUTCDate() === day ? date.getTime() : null
}

test.each(['independent', 'bayesian-network'])(
  'every row of %s has a day of the calendar, no two rows one time, and hours keep what depends on them',
  async (name) => {
    const model = await fitModel(table, schema, { model: name })
    const drawn = toRows(await sampleTable(model, rows), model.schema) as Row[]
    const times = drawn.map(timeOf)
    expect(times).not.toContain(null)
    expect(new Set(times).size).toBe(rows)
    // Of a complete series all hours are there, each as often as in it.
    expect(Math.max(...(times as number[]))).toBe(Date.UTC(2010, 0, 1, rows - 1))
    if (name === 'independent') return
    // A level is ten times its hour and up to 16 more: what the model gets wrong by itself, and one row in twenty that had to move to another hour.
    const off = (own: readonly Row[]): number => own.filter(({ hour, level }) => Math.abs(level - 10 * hour - 8) > 20).length
    const free = await fitModel(table, { ...schema, moments: undefined }, { model: name })
    expect(off(drawn)).toBeLessThan(off(toRows(await sampleTable(free, rows), free.schema) as Row[]) + rows / 20)
  },
)

test('rows are the same whether drawn alone or with others, and a condition on the parts holds', async () => {
  const model = await fitModel(table, schema, { model: 'independent' })
  const whole = toRows(await sampleTable(model, 5000), model.schema)
  expect(toRows(await sampleTable(model, 300), model.schema)).toEqual(whole.slice(0, 300))
  const cold = toRows(await sampleTable(model, 500, { where: 'month == 2 and hour < 6' }), model.schema) as Row[]
  expect(cold.every(({ month, hour }) => month === 2 && hour < 6)).toBe(true)
  expect(cold.map(timeOf)).not.toContain(null)
})

test('days are put right where times come back, and copies are left as they are', async () => {
  const twice = decode(raw, schema).take(Array.from({ length: 2000 }, (_, i) => (i * 4) % rows))
  const model = await fitModel(twice.take(Array.from({ length: 4000 }, (_, i) => i % 2000)), schema, { model: 'independent' })
  expect(model.schema.moments?.[0]?.unique).toBeUndefined()
  expect((toRows(await sampleTable(model, 3000), model.schema) as Row[]).map(timeOf)).not.toContain(null)
  expect((await fitModel(table, schema, { model: 'bootstrap' })).schema.moments).toBeUndefined()
})
