import { describe, expect, it } from 'vitest'
import { createRng } from '../../../../src/random/rng.js'
import { parseSchema } from '../../../../src/table/shape/schema.js'
import { Table } from '../../../../src/table/table.js'
import { detailOf, score } from '../../scored.js'
import { population, schema } from '../../tables.js'
import { copies, copySchema, fresh, holdout, law, lawSchema, lossError, rows, training } from './law.js'

/** Three levels that are independent two by two; the third is the exclusive or of the others in the real rows. */
const xorSchema = parseSchema({ columns: ['p', 'q', 'r'].map((name) => ({ name, kind: 'boolean', levels: ['no', 'yes'] }) as const) })
function xor(seed: number, tied: boolean): Table {
  const rng = createRng(seed)
  const [p, q, other] = [0, 1, 2].map(() => Int32Array.from({ length: rows }, () => rng.integer(2))) as [Int32Array, Int32Array, Int32Array]
  const r = tied ? p.map((code, i) => code ^ (q[i] as number)) : other
  return new Table([p, q, r].map((values, i) => ({ name: 'pqr'[i] as string, kind: 'boolean', values, levels: ['no', 'yes'] })))
}

describe('conditional-skill', () => {
  it('learns a known law up to its own uncertainty, and names what nobody can predict', async () => {
    const result = await score('conditional-skill', { training: law(1), synthetic: law(2), holdout: law(3) }, lawSchema)
    const truth = -(0.9 * Math.log(0.9) + 0.1 * Math.log(0.1))
    for (const loss of [detailOf(result, ['y']).real, detailOf(result, ['y']).synthetic])
      expect(Math.abs((loss as number) - truth)).toBeLessThan(5 * lossError)
    expect(detailOf(result, ['noise']).value).toBeNull()
    expect(result.notes?.join()).toContain('noise')
    // Of the ln 2 nats of a fair coin, all but the truth can be known.
    expect(result.value).toBeGreaterThan(1 - (5 * lossError) / (Math.LN2 - truth))
  })

  it('gives part of the score for a part of the dependence', async () => {
    const result = await score('conditional-skill', { training: law(1), synthetic: law(2, 0.7), holdout: law(3) }, lawSchema)
    // Told .7 where it is .9: the loss is -(.9 ln .7 + .1 ln .3) = .441, between .325 and ln 2.
    const expected = (Math.log(2) + 0.9 * Math.log(0.7) + 0.1 * Math.log(0.3)) / (Math.log(2) + 0.9 * Math.log(0.9) + 0.1 * Math.log(0.1))
    // As above: of the ln 2 nats, those between a coin and the truth can be known.
    const truth = -(0.9 * Math.log(0.9) + 0.1 * Math.log(0.1))
    expect(Math.abs((detailOf(result, ['y']).value as number) - expected)).toBeLessThan((5 * lossError) / (Math.LN2 - truth))
  })

  it('sees the exclusive or of two columns, which no pair of columns shows', async () => {
    const tables = { training: xor(1, true), synthetic: xor(2, false), holdout: xor(3, true) }
    // Of ln 2 nats that can be known.
    const error = lossError / Math.LN2
    expect((await score('conditional-skill', tables, xorSchema)).value).toBeLessThan(5 * error)
    // Four cells of 3,000 rows against 3,000: half the mean distances add up to .018, and .05 lies 5 standard deviations above.
    expect((await score('pair-contingency', tables, xorSchema)).value).toBeGreaterThan(0.95)
    expect((await score('conditional-skill', { ...tables, synthetic: xor(2, true) }, xorSchema)).value).toBeGreaterThan(1 - 5 * error)
  })

  it('needs a holdout with rows, a second column, and something that can be predicted', async () => {
    expect(await score('conditional-skill', { training, synthetic: fresh }, schema)).toMatchObject({
      value: null,
      reason: expect.stringMatching(/holdout/),
    })
    expect((await score('conditional-skill', { training, synthetic: fresh, holdout: population(0, 1) }, schema)).value).toBeNull()
    const alone = parseSchema({ columns: [schema.columns[0] as never] })
    expect((await score('conditional-skill', { training, synthetic: fresh, holdout }, alone)).reason).toMatch(/only one column/)
    const free = xorSchema
    expect(
      (await score('conditional-skill', { training: xor(1, false), synthetic: xor(2, false), holdout: xor(3, false) }, free)).reason,
    ).toMatch(/No column/)
  })
})

describe('conditional-agreement', () => {
  it('is 1 less the mean distance of known laws', async () => {
    const result = await score('conditional-agreement', { training: law(1), synthetic: law(2, 0.7), holdout: law(3) }, lawSchema)
    // 1,500 rows of each level of x know a share of .9 and one of .7, with errors of .008 and .012: five of both.
    expect(Math.abs((detailOf(result, ['y']).value as number) - 0.8)).toBeLessThan(5 * Math.sqrt((0.09 + 0.21) / (rows / 2)))
    const { real, synthetic } = detailOf(result, ['y'])
    const entropy = (share: number) => -(share * Math.log(share) + (1 - share) * Math.log(1 - share))
    expect(Math.abs((real as number) - entropy(0.9))).toBeLessThan(5 * lossError)
    expect(Math.abs((synthetic as number) - entropy(0.7))).toBeLessThan(5 * lossError)
  })
})

describe('conditional-pairs', () => {
  const of = (synthetic: Table, tables = { training: copies(1, true), holdout: copies(2, true) }, by = copySchema) =>
    score('conditional-pairs', { ...tables, synthetic }, by)

  it('asks for two targets together, whatever they say of each other', async () => {
    const targets = ['a', 'noise']
    const aimed = {
      ...copySchema,
      columns: copySchema.columns.map((c) => (targets.includes(c.name) ? { ...c, role: 'target' as const } : c)),
    }
    const { details = [] } = await of(copies(4, true), undefined, aimed)
    expect(details[0]?.columns).toEqual(targets)
  })

  it('has nothing to predict two of two columns from', async () => {
    const pair = parseSchema({ columns: copySchema.columns.slice(0, 2) })
    const two = (seed: number) => copies(seed, true).select(['a', 'again'])
    expect(await of(two(3), { training: two(1), holdout: two(2) }, pair)).toMatchObject({
      value: null,
      reason: expect.stringMatching(/two columns/),
    })
  })
})
