import { describe, expect, it } from 'vitest'
import { adversarialAccuracy, authenticity } from '../../../../src/evaluate/metrics/privacy/nearest-rows.js'
import { parseSchema } from '../../../../src/table/shape/schema.js'
import { Table } from '../../../../src/table/table.js'
import { population, schema } from '../../tables.js'
import { partOf, resultOf } from '../score.js'

const levels = ['a', 'b', 'c']
const one = parseSchema({
  columns: [
    { name: 'level', kind: 'categorical', levels },
    { name: 'same', kind: 'boolean', levels: ['no', 'yes'] },
  ],
})

/** One level a row, and a column that is the same in all. */
function table(text: string): Table {
  const values = Int32Array.from(text, (letter) => levels.indexOf(letter))
  return new Table([
    { name: 'level', kind: 'categorical', values, levels },
    { name: 'same', kind: 'boolean', values: new Int32Array(text.length), levels: ['no', 'yes'] },
  ])
}

describe('metrics of nearest rows, by hand', () => {
  const tables = { training: table('aab'), synthetic: table('acc'), holdout: table('bbb') }

  it('authenticity', () => {
    const found = resultOf(authenticity, tables, one)
    // a is as near to its a as that one is to another a; both c are further from it than it is from the other a. All are further from b.
    expect(partOf(found, 'authenticity')).toBeCloseTo(2 / 3, 12)
    expect(partOf(found, 'authenticity-holdout')).toBe(1)
    expect(found.value).toBeCloseTo(2 / 3, 12)
  })

  it('adversarial accuracy', () => {
    const found = resultOf(adversarialAccuracy, tables, one)
    // Training rows: as near to both. Synthetic ones: a is nearer to a training row, both c to each other.
    expect(partOf(found, 'accuracy-training')).toBeCloseTo((1 / 2 + 2 / 3) / 2, 12)
    expect(partOf(found, 'accuracy-holdout')).toBeCloseTo((1 + 5 / 6) / 2, 12)
    expect(found.value).toBeCloseTo(1 - 1 / 3, 12)
  })
})

describe.each([authenticity, adversarialAccuracy])('$name', (metric) => {
  const [training, holdout] = [population(400, 1), population(400, 2)]

  it('is about 1 for fresh rows and about a half for copies', () => {
    const fresh = resultOf(metric, { training, holdout, synthetic: population(400, 3) }, schema).value as number
    const copied = resultOf(metric, { training, holdout, synthetic: training }, schema).value as number
    // Two shares of 400 rows near a half differ by 0.035 in one standard deviation; five of them.
    expect(fresh).toBeGreaterThan(1 - 0.18)
    expect(copied).toBeLessThan(0.5 + 0.18)
  })
})
