import { describe, expect, test } from 'vitest'
import { nearestWord, parseSuite } from '../../../src/benchmark/plan/parse-suite.js'

const good = `
datasets:
  - { name: adult, train: adult.csv, target: income }
synthesizers:
  - sequential-trees
  - { name: private, model: sequential-trees, options: { fidelity: private } }
  - { name: mine, command: "cp {train} {output}" }
metrics: fast
seeds: [1, 2]
limits: { time: 10m, memory: 500MB }
`
const problemsOf = (text: string): string => {
  try {
    parseSuite(text, 'suite.yaml')
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing wrong'
}

describe('a suite file', () => {
  test('is read with its defaults filled in, units turned into seconds and bytes', () => {
    const suite = parseSuite(good, 'suite.yaml')
    expect(suite.limits).toEqual({ time: 600, memory: 5e8 })
    expect(suite.datasets).toEqual([{ name: 'adult', train: 'adult.csv', target: ['income'] }])
    expect(suite.synthesizers[0]).toEqual({ name: 'sequential-trees' })
    expect([suite.metrics, suite.seeds]).toEqual([['fast'], [1, 2]])
    const bare = parseSuite('datasets: [{ name: a, train: a.csv }]\nsynthesizers: [kde]\nseeds: 3', 'suite.yaml')
    expect(bare).toMatchObject({ metrics: ['standard'], seeds: [1, 2, 3], limits: { time: 600, memory: 8e9 }, published: [] })
  })

  test('may be JSON', () => {
    expect(parseSuite('{ "datasets": [{ "name": "a", "train": "a.csv" }], "synthesizers": ["kde"] }', 's.json').seeds).toEqual([1])
  })

  test.each([
    ['synthesisers:\n', 'synthesizers:\n', /suite\.yaml:4: a suite has no synthesisers; did you mean synthesizers\?/],
    ['traget: income', 'target: income', /suite\.yaml:3: datasets: an entry has no traget; did you mean target\?/],
    ['sequental-trees\n', 'sequential-trees\n', /suite\.yaml:5: there is no model sequental-trees; did you mean sequential-trees\?/],
    ['model: kdee,', 'model: sequential-trees,', /suite\.yaml:6: there is no model kdee; did you mean kde\?/],
    ['metrics: fsat', 'metrics: fast', /suite\.yaml:8: there is no set, level or metric fsat; did you mean fast\?/],
    ['memry: 500MB', 'memory: 500MB', /suite\.yaml:10: limits: an entry has no memry; did you mean memory\?/],
    ['time: 10x', 'time: 10m', /suite\.yaml:10: time: write it as 600s, 10m or 1h \(got 10x\)/],
    ['cp {train} out.csv', 'cp {train} {output}', /suite\.yaml:7: mine: the command lacks \{output\}/],
    ['seeds: [1, -2]', 'seeds: [1, 2]', /suite\.yaml:9: 1: .*>=0/],
    ['name: sequential-trees, model', 'name: private, model', /suite\.yaml:6: two synthesizers are named sequential-trees/],
  ])('with %s is refused with the line and the word', (wrong, right, message) => {
    expect(problemsOf(good)).toBe('nothing wrong')
    const spoilt = good.replace(right, wrong)
    expect(spoilt).not.toBe(good)
    expect(problemsOf(spoilt)).toMatch(message)
  })

  test('tells all mistakes at once, and what is lacking', () => {
    const text = problemsOf('datasets:\n  - { train: a.csv }\nseeds: many\n')
    expect(text).toMatch(/^3 problems\n/)
    expect(text).toMatch(/suite\.yaml:2: datasets: an entry lacks name/)
    expect(text).toMatch(/suite\.yaml:1: a suite lacks synthesizers/)
    expect(text).toMatch(/suite\.yaml:3: seeds: expected array/)
  })

  test('that is no YAML, or no suite at all, is refused', () => {
    expect(problemsOf('datasets: [\nsynthesizers: kde')).toMatch(/suite\.yaml:\d: is no valid YAML/)
    expect(problemsOf('just words')).toMatch(/suite\.yaml:1: suite: expected object/)
    expect(problemsOf('')).toMatch(/suite\.yaml: suite: expected object/)
  })
})

test('the nearest word counts swaps as one step and stays silent where nothing is like it', () => {
  expect(nearestWord('seesd', ['seeds', 'speed'])).toBe('seeds')
  expect(nearestWord('Kde', ['kde', 'arf'])).toBe('kde')
  expect(nearestWord('gaussain-copula', ['gaussian-copula', 'independent'])).toBe('gaussian-copula')
  expect(nearestWord('zebra', ['kde', 'arf', 'mixture'])).toBeNull()
})
