import { describe, expect, it } from 'vitest'
import { numpySample } from '../../../benchmarks/evaluation/numpy-sample.js'
import { theirNearerTraining } from '../../../benchmarks/evaluation/their-closeness.js'
import { Table } from '../../../src/table/table.js'

const levels = ['a', 'b', 'c']

function table(numbers: readonly number[], codes: readonly number[]): Table {
  return new Table([
    { name: 'number', kind: 'numeric', values: Float64Array.from(numbers) },
    { name: 'level', kind: 'categorical', values: Int32Array.from(codes), levels },
  ])
}

describe('what the page is measured with', () => {
  it('draws the rows that pandas draws', () => {
    // pandas 3.1.1, numpy 2.4.6: DataFrame({"a": range(n)}).sample(k, random_state=0).index
    expect([...numpySample(10, 10, 0)]).toEqual([2, 8, 4, 9, 1, 6, 7, 3, 0, 5])
    expect([...numpySample(24_421, 5, 0)]).toEqual([9940, 11449, 15095, 23612, 5027])
  })

  it('measures by the distance of score.py: half a range less than another level, which counts 2, and the mean for a missing number', () => {
    const training = table([0, 10], [0, 0])
    const holdout = table([5, 5], [1, 1])
    // 4 is 0.4 from a training row and 2.1 from a holdout row; with level b 2.4 and 0.1.
    expect(theirNearerTraining({ training, holdout, synthetic: table([4], [0]) })).toBe(1)
    expect(theirNearerTraining({ training, holdout, synthetic: table([4], [1]) })).toBe(0)
    // A missing number stands at the mean, 5, and is 1 from one that is known: 5 is 0.5 from training rows, and 1 from it.
    expect(theirNearerTraining({ training, holdout: table([Number.NaN], [0]), synthetic: table([5], [0]) })).toBe(1)
    // Levels b and c are in no training row, and are one: 4 is 0.6 from the holdout row and 2.4 from training rows.
    expect(theirNearerTraining({ training, holdout: table([10], [1]), synthetic: table([4], [2]) })).toBe(0)
    // As far from both.
    expect(theirNearerTraining({ training: table([0, 10], [0, 0]), holdout: table([1, 9], [0, 0]), synthetic: table([0.5], [0]) })).toBe(
      0.5,
    )
  })
})
