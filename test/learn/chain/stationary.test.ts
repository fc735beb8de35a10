import { expect, test } from 'vitest'
import { stationaryDistribution } from '../../../src/models/markov-chain/transitions.js'
import { createRng } from '../../../src/random/rng.js'

test.each([
  [0.3, 0.1],
  [1e-12, 3e-12],
  [0.999, 1e-9],
])('two states with the chances %d and %d to change are in balance', (there, back) => {
  const [first, second] = stationaryDistribution(Float64Array.of(1 - there, there, back, 1 - back), 2) as unknown as [number, number]
  expect(Math.abs(first / (back / (there + back)) - 1)).toBeLessThan(1e-12)
  expect(Math.abs(second / (there / (there + back)) - 1)).toBeLessThan(1e-12)
})

test('a step of any chain leaves its stationary distribution as it is', () => {
  const rng = createRng(1)
  for (const states of [1, 2, 5, 40]) {
    const matrix = Float64Array.from({ length: states * states }, () => rng.uniform() ** 6 + 1e-9)
    for (let i = 0; i < states; i++) {
      const row = matrix.subarray(i * states, (i + 1) * states)
      const sum = row.reduce((total, value) => total + value, 0)
      for (let j = 0; j < states; j++) row[j] = (row[j] as number) / sum
    }
    const given = matrix.slice()
    const settled = stationaryDistribution(matrix, states)
    expect(matrix).toEqual(given)
    expect(settled.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
    for (let j = 0; j < states; j++) {
      let next = 0
      for (let i = 0; i < states; i++) next += (settled[i] as number) * (matrix[i * states + j] as number)
      expect(Math.abs(next / (settled[j] as number) - 1)).toBeLessThan(1e-10)
    }
  }
})

test('no states have an empty distribution', () => {
  expect(stationaryDistribution(new Float64Array(), 0)).toEqual(new Float64Array())
})
