import { describe, expect, it } from 'vitest'
import { comparedColumns } from '../../../../src/evaluate/context.js'
import { createRng } from '../../../../src/random/rng.js'
import { parseSchema } from '../../../../src/table/shape/schema.js'
import { Table } from '../../../../src/table/table.js'
import { detailOf, permuted, score } from '../../scored.js'
import { population, schema, withColumn, withPermuted } from '../../tables.js'

const rows = 3000
const training = population(rows, 1)
const holdout = population(rows, 2)
const fresh = population(rows, 3)

/** x of two levels, y that is x in `kept` of the rows, and noise; y is missing in a tenth of the rows with noise below 0. */
const lawSchema = parseSchema({
  columns: [
    { name: 'x', kind: 'categorical', levels: ['a', 'b'] },
    { name: 'y', kind: 'categorical', levels: ['a', 'b'] },
    { name: 'noise', kind: 'numeric' },
  ],
})
function law(seed: number, kept = 0.9, follows = false): Table {
  const rng = createRng(seed)
  const x = Int32Array.from({ length: rows }, () => rng.integer(2))
  const y = x.map((code) => (rng.uniform() < kept ? code : 1 - code))
  const noise = Float64Array.from(x, (code) => rng.normal() + (follows ? 3 * code : 0))
  return new Table([
    { name: 'x', kind: 'categorical', values: x, levels: ['a', 'b'] },
    { name: 'y', kind: 'categorical', values: y, levels: ['a', 'b'] },
    { name: 'noise', kind: 'numeric', values: noise },
  ])
}

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
    // The mean of 3,000 losses has a standard error of ln(9) * .3 / sqrt(3000) = .012; 5 of them.
    for (const loss of [detailOf(result, ['y']).real, detailOf(result, ['y']).synthetic])
      expect(Math.abs((loss as number) - truth)).toBeLessThan(0.06)
    expect(detailOf(result, ['noise']).value).toBeNull()
    expect(result.notes?.join()).toContain('noise')
    expect(result.value).toBeGreaterThan(0.9)
  })

  it('gives part of the score for a part of the dependence', async () => {
    const result = await score('conditional-skill', { training: law(1), synthetic: law(2, 0.7), holdout: law(3) }, lawSchema)
    // Told .7 where it is .9: the loss is -(.9 ln .7 + .1 ln .3) = .441, between .325 and ln 2.
    const expected = (Math.log(2) + 0.9 * Math.log(0.7) + 0.1 * Math.log(0.3)) / (Math.log(2) + 0.9 * Math.log(0.9) + 0.1 * Math.log(0.1))
    expect(Math.abs((detailOf(result, ['y']).value as number) - expected)).toBeLessThan(0.1)
  })

  it('puts a copy at 1, fresh rows near it, and independent columns at 0', async () => {
    expect((await score('conditional-skill', { training, synthetic: training.slice(0), holdout }, schema)).value).toBe(1)
    expect((await score('conditional-skill', { training, synthetic: fresh, holdout }, schema)).value).toBeGreaterThan(0.93)
    expect((await score('conditional-skill', { training, synthetic: permuted(fresh, schema), holdout }, schema)).value).toBeLessThan(0.05)
  })

  it('sees the exclusive or of two columns, which no pair of columns shows', async () => {
    const tables = { training: xor(1, true), synthetic: xor(2, false), holdout: xor(3, true) }
    expect((await score('conditional-skill', tables, xorSchema)).value).toBeLessThan(0.05)
    // Four cells of 3,000 rows against 3,000: half the mean distances add up to .018, and .05 lies 5 standard deviations above.
    expect((await score('pair-contingency', tables, xorSchema)).value).toBeGreaterThan(0.95)
    expect((await score('conditional-skill', { ...tables, synthetic: xor(2, true) }, xorSchema)).value).toBeGreaterThan(0.95)
  })

  it('sees values missing at random that are really missing beside others', async () => {
    const result = await score('conditional-skill', { training, synthetic: withPermuted(fresh, 'rating', createRng(4)), holdout }, schema)
    expect(detailOf(result, ['rating']).value).toBeLessThan(0.1)
  })

  it('does not mind the distribution of a column that goes with no other', async () => {
    const shifted = withColumn(fresh, 'visits', (value) => value + 5)
    const tables = { training, synthetic: fresh, holdout }
    const [before, after] = [
      await score('conditional-skill', tables, schema),
      await score('conditional-skill', { ...tables, synthetic: shifted }, schema),
    ]
    expect(detailOf(after, ['visits']).value).toBeNull()
    expect(Math.abs((after.value as number) - (before.value as number))).toBeLessThan(0.03)
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
  it('is 1 for a copy, and higher for fresh rows than for independent columns', async () => {
    expect((await score('conditional-agreement', { training, synthetic: training.slice(0), holdout }, schema)).value).toBe(1)
    const near = (await score('conditional-agreement', { training, synthetic: fresh, holdout }, schema)).value as number
    const far = (await score('conditional-agreement', { training, synthetic: permuted(fresh, schema), holdout }, schema)).value as number
    expect(near).toBeGreaterThan(0.95)
    expect(far).toBeLessThan(near - 0.1)
  })

  it('is 1 less the mean distance of known laws', async () => {
    const result = await score('conditional-agreement', { training: law(1), synthetic: law(2, 0.7), holdout: law(3) }, lawSchema)
    expect(Math.abs((detailOf(result, ['y']).value as number) - 0.8)).toBeLessThan(0.04)
    const { real, synthetic } = detailOf(result, ['y'])
    const entropy = (share: number) => -(share * Math.log(share) + (1 - share) * Math.log(1 - share))
    // Means of 3,000 losses: standard errors of ln(9) * .3 / sqrt(3000) = .012 and ln(7 / 3) * .46 / sqrt(3000) = .007; 4 of the first.
    expect(Math.abs((real as number) - entropy(0.9))).toBeLessThan(0.05)
    expect(Math.abs((synthetic as number) - entropy(0.7))).toBeLessThan(0.05)
  })

  it('sees dependence that is made up, which the skill leaves out', async () => {
    const tables = { training: law(1), synthetic: law(2, 0.9, true), holdout: law(3) }
    const invented = await score('conditional-agreement', tables, lawSchema)
    const fair = await score('conditional-agreement', { ...tables, synthetic: law(4) }, lawSchema)
    expect(detailOf(invented, ['noise']).value).toBeLessThan((detailOf(fair, ['noise']).value as number) - 0.1)
    expect(detailOf(await score('conditional-skill', tables, lawSchema), ['noise']).value).toBeNull()
  })
})

describe('conditional-pairs', () => {
  /** Two columns that copy each other, and two more that follow them in nine of ten rows, or not at all; and noise. */
  const copySchema = parseSchema({
    columns: ['a', 'again', 'b', 'too', 'noise'].map((name) => ({ name, kind: 'boolean', levels: ['no', 'yes'] }) as const),
  })
  function copies(seed: number, follow: boolean): Table {
    const rng = createRng(seed)
    const toss = () => Int32Array.from({ length: rows }, () => rng.integer(2))
    const [a, free, noise] = [toss(), toss(), toss()]
    const b = follow ? a.map((code) => (rng.uniform() < 0.9 ? code : 1 - code)) : free
    return new Table(
      Object.entries({ a, again: a, b, too: b, noise }).map(([name, values]) => ({ name, kind: 'boolean', values, levels: ['no', 'yes'] })),
    )
  }
  const of = (synthetic: Table, tables = { training: copies(1, true), holdout: copies(2, true) }, by = copySchema) =>
    score('conditional-pairs', { ...tables, synthetic }, by)

  it('sees what single conditionals cannot where columns copy each other: that the copies have nothing to do with the others', async () => {
    const broken = copies(3, false)
    const single = await score('conditional-skill', { training: copies(1, true), holdout: copies(2, true), synthetic: broken }, copySchema)
    expect(single.value).toBeGreaterThan(0.95)
    const [good, bad] = [await of(copies(4, true)), await of(broken)]
    expect(good.value).toBeGreaterThan(0.95)
    // Noise is left over, and follows from nothing; with a copy it is a pair of which the copy follows.
    expect(bad.value).toBeLessThan(0.5)
    // A pair is one fair coin: its margin costs ln 2, and what is known of the other leaves the entropy of 0.1.
    const entropy = -(0.9 * Math.log(0.9) + 0.1 * Math.log(0.1))
    // The mean of 3,000 losses has a standard error of 0.012; 5 of them.
    for (const pair of [
      ['a', 'again'],
      ['b', 'too'],
    ]) {
      expect(Math.abs((detailOf(good, pair).real as number) - entropy)).toBeLessThan(0.06)
      expect(detailOf(bad, pair).value).toBeLessThan(0.05)
    }
  })

  it('puts a copy at 1 and independent columns at 0, takes every column once, and names pairs that nobody can predict', async () => {
    expect((await of(training.slice(0), { training, holdout }, schema)).value).toBe(1)
    const result = await of(permuted(fresh, schema), { training, holdout }, schema)
    expect(result.value).toBeLessThan(0.1)
    const compared = comparedColumns(schema).map(({ name }) => name)
    const paired = result.details?.flatMap(({ columns }) => columns) ?? []
    expect(new Set(paired)).toEqual(new Set(compared))
    expect(paired.length).toBe(2 * Math.ceil(compared.length / 2))
  })

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
