import { describe, expect, test } from 'vitest'
import { Calibration } from '../../../../src/evaluate/metrics/conditional/conditionals.js'
import { createRng } from '../../../../src/random/rng.js'

/** Predictions of two classes whose first one comes with `came(probability)`. */
function predictions(count: number, came: (probability: number) => number, seed = 1): Calibration {
  const rng = createRng(seed)
  const calibration = new Calibration()
  for (let i = 0; i < count; i++) {
    const probability = rng.uniform()
    calibration.add(Float64Array.of(-1, probability, 1 - probability), 1, 2, rng.uniform() < came(probability) ? 0 : 1)
  }
  return calibration
}

describe('Calibration', () => {
  test('what comes as often as foretold lies on the diagonal, point by point', () => {
    const { x, y } = predictions(20_000, (probability) => probability).curve()
    expect(x).toHaveLength(10)
    // About 4,000 predictions a point: 5 standard errors are at most 0.04.
    x.forEach((foretold, i) => {
      expect(Math.abs((y[i] as number) - foretold)).toBeLessThan(0.04)
    })
  })

  test('a point stands for a tenth of the probabilities and for fifty predictions at least', () => {
    const calibration = new Calibration()
    // A prediction of two classes falls into two tenths: 0.12 and 0.88, 0.19 and 0.81 lie in the same two.
    const add = (probability: number, count: number) => {
      for (let i = 0; i < count; i++) calibration.add(Float64Array.of(probability, 1 - probability), 0, 2, i % 2)
    }
    add(0.12, 25)
    add(0.19, 24)
    expect(calibration.curve().x).toEqual([])
    add(0.19, 1)
    expect(calibration.curve().x).toEqual([expect.closeTo(0.155, 12), expect.closeTo(0.845, 12)])
  })

  test('what is foretold too surely lies on the other side of it', () => {
    const { x, y } = predictions(20_000, (probability) => 0.25 + probability / 2).curve()
    // At .05 by .225, of which 4,000 predictions a point leave .225 - 5 · .007.
    expect(y[0]).toBeGreaterThan((x[0] as number) + 0.19)
    expect(y[9]).toBeLessThan((x[9] as number) - 0.19)
  })

  test('merging is as counting on, and a tenth with too few predictions has no point', () => {
    const both = predictions(2000, (probability) => probability, 1)
    both.merge(predictions(2000, (probability) => probability, 2))
    const one = predictions(2000, (probability) => probability, 1).curve()
    const two = predictions(2000, (probability) => probability, 2).curve()
    expect(both.curve().x).toHaveLength(10)
    both.curve().x.forEach((x, i) => {
      expect(x).toBeGreaterThanOrEqual(Math.min(one.x[i] as number, two.x[i] as number))
      expect(x).toBeLessThanOrEqual(Math.max(one.x[i] as number, two.x[i] as number))
    })
    expect(predictions(20, (probability) => probability).curve()).toMatchObject({ x: [], y: [] })
  })
})
