import { describe, expect, it } from 'vitest'
import { OptionError } from '../../../src/errors.js'
import { levels, type Metric } from '../../../src/evaluate/metric.js'
import { metrics } from '../../../src/evaluate/metrics/index.js'
import { metricSets, metricsOfSet, selectMetrics } from '../../../src/evaluate/metrics/select.js'
import { ownMetric } from '../own-metric.js'

const namesOf = (chosen: readonly Metric[]) => chosen.map(({ name }) => name)

describe('selectMetrics', () => {
  it('takes names of sets, levels and metrics, mixed, as a list or with commas, each metric once and along the spectrum', () => {
    const chosen = selectMetrics('pairwise, marginal-shape, missing-rates,pair-contingency')
    expect(namesOf(chosen).slice(0, 2)).toEqual(['missing-rates', 'marginal-shape'])
    expect(namesOf(chosen)).toEqual(namesOf(selectMetrics(['pair-contingency', 'missing-rates', 'pairwise', 'marginal-shape'])))
    expect(new Set(chosen).size).toBe(chosen.length)
    expect(chosen.slice(2).every(({ level }) => level === 'pairwise')).toBe(true)
  })

  it('holds every cheaper set in a dearer one, and takes the standard one unless told otherwise', () => {
    const [fast, standard, full] = ['fast', 'standard', 'full'].map((set) => selectMetrics(set)) as [Metric[], Metric[], Metric[]]
    expect(fast.every(({ cost }) => cost === 'fast')).toBe(true)
    expect(standard).toEqual(expect.arrayContaining(fast))
    expect(full).toEqual(expect.arrayContaining(standard))
    expect(selectMetrics()).toEqual(standard)
  })

  it('keeps metrics of named sets out of the sets by cost', () => {
    const named = metrics.filter(({ sets }) => sets)
    for (const metric of named) {
      expect(selectMetrics('full')).not.toContain(metric)
      for (const set of metric.sets ?? []) expect(metricsOfSet(set)).toContain(metric)
    }
    expect(metricSets().slice(0, 3)).toEqual(['fast', 'standard', 'full'])
  })

  it('lists what there is where a name is unknown', () => {
    expect(() => selectMetrics('quality')).toThrow(OptionError)
    for (const known of ['standard', 'pairwise', 'marginal-shape']) expect(() => selectMetrics('quality')).toThrow(known)
  })

  it('takes a metric of your own to its place, and lists everything wrong with what is none', () => {
    const chosen = selectMetrics(['marginal-shape', ownMetric({ level: 'missingness' })])
    expect(namesOf(chosen)).toEqual(['my-metric', 'marginal-shape'])
    const bad = { ...ownMetric(), level: 'deep', range: [1, 0], compute: 3 } as unknown as Metric
    for (const problem of ['my-metric', '3 problems', 'level', 'range', 'compute']) expect(() => selectMetrics([bad])).toThrow(problem)
    expect(() => selectMetrics([null as unknown as Metric])).toThrow(OptionError)
    expect(() => selectMetrics([ownMetric({ name: 'My Metric' })])).toThrow(/hyphens/)
  })

  it('refuses two metrics of one name', () => {
    expect(() => selectMetrics([ownMetric(), ownMetric()])).toThrow(/two metrics are named my-metric/)
    expect(() => selectMetrics([ownMetric({ name: 'marginal-shape' })])).toThrow(/two metrics are named marginal-shape/)
  })
})

describe('the list of metrics', () => {
  it('is in the order of the spectrum, and what needs a holdout never comes in the fast set', () => {
    const places = metrics.filter(({ sets }) => !sets).map(({ level }) => levels.indexOf(level))
    expect([...places].sort((a, b) => a - b)).toEqual(places)
  })
})
