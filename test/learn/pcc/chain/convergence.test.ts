import { expect, test } from 'vitest'
import { Chain } from '../../../../src/learn/pcc/chain/chain.js'
import { atOnce } from '../../../../src/learn/turn.js'
import { createRng } from '../../../../src/random/rng.js'
import { potentialScaleReduction } from '../../../../src/surrogate/relations.js'
import { discrete, fixedGrids, somePrior } from '../support.js'

test('potentialScaleReduction is that of the textbook, by hand', () => {
  // Halves 1 3 | 2 4 and 5 7 | 6 8: means 2, 3, 6, 7 with variance 17 / 3; variance 2 within each; halves of 2.
  const series = [Float64Array.of(1, 3, 2, 4), Float64Array.of(5, 7, 6, 8)]
  expect(potentialScaleReduction(series)).toBeCloseTo(Math.sqrt(1 / 2 + 17 / 3 / 2), 12)
})

test('series of one distribution have a factor of about one, series of two have not', () => {
  const rng = createRng(1)
  const series = (mean: number) => Float64Array.from({ length: 400 }, () => mean + rng.normal())
  // The variance of four means of 200 is about 1 / 200; 30 times as much is beyond one in a million.
  expect(potentialScaleReduction([series(0), series(0)])).toBeLessThan(Math.sqrt(1 + 30 / 200))
  // Means of 0, 0, 3 and 3 have variance 3, with 3 known to .07 and the variance within to 5 %; five standard deviations of either.
  const apart = 3 - 5 * Math.sqrt(2 / 400)
  expect(potentialScaleReduction([series(0), series(3)])).toBeGreaterThan(Math.sqrt(1 + apart ** 2 / 3 / (1 + 5 * Math.sqrt(2 / 800))))
})

test('series that stand still, and series that are too short', () => {
  const still = (value: number) => new Float64Array(10).fill(value)
  expect(potentialScaleReduction([still(2), still(2)])).toBe(1)
  expect(potentialScaleReduction([still(2), still(3)])).toBe(Number.POSITIVE_INFINITY)
  expect(potentialScaleReduction([Float64Array.of(1, 2, 3)])).toBe(null)
  expect(potentialScaleReduction([])).toBe(null)
})

test('the joint probability of views, categories and cells of a tiny table, by hand', () => {
  const chain = new Chain(
    [discrete([1, 0], [0.25, 0.75])],
    {
      ...{ structureRows: 2, structureSweeps: 1, rows: 2, sweeps: 0 },
      grids: fixedGrids(somePrior, 0.7, 2),
    },
    [1],
  )
  atOnce(chain.step())
  const together = chain.views[0]?.used === 1
  // Concentration 1.5 on base shares 1/4 and 3/4: the first cell has its share, the second 0.375 of 2.5 in the same category.
  const partition = together ? 1 / 3 : 2 / 3
  const cells = together ? 0.75 * (0.375 / 2.5) : 0.75 * 0.25
  expect(chain.logJoint()).toBeCloseTo(Math.log(partition * cells), 12)
  expect(chain.state().trace).toEqual(Float64Array.of(chain.logJoint() / 2))
})
