import { describe, expect, it } from 'vitest'
import { boost } from '../../../src/learn/boosting/boosting.js'
import { lossOf, predictProbabilities } from '../../../src/learn/boosting/loss.js'
import { predictNumbers } from '../../../src/learn/boosting/predict.js'
import { binEdges, binNumbers, type Feature, levelFeature } from '../../../src/learn/trees/bins.js'
import type { TreeResponse } from '../../../src/learn/trees/split.js'
import { createRng } from '../../../src/random/rng.js'

const all = (rows: number, from = 0): Int32Array => Int32Array.from({ length: rows }, (_, i) => from + i)
const logistic = (score: number): number => 1 / (1 + Math.exp(-score))

/** Share of pairs of a positive and a negative that the scores put in the right order. */
function areaUnderCurve(scores: readonly number[], codes: ArrayLike<number>): number {
  const order = [...scores.keys()].sort((a, b) => (scores[a] as number) - (scores[b] as number))
  let ranks = 0
  let positives = 0
  order.forEach((row, i) => {
    if (codes[row] !== 1) return
    ranks += i + 1
    positives++
  })
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (scores.length - positives))
}

/** Two numbers, one of them with gaps, and a column of 40 levels; a score that depends on all of them. */
function mixedTable(rows: number) {
  const rng = createRng(17)
  const x = Float64Array.from({ length: rows }, () => rng.normal())
  const y = Float64Array.from({ length: rows }, () => (rng.uniform() < 0.2 ? Number.NaN : rng.uniform()))
  const levels = Int32Array.from({ length: rows }, () => rng.integer(40))
  const effect = Float64Array.from({ length: 40 }, () => rng.normal())
  const score = Float64Array.from(
    x,
    (value, i) => 1.5 * value + (Number.isNaN(y[i]) ? 1 : value * (y[i] as number)) + (effect[levels[i] as number] as number),
  )
  const features: Feature[] = [binNumbers(x, binEdges(x)), binNumbers(y, binEdges(y)), levelFeature(levels, 40)]
  return { rng, features, score }
}

describe('boost', () => {
  it('comes near the best possible order of two classes on rows it has not seen', () => {
    const { rng, features, score } = mixedTable(12_000)
    const codes = Uint8Array.from(score, (value) => (rng.uniform() < logistic(value) ? 1 : 0))
    const model = boost(features, { kind: 'class', codes, classes: 2 }, all(8000), { rounds: 80 })
    const probabilities = predictProbabilities(model, features, 12_000)
    const unseen = [...all(4000, 8000)]
    const truth = areaUnderCurve(
      unseen.map((row) => score[row] as number),
      unseen.map((row) => codes[row] as number),
    )
    const learned = areaUnderCurve(
      unseen.map((row) => probabilities[2 * row + 1] as number),
      unseen.map((row) => codes[row] as number),
    )
    expect(learned).toBeGreaterThan(truth - 0.015)
    const expected = unseen.reduce((sum, row) => sum + (probabilities[2 * row + 1] as number), 0)
    const happened = unseen.reduce((sum, row) => sum + (codes[row] as number), 0)
    // The number of positives has a deviation below sqrt(4000) / 2 = 32.
    expect(Math.abs(expected - happened)).toBeLessThan(160)
  })

  it('gives three classes nearly the probabilities that made them', () => {
    const { rng, features, score } = mixedTable(12_000)
    const truth = Array.from(score, (value) => {
      const weights = [1, Math.exp(value), Math.exp(-value / 2)]
      const sum = weights.reduce((a, b) => a + b)
      return weights.map((weight) => weight / sum)
    })
    const codes = Uint8Array.from(truth, ([first, second]) => {
      const u = rng.uniform()
      return u < (first as number) ? 0 : u < (first as number) + (second as number) ? 1 : 2
    })
    const model = boost(features, { kind: 'class', codes, classes: 3 }, all(8000), { validation: all(2000, 8000) })
    const probabilities = predictProbabilities(model, features, 12_000)
    const shares = [0, 1, 2].map((k) => codes.filter((code) => code === k).length / codes.length)
    let [divergence, withoutFeatures] = [0, 0]
    for (const row of all(2000, 10_000)) {
      for (let k = 0; k < 3; k++) {
        const p = (truth[row] as number[])[k] as number
        divergence += p * Math.log(p / (probabilities[3 * row + k] as number))
        withoutFeatures += p * Math.log(p / (shares[k] as number))
      }
    }
    expect(divergence).toBeLessThan(0.1 * withoutFeatures)
  })

  it('fits a number up to its noise', () => {
    const { rng, features, score } = mixedTable(12_000)
    const values = score.map((value) => value + 0.5 * rng.normal())
    const model = boost(features, { kind: 'number', values }, all(10_000), { rounds: 150 })
    const predicted = predictNumbers(model, features, 12_000)
    const error = all(2000, 10_000).reduce((sum, row) => sum + ((predicted[row] as number) - (score[row] as number)) ** 2, 0) / 2000
    // A fifth of the variance of the noise, .25, of which single rows tell nothing.
    expect(error).toBeLessThan(0.25 / 5)
  })

  it('keeps the rounds up to the least loss on the validation rows, none where there is nothing to learn', () => {
    const rng = createRng(4)
    const x = Float64Array.from({ length: 3000 }, () => rng.normal())
    const features = [binNumbers(x, binEdges(x))]
    const codes = Uint8Array.from({ length: 3000 }, () => rng.integer(2))
    const noise = boost(features, { kind: 'class', codes, classes: 2 }, all(1500), { validation: all(1500, 1500) })
    expect(noise.trees.length).toBeLessThan(10)
    const followed: TreeResponse = { kind: 'class', codes: Uint8Array.from(x, (value) => (value > 0 ? 1 : 0)), classes: 2 }
    const kept = boost(features, followed, all(1500), { validation: all(1500, 1500), rounds: 200 })
    expect(kept.trees.length).toBeGreaterThan(20)
  })

  it('gives the same model for the same input, which predicts the same after a JSON round trip', () => {
    const { rng, features } = mixedTable(500)
    const response: TreeResponse = { kind: 'class', codes: Uint8Array.from({ length: 500 }, () => rng.integer(3)), classes: 3 }
    const model = boost(features, response, all(500), { rounds: 3 })
    expect(boost(features, response, all(500), { rounds: 3 })).toEqual(model)
    expect(model.trees).toHaveLength(9)
    const copy = JSON.parse(JSON.stringify(model, (_, value) => (ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value)))
    expect(predictProbabilities(copy, features, 500)).toEqual(predictProbabilities(model, features, 500))
  })

  it('predicts the overall shares where features are constant, missing or absent, and for one row', () => {
    const codes = Uint8Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 1 : 0))
    const response: TreeResponse = { kind: 'class', codes, classes: 2 }
    for (const features of [[], [{ codes: new Uint8Array(60), bins: 1, nominal: false }], [levelFeature(new Int32Array(60).fill(-1), 4)]]) {
      const probabilities = predictProbabilities(boost(features, response, all(60)), features, 60)
      expect(probabilities[1]).toBeCloseTo(1 / 3, 1)
      expect((probabilities[0] as number) + (probabilities[1] as number)).toBeCloseTo(1, 12)
    }
    const one = predictProbabilities(boost([], response, [0]), [], 1)
    // The only class that was seen is the likelier.
    expect(one[1]).toBeGreaterThan(0.5)
  })

  it('is sure of a class that is the only one, and gives an unseen class a small chance', () => {
    const features = [{ codes: Uint8Array.from(all(100)), bins: 101, nominal: false }]
    const alone = boost(features, { kind: 'class', codes: new Uint8Array(100), classes: 1 }, all(100))
    expect([...predictProbabilities(alone, features, 2)]).toEqual([1, 1])
    const unseen = predictProbabilities(boost(features, { kind: 'class', codes: new Uint8Array(100), classes: 3 }, all(100)), features, 1)
    expect(unseen[0]).toBeGreaterThan(0.98)
    expect(unseen[2]).toBeGreaterThan(0)
    const constant = boost(features, { kind: 'number', values: new Float64Array(100).fill(7) }, all(100))
    expect(predictNumbers(constant, features, 1)[0]).toBe(7)
    expect(boost(features, { kind: 'number', values: new Float64Array(100) }, []).base).toEqual(Float64Array.of(0))
  })
})

describe('lossOf', () => {
  const codes = Uint8Array.of(0, 1, 1, 0)
  const cases: [string, TreeResponse, number][] = [
    ['squared error', { kind: 'number', values: Float64Array.of(1, -2, 0.5, 3) }, 2],
    ['two classes', { kind: 'class', codes, classes: 2 }, 1],
    ['three classes', { kind: 'class', codes: Uint8Array.of(0, 2, 1, 0), classes: 3 }, 1],
  ]
  it.each(cases)('has the slopes of its mean: %s', (_, response, scale) => {
    const rows = all(4)
    const loss = lossOf(response, rows)
    const scores = Array.from(loss.base, (_base, k) => Float64Array.of(0.3 - k, -0.7, 1.1 * k, 0.2))
    const [gradients, curvatures] = [new Float64Array(4), new Float64Array(4)]
    loss.prepare(scores, rows)
    const step = 1e-4
    for (const [k, own] of scores.entries()) {
      loss.slopes(k, scores, rows, gradients, curvatures)
      for (const row of rows) {
        const at = own[row] as number
        const [before, here, after] = [-step, 0, step].map((move) => {
          own[row] = at + move
          return loss.mean(scores, rows) * 4
        }) as [number, number, number]
        own[row] = at
        expect((after - before) / (2 * step)).toBeCloseTo((gradients[row] as number) * scale, 6)
        const friedman = loss.classes > 2 ? (loss.classes - 1) / loss.classes : 1
        expect((after - 2 * here + before) / step ** 2).toBeCloseTo((curvatures[row] as number) * scale * friedman, 4)
      }
    }
  })
})
