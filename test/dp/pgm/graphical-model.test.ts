import { describe, expect, test } from 'vitest'
import { cliqueTree, treeCells } from '../../../src/dp/pgm/clique-tree.js'
import { conditionalsOf } from '../../../src/dp/pgm/conditionals.js'
import { estimateModel, type GraphicalModel } from '../../../src/dp/pgm/estimate.js'
import type { Measurement } from '../../../src/dp/pgm/factor-tables.js'
import { createPairMarginals } from '../../../src/dp/pgm/pair-marginals.js'
import { projection, type Scope } from '../../../src/dp/pgm/scope.js'
import { createRng } from '../../../src/random/rng.js'

const sizes = [2, 3, 2, 4, 3]
const all: Scope = [0, 1, 2, 3, 4]
const cells = sizes.reduce((product, size) => product * size, 1)

function marginal(joint: Float64Array, scope: Scope): Float64Array {
  const sums = new Float64Array(scope.reduce((product, variable) => product * (sizes[variable] as number), 1))
  projection(all, scope, sizes).forEach((at, cell) => {
    sums[at] = (sums[at] as number) + (joint[cell] as number)
  })
  return sums
}

/** A distribution over all cells in which everything hangs together. */
function crooked(seed: number): Float64Array {
  const rng = createRng(seed)
  const weights = Float64Array.from({ length: cells }, () => rng.uniform() ** 3)
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** The distribution that the model's conditionals multiply up to, cell by cell. */
function jointOf(model: GraphicalModel): Float64Array {
  const conditionals = conditionalsOf(model)
  return Float64Array.from({ length: cells }, (_, cell) => {
    const states = all.map((variable) => projection(all, [variable], sizes)[cell] as number)
    return conditionals.reduce((product, { variable, given, probabilities }) => {
      const group = given.reduce((at, other) => at * (sizes[other] as number) + (states[other] as number), 0)
      return product * (probabilities[group * (sizes[variable] as number) + (states[variable] as number)] as number)
    }, 1)
  })
}

/** The distribution of largest entropy with these marginals, by iterative proportional fitting over all cells. */
function byFitting(targets: readonly { readonly scope: Scope; readonly shares: Float64Array }[]): Float64Array {
  let joint = new Float64Array(cells).fill(1 / cells)
  for (let round = 0; round < 2000; round++) {
    for (const { scope, shares } of targets) {
      const now = marginal(joint, scope)
      const map = projection(all, scope, sizes)
      joint = joint.map((share, cell) => (share * (shares[map[cell] as number] as number)) / (now[map[cell] as number] as number))
    }
  }
  return joint
}

const shapes: Readonly<Record<string, readonly Scope[]>> = {
  'a chain': [
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 4],
  ],
  'a circle': [
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 4],
    [0, 4],
  ],
  'parts that hang together by nothing': [[0, 3], [1, 4], [2]],
  'a triple, a pair inside it and one beside': [
    [0, 1, 2],
    [0, 1],
    [2, 4],
  ],
}

describe.each(Object.entries(shapes))('the model estimated from %s', (_, scopes) => {
  const truth = crooked(3)
  const rows = 10_000
  const exact: Measurement[] = scopes.map((scope) => ({ scope, counts: marginal(truth, scope).map((share) => share * rows), variance: 1 }))

  test('has the measured marginals and is the one of largest entropy, as fitting over all cells finds it', () => {
    const model = estimateModel(exact, sizes, { iterations: 20_000 })
    const joint = jointOf(model)
    expect(model.total).toBeCloseTo(rows, 6)
    const expected = byFitting(scopes.map((scope) => ({ scope, shares: marginal(truth, scope) })))
    const worst = joint.reduce((most, share, cell) => Math.max(most, Math.abs(share - (expected[cell] as number))), 0)
    // The loss is flat at its bottom, so that its least is found to about its square root.
    expect(worst).toBeLessThan(2e-5)
  })

  test('its beliefs are the marginals of its joint distribution, and those of any two variables too', () => {
    const model = estimateModel(exact, sizes, { iterations: 30 })
    const joint = jointOf(model)
    const close = (a: Float64Array, b: Float64Array): void => {
      expect(a.length).toBe(b.length)
      for (let cell = 0; cell < a.length; cell++) expect(Math.abs((a[cell] as number) - (b[cell] as number))).toBeLessThan(1e-12)
    }
    model.tree.cliques.forEach((clique, i) => {
      close(model.beliefs[i] as Float64Array, marginal(joint, clique))
    })
    const pairsOf = createPairMarginals(model)
    for (const a of all) {
      const pairs = pairsOf(a)
      for (const b of all) {
        if (a < b) close(pairs[b] as Float64Array, marginal(joint, [a, b]))
        if (a === b) expect((pairs[a] as Float64Array).filter((share) => share > 0)).toHaveLength(sizes[a] as number)
      }
    }
  })
})

describe('estimateModel', () => {
  test('measurements that contradict each other are weighed by their variances', () => {
    const model = estimateModel(
      [
        { scope: [0], counts: Float64Array.of(60, 40), variance: 1 },
        { scope: [0], counts: Float64Array.of(30, 70), variance: 4 },
      ],
      sizes,
      { iterations: 5000 },
    )
    const clique = model.tree.cliques.findIndex((own) => own.includes(0))
    // Four times the weight: (4 x 60 + 30) / 5 = 54.
    expect((model.beliefs[clique] as Float64Array)[0]).toBeCloseTo(0.54, 5)
  })

  test('counts below zero come out as next to nothing, and no cell below zero', () => {
    const model = estimateModel([{ scope: [3], counts: Float64Array.of(-40, 100, 50, -3), variance: 10 }], sizes, { iterations: 5000 })
    const clique = model.tree.cliques.findIndex((own) => own.includes(3))
    const shares = model.beliefs[clique] as Float64Array
    expect(shares.every((share) => share >= 0)).toBe(true)
    expect(shares[0]).toBeLessThan(1e-6)
    expect((shares[1] as number) - (shares[2] as number)).toBeCloseTo(50 / model.total, 4)
  })

  test('no measurement gives even odds, and one with a total below zero a model all the same', () => {
    const even = estimateModel([], sizes)
    expect([...(even.beliefs[0] as Float64Array)].every((share) => share === (even.beliefs[0] as Float64Array)[0])).toBe(true)
    const nothing = estimateModel([{ scope: [0, 1], counts: new Float64Array(6).fill(-5), variance: 9 }], sizes)
    expect(nothing.total).toBe(1)
    for (const table of nothing.beliefs) expect(table.every(Number.isFinite)).toBe(true)
  })

  test('starting from the factors of an earlier model arrives at the same one', () => {
    const truth = crooked(8)
    const first: Measurement = { scope: [0, 1], counts: marginal(truth, [0, 1]).map((share) => share * 1000), variance: 1 }
    const second: Measurement = { scope: [1, 2], counts: marginal(truth, [1, 2]).map((share) => share * 1000), variance: 1 }
    const { factors } = estimateModel([first], sizes)
    const warm = jointOf(estimateModel([first, second], sizes, { iterations: 20_000, start: factors }))
    const cold = jointOf(estimateModel([first, second], sizes, { iterations: 20_000 }))
    for (let cell = 0; cell < cells; cell++) expect(warm[cell]).toBeCloseTo(cold[cell] as number, 5)
  })
})

test('the sizes of a junction tree are known without making it', () => {
  for (const scopes of Object.values(shapes)) {
    const { cliques } = cliqueTree(scopes, sizes)
    const made = cliques.reduce((sum, clique) => sum + clique.reduce((product, variable) => product * (sizes[variable] as number), 1), 0)
    expect(treeCells(scopes, sizes)).toBe(made)
  }
})
