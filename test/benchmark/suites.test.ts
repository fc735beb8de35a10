import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseSuite } from '../../src/benchmark/plan/parse-suite.js'

const folder = new URL('../../benchmarks/suites/', import.meta.url)
const besides = new URL('../../benchmarks/peers/', import.meta.url)
const suitesIn = (place: URL): string[] => readdirSync(place).filter((name) => name.endsWith('.yaml'))
const suites = suitesIn(folder)

describe('the suites in benchmarks/suites', () => {
  test('are those that the README speaks of', () => {
    expect(suites).toEqual([
      'peers.yaml',
      'privacy.yaml',
      'quality.yaml',
      'relational.yaml',
      'scale.yaml',
      'small-data.yaml',
      'tabsyn.yaml',
    ])
  })

  test.each(suites)('%s is a suite without a mistake, with several synthesizers', (name) => {
    const suite = parseSuite(readFileSync(new URL(name, folder), 'utf8'), name)
    expect(suite.title).toBeTruthy()
    expect(suite.synthesizers.length).toBeGreaterThan(3)
  })
})

test.each(suitesIn(besides))('%s in benchmarks/peers is a suite without a mistake, of ours beside somebody else', (name) => {
  const suite = parseSuite(readFileSync(new URL(name, besides), 'utf8'), name)
  expect(suite.title).toBeTruthy()
  expect(new Set(suite.synthesizers.map((own) => 'command' in own))).toEqual(new Set([true, false]))
})
