import { describe, expect, test } from 'vitest'
import { boostClasses } from '../../../src/learn/boosting/class-boosting.js'
import { classWeights } from '../../../src/learn/boosting/class-weights.js'
import { binEdges, binNumbers, type Feature, levelFeature } from '../../../src/learn/trees/bins.js'
import { featureCodes, LeafMasks } from '../../../src/learn/trees/leaf-masks.js'
import { leafOf } from '../../../src/learn/trees/nodes.js'
import { growTree } from '../../../src/learn/trees/tree.js'
import { createRng, type Rng } from '../../../src/random/rng.js'

const everyTenth = (rows: number): [Int32Array, Int32Array] => {
  const all = Int32Array.from({ length: rows }, (_, row) => row)
  return [all.filter((row) => row % 10 !== 0), all.filter((row) => row % 10 === 0)]
}

/** Three classes whose probabilities a number x and a level z decide together. */
function law(rows: number, rng: Rng): { features: Feature[]; codes: Int32Array; truth: Float64Array } {
  const x = Float64Array.from({ length: rows }, () => rng.uniform())
  const z = Int32Array.from({ length: rows }, () => rng.integer(4))
  const codes = new Int32Array(rows)
  const truth = new Float64Array(rows * 3)
  for (let row = 0; row < rows; row++) {
    const first = (x[row] as number) < 0.5 === (z[row] as number) < 2 ? 0.7 : 0.1
    const shares = [first, 0.9 - first, 0.1]
    truth.set(shares, row * 3)
    const u = rng.uniform()
    codes[row] = u < first ? 0 : u < 0.9 ? 1 : 2
  }
  return { features: [binNumbers(x, binEdges(x)), levelFeature(z, 4)], codes, truth }
}

function probabilities(weights: Float64Array, row: number, classes: number): number[] {
  const own = [...weights.subarray(row * classes, (row + 1) * classes)]
  const sum = own.reduce((total, weight) => total + weight, 0)
  return own.map((weight) => weight / sum)
}

describe('boostClasses', () => {
  test('finds the probabilities of a stated law of two columns together', () => {
    const { features, codes, truth } = law(20_000, createRng(1))
    const [rows, held] = everyTenth(20_000)
    const weights = classWeights(boostClasses(features, { codes, classes: 3 }, rows, held, createRng(2)), features, 20_000)
    let error = 0
    for (let row = 0; row < 20_000; row++) {
      probabilities(weights, row, 3).forEach((share, k) => {
        error += Math.abs(share - (truth[row * 3 + k] as number)) / 60_000
      })
    }
    // The margin is off by 0.2 on average; a cell of 2,250 rows is known to about 0.01.
    expect(error).toBeLessThan(0.03)
  })

  test('learns nothing where there is nothing to learn: the held rows stop it', () => {
    const rng = createRng(3)
    const { features } = law(4000, rng)
    const codes = Int32Array.from({ length: 4000 }, () => rng.integer(5))
    const [rows, held] = everyTenth(4000)
    const { trees, shares } = boostClasses(features, { codes, classes: 5 }, rows, held, createRng(4))
    expect(trees.length).toBeLessThanOrEqual(4)
    for (const share of shares) expect(Math.abs(share - 0.2)).toBeLessThan(5 * Math.sqrt(0.16 / 3600))
  })

  test('a class that never occurs with a level has probability zero there, and so has every other class where one is certain', () => {
    const rng = createRng(5)
    const z = Int32Array.from({ length: 3000 }, () => rng.integer(3))
    const codes = z.map((level) => (level === 0 ? 0 : 1 + rng.integer(2)))
    const features = [levelFeature(z, 3)]
    const [rows, held] = everyTenth(3000)
    const weights = classWeights(boostClasses(features, { codes, classes: 3 }, rows, held, createRng(6)), features, 3000)
    for (let row = 0; row < 3000; row++) {
      const own = probabilities(weights, row, 3)
      if (z[row] === 0) expect(own).toEqual([1, 0, 0])
      else expect(own[0]).toBe(0)
    }
  })

  test('the same stream gives the same trees, whatever the other rows of the table', () => {
    const { features, codes } = law(2000, createRng(7))
    const [rows, held] = everyTenth(2000)
    const fit = () => boostClasses(features, { codes, classes: 3 }, rows, held, createRng(8))
    expect(fit()).toEqual(fit())
    expect(fit().trees.length).toBeGreaterThan(3)
  })

  test('ordered classes are learned from smooth directions too', () => {
    const rng = createRng(9)
    const x = Float64Array.from({ length: 6000 }, () => rng.uniform())
    const codes = Int32Array.from(x, (value) => Math.floor(8 * value * rng.uniform() ** 0.2))
    const features = [binNumbers(x, binEdges(x))]
    const [rows, held] = everyTenth(6000)
    const weights = classWeights(
      boostClasses(features, { codes, classes: 8 }, rows, held, createRng(10), { ordered: true }),
      features,
      6000,
    )
    let correct = 0
    for (let row = 0; row < 6000; row++) correct += probabilities(weights, row, 8)[codes[row] as number] as number
    // Knowing nothing it would be below 0.2.
    expect(correct / 6000).toBeGreaterThan(0.5)
  })
})

test('masks of leaves send every row to the leaf that the tree does', () => {
  const { features, codes } = law(3000, createRng(11))
  const tree = growTree(features, { kind: 'class', codes, classes: 3 }, Int32Array.from(codes.keys()), { minLeaf: 10 })
  const leaves = new Int32Array(2000)
  new LeafMasks(tree, features).leaves(featureCodes(features), 500, 2500, leaves)
  expect(tree.feature.length).toBeGreaterThan(20)
  for (let row = 0; row < 2000; row++) expect(leaves[row]).toBe(leafOf(tree, features, row + 500))
})
