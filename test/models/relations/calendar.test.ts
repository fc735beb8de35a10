import { describe, expect, test } from 'vitest'
import { fitModel } from '../../../src/models/shell/fit.js'
import { parseModel, stringifyModel } from '../../../src/models/shell/model-file.js'
import { imputeTable } from '../../../src/pipeline/jobs/impute.js'
import { sampleTable } from '../../../src/pipeline/jobs/sample.js'
import { createRng } from '../../../src/random/rng.js'
import { toRows } from '../../../src/table/rows.js'
import { known } from '../../support/tables.js'

const names = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const rng = createRng(4, 1)
/** What a shop takes by the hour: on Saturdays 200 more than on other days. */
const { table, schema } = known(
  Array.from({ length: 500 }, () => {
    const time = new Date(Date.UTC(2020, 3, 1) + rng.integer(700 * 24) * 36e5)
    return {
      at: time.toISOString().slice(0, 16).replace('T', ' '),
      weekday: names[time.getUTCDay()] as string,
      year: time.getUTCFullYear(),
      hour: time.getUTCHours(),
      quarter: `Q${1 + Math.floor(time.getUTCMonth() / 3)}`,
      sales: 100 + rng.integer(40) + (time.getUTCDay() === 6 ? 200 : 0),
    }
  }),
)
type Row = { at: string; weekday: string; year: number; hour: number; quarter: string; sales: number }

function contradictory(rows: readonly Row[]): Row[] {
  return rows.filter(({ at, weekday, year, hour, quarter }) => {
    const time = new Date(`${at.replace(' ', 'T')}Z`)
    const isOwn = names[time.getUTCDay()] === weekday && time.getUTCFullYear() === year && time.getUTCHours() === hour
    return !isOwn || quarter !== `Q${1 + Math.floor(time.getUTCMonth() / 3)}`
  })
}

const mean = (rows: readonly Row[]): number => rows.reduce((sum, { sales }) => sum + sales, 0) / rows.length

describe.each(['bayesian-network', 'gaussian-copula', 'kde'])('columns that say a part of a time, drawn by %s', (name) => {
  test('agree with it in every row, also of a model read from its file', async () => {
    const model = parseModel(stringifyModel(await fitModel(table, schema, { model: name, seed: 1 })))
    const rows = toRows(await sampleTable(model, 800), schema) as Row[]
    expect(contradictory(rows)).toEqual([])
    expect(rows.every(({ at }) => at >= '2020-04-01' && at < '2022-03-03')).toBe(true)
  })
})

describe('others depend on such a column', () => {
  test('as they did, and conditions on either are met', async () => {
    const model = await fitModel(table, schema, { model: 'bayesian-network', seed: 1 })
    const rows = toRows(await sampleTable(model, 800), schema) as Row[]
    const [saturdays, others] = [rows.filter(({ weekday }) => weekday === 'Sat'), rows.filter(({ weekday }) => weekday !== 'Sat')]
    // Without dependence the difference is 0 with a standard error below 10.
    expect(mean(saturdays) - mean(others)).toBeGreaterThan(100)
    const wished = toRows(await sampleTable(model, 60, { where: 'weekday == "Sat" and at >= "2021-01-01"' }), schema) as Row[]
    expect(contradictory(wished)).toEqual([])
    expect(wished.every(({ weekday, at }) => weekday === 'Sat' && at >= '2021-01-01')).toBe(true)
  })

  test('its gaps are filled by the time beside it', async () => {
    const model = await fitModel(table, schema, { model: 'bayesian-network', seed: 1 })
    const gaps = toRows(table, schema).map((row, i) => ({ ...row, ...(i % 2 === 0 ? { weekday: null, quarter: null } : {}) }))
    const filled = toRows(await imputeTable(model, known(gaps).table), schema) as Row[]
    expect(contradictory(filled)).toEqual([])
  })
})
