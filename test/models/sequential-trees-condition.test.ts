import { describe, expect, test } from 'vitest'
import { fitModel } from '../../src/models/shell/fit.js'
import type { FittedModel } from '../../src/models/synthesizer.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { prepareSampler } from '../../src/pipeline/jobs/sampler.js'
import { createRng } from '../../src/random/rng.js'
import { toRows } from '../../src/table/rows.js'
import { known } from '../support/tables.js'

type Row = Record<string, unknown>
const rows = 5000
const rng = createRng(1)
/** A law in which every conditional is known: a, then b given a, then a number x given b, then a gap given x. */
const data = known(
  Array.from({ length: rows }, () => {
    const a = rng.uniform() < 0.2 ? 'yes' : 'no'
    const b = rng.uniform() < (a === 'yes' ? 0.9 : 0.3) ? 'up' : 'down'
    const x = (b === 'up' ? 50 : 0) + rng.integer(100)
    const y = x > 120 ? null : rng.integer(1000) / 10
    return { a, b, x, y, rare: rng.uniform() < 0.002 && b === 'up' ? 'r' : 's' }
  }),
)

const fits = new Map<string, Promise<FittedModel>>()
function modelOf(order = ''): Promise<FittedModel> {
  const known = fits.get(order)
  const fit = known ?? fitModel(data.table, data.schema, { model: 'sequential-trees', options: order === '' ? {} : { order } })
  fits.set(order, fit)
  return fit
}
const draw = async (model: FittedModel, where: string, count = 2000): Promise<Row[]> =>
  toRows(await sampleTable(model, count, { where }), model.schema)
const share = (drawn: readonly Row[], holds: (row: Row) => boolean): number => drawn.filter(holds).length / drawn.length
/** Five standard deviations of a share among the drawn rows, and among the `learned` rows that say what it should be. */
const bound = (p: number, drawn: number, learned: number): number => 5 * Math.sqrt(p * (1 - p) * (1 / drawn + 1 / learned))
const realShare = (given: (row: Row) => boolean, holds: (row: Row) => boolean): { p: number; n: number } => {
  const part = toRows(data.table, data.schema).filter(given)
  return { p: share(part, holds), n: part.length }
}

describe('sequential-trees under conditions', () => {
  test('a condition on the first column is exact, and so is what follows from it', async () => {
    const model = await modelOf()
    const {
      notes: [note],
    } = await prepareSampler(model, { where: 'a == "yes"' })
    expect(note).toMatch(/conditioned exactly.*20 %/)
    const drawn = await draw(model, 'a == "yes"')
    expect(new Set(drawn.map(({ a }) => a))).toEqual(new Set(['yes']))
    expect(Math.abs(share(drawn, ({ b }) => b === 'up') - 0.9)).toBeLessThan(bound(0.9, 2000, rows / 5))
  })

  test('conditions on the columns drawn first are exact together', async () => {
    const model = await modelOf('b,a')
    const where = 'b == "up" and a == "yes"'
    expect((await prepareSampler(model, { where })).notes[0]).toMatch(/exactly/)
    const drawn = await draw(model, where)
    expect(share(drawn, ({ a, b }) => a === 'yes' && b === 'up')).toBe(1)
    const { p, n } = realShare(
      ({ a, b }) => a === 'yes' && b === 'up',
      ({ x }) => (x as number) > 100,
    )
    expect(Math.abs(share(drawn, ({ x }) => (x as number) > 100) - p)).toBeLessThan(bound(p, 2000, n))
  })

  test('a condition on a later column reaches back to those before it, and says that it does so approximately', async () => {
    const model = await modelOf()
    const {
      notes: [note],
    } = await prepareSampler(model, { where: 'x >= 100' })
    expect(note).toMatch(/approximately/)
    const drawn = await draw(model, 'x >= 100', 500)
    // Only 'up' reaches 100; given that, a is 'yes' with 0.18 / 0.42.
    expect(new Set(drawn.map(({ b }) => b))).toEqual(new Set(['up']))
    const { p, n } = realShare(
      ({ x }) => (x as number) >= 100,
      ({ a }) => a === 'yes',
    )
    // Rows drawn again by weight are worth at least a fourth of as many.
    expect(Math.abs(share(drawn, ({ a }) => a === 'yes') - p)).toBeLessThan(bound(p, 125, n))
  })

  test('missing, not missing, sets and negations are kept', async () => {
    const model = await modelOf()
    for (const { x, y } of await draw(model, 'missing(y)', 60)) {
      expect(y).toBeNull()
      expect(x).toBeGreaterThan(110)
    }
    for (const { y } of await draw(model, 'not missing(y) and not (y > 50)', 60)) expect(y).toBeLessThanOrEqual(50)
    for (const { x } of await draw(model, 'oneOf(x, 3, 77, 140)', 60)) expect([3, 77, 140]).toContain(x)
  })

  test('1,000 rows of a condition that one row in a thousand satisfies come in seconds', async () => {
    const model = await modelOf()
    const {
      notes: [note],
    } = await prepareSampler(model, { where: 'rare == "r" and a == "yes"' })
    expect(note).toMatch(/one row in [\d,]{3,}/)
    const drawn = await draw(model, 'rare == "r" and a == "yes"', 1000)
    expect(share(drawn, ({ a, rare }) => a === 'yes' && rare === 'r')).toBe(1)
    expect(new Set(drawn.map((row) => JSON.stringify(row))).size).toBeGreaterThan(100)
  }, 20_000)

  test('what the model can never make ends with a ConstraintError that says so', async () => {
    const model = await modelOf()
    await expect(draw(model, 'x > 1000')).rejects.toMatchObject({ name: 'ConstraintError' })
    await expect(draw(model, 'missing(x)')).rejects.toMatchObject({ name: 'ConstraintError' })
    await expect(draw(model, 'x > 100 and b == "down"')).rejects.toMatchObject({ name: 'ConstraintError' })
  })

  test('the same seed gives the same rows under a condition, however they are cut', async () => {
    const model = await modelOf()
    const whole = await draw(model, 'x >= 100', 100)
    expect((await draw(model, 'x >= 100', 40)).map((row) => JSON.stringify(row))).toEqual(
      whole.slice(0, 40).map((row) => JSON.stringify(row)),
    )
  })

  test('several orders keep the condition too', async () => {
    const model = await fitModel(data.table.slice(0, 600), data.schema, { model: 'sequential-trees', options: { orders: 2 } })
    expect(share(await draw(model, 'b == "down" and x < 50', 100), ({ b, x }) => b === 'down' && (x as number) < 50)).toBe(1)
  })
})
