import { describe, expect, it } from 'vitest'
import { comparedColumns, prepareMetric } from '../../../../src/evaluate/context.js'
import { metrics } from '../../../../src/evaluate/metrics/index.js'
import { createRng } from '../../../../src/random/rng.js'
import type { Table } from '../../../../src/table/table.js'
import { rangeOfNext, ten } from '../../null.js'
import { detailOf, permuted, score } from '../../scored.js'
import { population, schema, withColumn, withPermuted } from '../../tables.js'
import { copies, copySchema, fresh, holdout, law, lawSchema, lossError, rows, training } from './law.js'

/** What other real rows score on both, which share what is learned. */
const usual = (async () => {
  const both: (readonly [number, number])[] = []
  for (const seed of ten) {
    const { input, context } = prepareMetric({ training, synthetic: population(rows, seed), holdout }, { schema })
    const of = async (name: string) => (await metrics.find((metric) => metric.name === name)?.compute(input, context))?.value as number
    both.push([await of('conditional-skill'), await of('conditional-agreement')])
  }
  return { skill: rangeOfNext(both.map(([skill]) => skill)), agreement: rangeOfNext(both.map(([, agreement]) => agreement)) }
})()

describe('conditional-skill', () => {
  it('puts a copy at 1, fresh rows near it, and independent columns at 0', async () => {
    expect((await score('conditional-skill', { training, synthetic: training.slice(0), holdout }, schema)).value).toBe(1)
    expect((await score('conditional-skill', { training, synthetic: fresh, holdout }, schema)).value).toBeGreaterThan(
      (await usual).skill.least,
    )
    // Nothing is foretold better than by the margin, but for what a model learns from chance: nats of one standard error of a mean of 3,000, of
    // about half a nat that there is to know; five of them.
    const nothing = (5 * lossError) / 0.5
    expect((await score('conditional-skill', { training, synthetic: permuted(fresh, schema), holdout }, schema)).value).toBeLessThan(
      nothing,
    )
  })

  it('sees values missing at random that are really missing beside others', async () => {
    const result = await score('conditional-skill', { training, synthetic: withPermuted(fresh, 'rating', createRng(4)), holdout }, schema)
    // One of its cells is missing in three of ten rows, always with the weight: .61 nats are known, and all of them lost, within five errors.
    expect(detailOf(result, ['rating']).value).toBeLessThan((5 * lossError) / 0.61)
  })

  it('does not mind the distribution of a column that goes with no other', async () => {
    const shifted = withColumn(fresh, 'visits', (value) => value + 5)
    const tables = { training, synthetic: fresh, holdout }
    const [before, after] = [
      await score('conditional-skill', tables, schema),
      await score('conditional-skill', { ...tables, synthetic: shifted }, schema),
    ]
    expect(detailOf(after, ['visits']).value).toBeNull()
    expect(Math.abs((after.value as number) - (before.value as number))).toBeLessThan(
      (await usual).skill.greatest - (await usual).skill.least,
    )
  })
})

describe('conditional-agreement', () => {
  it('is 1 for a copy, and higher for fresh rows than for independent columns', async () => {
    expect((await score('conditional-agreement', { training, synthetic: training.slice(0), holdout }, schema)).value).toBe(1)
    const near = (await score('conditional-agreement', { training, synthetic: fresh, holdout }, schema)).value as number
    const far = (await score('conditional-agreement', { training, synthetic: permuted(fresh, schema), holdout }, schema)).value as number
    expect(near).toBeGreaterThan((await usual).agreement.least)
    expect(far).toBeLessThan((await usual).agreement.least)
  })

  it('sees dependence that is made up, which the skill leaves out', async () => {
    const tables = { training: law(1), synthetic: law(2, 0.9, true), holdout: law(3) }
    const invented = await score('conditional-agreement', tables, lawSchema)
    const fair = await score('conditional-agreement', { ...tables, synthetic: law(4) }, lawSchema)
    const others = ten.map(async (seed) =>
      detailOf(await score('conditional-agreement', { ...tables, synthetic: law(seed) }, lawSchema), ['noise']),
    )
    const { least } = rangeOfNext((await Promise.all(others)).map(({ value }) => value as number))
    expect(detailOf(fair, ['noise']).value).toBeGreaterThan(least)
    expect(detailOf(invented, ['noise']).value).toBeLessThan(least)
    expect(detailOf(await score('conditional-skill', tables, lawSchema), ['noise']).value).toBeNull()
  })
})

describe('conditional-pairs', () => {
  const of = (synthetic: Table, tables = { training: copies(1, true), holdout: copies(2, true) }, by = copySchema) =>
    score('conditional-pairs', { ...tables, synthetic }, by)

  it('sees what single conditionals cannot where columns copy each other: that the copies have nothing to do with the others', async () => {
    const broken = copies(3, false)
    const single = await score('conditional-skill', { training: copies(1, true), holdout: copies(2, true), synthetic: broken }, copySchema)
    // Each column that has a copy is foretold for certain, and the rest is left out.
    expect(single.value).toBeGreaterThan(1 - (5 * lossError) / Math.LN2)
    const [good, bad] = [await of(copies(4, true)), await of(broken)]
    // A pair is one fair coin: its margin costs ln 2, and what is known of the other leaves the entropy of 0.1.
    const entropy = -(0.9 * Math.log(0.9) + 0.1 * Math.log(0.1))
    const error = lossError / (Math.LN2 - entropy)
    expect(good.value).toBeGreaterThan(1 - 5 * error)
    // Noise is left over, and follows from nothing; with a copy it is a pair of which the copy follows: one of three.
    expect(bad.value).toBeLessThan(1 / 3 + 5 * error)
    for (const pair of [
      ['a', 'again'],
      ['b', 'too'],
    ]) {
      expect(Math.abs((detailOf(good, pair).real as number) - entropy)).toBeLessThan(5 * lossError)
      expect(detailOf(bad, pair).value).toBeLessThan(5 * error)
    }
  })

  it('puts a copy at 1 and independent columns at 0, takes every column once, and names pairs that nobody can predict', async () => {
    expect((await of(training.slice(0), { training, holdout }, schema)).value).toBe(1)
    const result = await of(permuted(fresh, schema), { training, holdout }, schema)
    // As much as is foretold above where columns are independent, of half a nat.
    expect(result.value).toBeLessThan((5 * lossError) / 0.5)
    const compared = comparedColumns(schema).map(({ name }) => name)
    const paired = result.details?.flatMap(({ columns }) => columns) ?? []
    expect(new Set(paired)).toEqual(new Set(compared))
    expect(paired.length).toBe(2 * Math.ceil(compared.length / 2))
  })
})
