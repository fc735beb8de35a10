import { expect, test } from 'vitest'
import { closenessOver } from '../../../src/pipeline/holdout/closeness.js'
import { permuteIndex } from '../../../src/random/permutation.js'
import { createRng } from '../../../src/random/rng.js'
import { known } from '../../support/tables.js'

const { table } = known(Array.from({ length: 400 }, (_, i) => ({ a: createRng(1, i).uniform(), b: createRng(2, i).uniform() })))
const fresh = known(Array.from({ length: 1000 }, (_, i) => ({ a: createRng(3, i).uniform(), b: createRng(4, i).uniform() }))).table

/** The first rows of a shuffled table against the others, and as many rows as one likes that have nothing to do with them. */
function split(seed: number) {
  const order = Int32Array.from({ length: 400 }, (_, row) => permuteIndex(row, 400, seed))
  const [trainingRows, holdoutRows] = [order.slice(0, 200), order.slice(200)]
  return { training: table.take(trainingRows), holdout: table.take(holdoutRows), synthetic: fresh, trainingRows, holdoutRows }
}

test('its error is that of dealing the rows otherwise, not only that of drawing other synthetic rows', () => {
  const found = Array.from({ length: 60 }, (_, seed) => closenessOver([split(seed)]))
  const shares = found.map(({ nearerTraining }) => nearerTraining)
  const spread = Math.sqrt(shares.reduce((sum, share) => sum + (share - 0.5) ** 2, 0) / shares.length)
  const stated = found.reduce((sum, { nearerTrainingError }) => sum + nearerTrainingError, 0) / found.length
  // The spread of 60 draws has a relative error of 9 %.
  expect(stated / spread).toBeGreaterThan(0.7)
  expect(stated / spread).toBeLessThan(1.3)
  expect(stated).toBeGreaterThan(1.2 * Math.sqrt(0.25 / 1000))
})

test('rows that have nothing to do with either half are as near to both when the halves change places', () => {
  const { training, holdout, trainingRows, holdoutRows, synthetic } = split(1)
  const turned = { training: holdout, holdout: training, trainingRows: holdoutRows, holdoutRows: trainingRows, synthetic }
  const { nearerTraining, nearerTrainingError } = closenessOver([split(1), turned])
  expect(nearerTraining).toBe(0.5)
  expect(nearerTrainingError).toBeCloseTo(0, 12)
})
