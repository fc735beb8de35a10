import { expect, it } from 'vitest'
import { selectMetrics } from '../../../src/evaluate/metrics/select.js'
import { completeness } from '../../../src/evaluate/summary/completeness.js'
import { ownMetric } from '../own-metric.js'

const levels = ['missingness', 'marginal', 'pairwise', 'conditional', 'joint'] as const

it('says by which metrics, on which basis, each level is covered', () => {
  const free = ownMetric({ name: 'free', level: 'joint' })
  const based = ownMetric({ name: 'based', level: 'joint', basis: 'model-based' })
  const { levels: covers, open, complete } = completeness([free, based])
  expect(covers.map(({ level }) => level)).toEqual(levels)
  expect(covers.at(-1)).toEqual({ level: 'joint', modelFree: ['free'], modelBased: ['based'] })
  expect(open).toEqual(['missingness', 'marginal', 'pairwise', 'conditional'])
  expect(complete).toBe(false)
})

it('warns of open levels by name, and knows the set that stops at pairs', () => {
  const usual = completeness(selectMetrics('marginal,pairwise'))
  expect(usual.warning).toMatch(/missing values, each column given all others, whole rows\. .*SDMetrics' quality/)
  expect(completeness(selectMetrics('marginal')).warning).not.toMatch(/SDMetrics/)
  expect(completeness([]).warning).toMatch(/Nothing was judged/)
})

it('is complete with one metric of fidelity at each of the five levels, and with less it is not', () => {
  const all = levels.map((level) => ownMetric({ level }))
  expect(completeness(all)).toMatchObject({ complete: true, open: [], warning: null })
  for (const left of levels) expect(completeness(all.filter(({ level }) => level !== left)).open).toEqual([left])
  expect(completeness([...all.slice(1), ownMetric({ level: 'missingness', family: 'utility' })]).complete).toBe(false)
})
