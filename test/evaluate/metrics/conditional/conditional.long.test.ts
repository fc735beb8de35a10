import { describe, expect, it } from 'vitest'
import { comparedColumns } from '../../../../src/evaluate/context.js'
import { createRng } from '../../../../src/random/rng.js'
import type { Table } from '../../../../src/table/table.js'
import { detailOf, permuted, score } from '../../scored.js'
import { schema, withColumn, withPermuted } from '../../tables.js'
import { copies, copySchema, fresh, holdout, law, lawSchema, training } from './law.js'

describe('conditional-skill', () => {
  it('puts a copy at 1, fresh rows near it, and independent columns at 0', async () => {
    expect((await score('conditional-skill', { training, synthetic: training.slice(0), holdout }, schema)).value).toBe(1)
    expect((await score('conditional-skill', { training, synthetic: fresh, holdout }, schema)).value).toBeGreaterThan(0.93)
    expect((await score('conditional-skill', { training, synthetic: permuted(fresh, schema), holdout }, schema)).value).toBeLessThan(0.05)
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
})

describe('conditional-agreement', () => {
  it('is 1 for a copy, and higher for fresh rows than for independent columns', async () => {
    expect((await score('conditional-agreement', { training, synthetic: training.slice(0), holdout }, schema)).value).toBe(1)
    const near = (await score('conditional-agreement', { training, synthetic: fresh, holdout }, schema)).value as number
    const far = (await score('conditional-agreement', { training, synthetic: permuted(fresh, schema), holdout }, schema)).value as number
    expect(near).toBeGreaterThan(0.95)
    expect(far).toBeLessThan(near - 0.1)
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
})
