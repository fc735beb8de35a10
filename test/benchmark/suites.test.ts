import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseSuite } from '../../src/benchmark/parse-suite.js'

const folder = new URL('../../benchmarks/suites/', import.meta.url)
const suites = readdirSync(folder).filter((name) => name.endsWith('.yaml'))

describe('the suites in benchmarks/suites', () => {
  test('are those that the README speaks of', () => {
    expect(suites).toEqual(['peers.yaml', 'privacy.yaml', 'quality.yaml', 'scale.yaml', 'small-data.yaml', 'tabsyn.yaml'])
  })

  test.each(suites)('%s is a suite without a mistake, with several synthesizers', (name) => {
    const suite = parseSuite(readFileSync(new URL(name, folder), 'utf8'), name)
    expect(suite.title).toBeTruthy()
    expect(suite.synthesizers.length).toBeGreaterThan(5)
  })
})
