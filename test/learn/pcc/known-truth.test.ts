import { describe, expect, test } from 'vitest'
import { runChain } from '../../../src/learn/pcc/chain/chain.js'
import type { PccModel } from '../../../src/learn/pcc/mixture.js'
import { conditionOn } from '../../../src/learn/pcc/query/conditional.js'
import { dependenceProbability, posteriorInformation } from '../../../src/learn/pcc/query/dependence.js'
import { imputeCell } from '../../../src/learn/pcc/query/impute.js'
import type { PccColumn } from '../../../src/learn/pcc/state/columns.js'
import { createRng } from '../../../src/random/rng.js'
import { linfoot } from '../../../src/stats/association/mutual-information.js'
import { drawLevel, levels, numbers } from './support.js'

const rows = 1500

/** Two hidden classes, apart from each other: columns 0, 1, 2 follow from one, 3 and 4 from the other, 5 from none. */
function hiddenClasses(): PccColumn[] {
  const rng = createRng(31)
  const [a, b] = [new Int32Array(rows), new Int32Array(rows)]
  for (let row = 0; row < rows; row++) {
    a[row] = drawLevel([0.5, 0.3, 0.2], rng)
    b[row] = drawLevel([0.4, 0.6], rng)
  }
  const ofA = [
    [0.8, 0.1, 0.1],
    [0.1, 0.8, 0.1],
    [0.1, 0.1, 0.8],
  ]
  const ofB = [
    [0.9, 0.1],
    [0.2, 0.8],
  ]
  return [
    levels(
      a.map((k) => drawLevel(ofA[k] as number[], rng)),
      3,
    ),
    numbers(Float64Array.from(a, (k) => ([-1.2, 0.4, 1.6][k] as number) + 0.2 * rng.normal())),
    levels(
      a.map((k) => drawLevel(ofA[k] as number[], rng)),
      3,
    ),
    levels(
      b.map((k) => drawLevel(ofB[k] as number[], rng)),
      2,
    ),
    numbers(Float64Array.from(b, (k) => (k === 0 ? -1 : 0.7) + 0.6 * rng.normal())),
    levels(
      a.map(() => drawLevel([0.5, 0.5], rng)),
      2,
    ),
  ]
}

function learn(columns: readonly PccColumn[], chains: number, sweeps: number): PccModel {
  const plan = { structureRows: rows, structureSweeps: sweeps, rows, sweeps: 0 }
  return {
    columns: columns.map(({ base, rest }) => ({ base, rest })),
    chains: Array.from({ length: chains }, (_, chain) => runChain(columns, plan, [7, chain])),
  }
}

describe('data from two hidden classes', () => {
  const model = learn(hiddenClasses(), 4, 40)
  const nothing = conditionOn(
    model,
    model.columns.map(() => null),
  )

  test('columns of one class depend on each other, columns of different classes do not', () => {
    for (const [a, b] of [
      [0, 1],
      [0, 2],
      [1, 2],
      [3, 4],
    ] as const)
      expect(dependenceProbability(model, a, b)).toBe(1)
    for (const a of [0, 1, 2]) for (const b of [3, 4]) expect(dependenceProbability(model, a, b)).toBe(0)
  })

  test('a column that follows from nothing tells nothing, in whichever view it is', () => {
    // 2 n I of columns that are independent is chi-squared, with two degrees of freedom at most for levels: above 30 once in three million.
    for (const b of [0, 1, 2, 3, 4]) expect(posteriorInformation(nothing, 5, b)).toBeLessThan(30 / (2 * rows))
  })

  test('the classes come back with their shares, and what follows from a class follows from it', () => {
    // The numbers of the classes lie about -1.2, 0.4 and 1.6 and hardly overlap.
    const cuts = [Number.NEGATIVE_INFINITY, -0.4, 1, Number.POSITIVE_INFINITY]
    for (const [k, share] of [0.5, 0.3, 0.2].entries()) {
      const interval = { low: cuts[k] as number, high: cuts[k + 1] as number, weight: 1 }
      const given = conditionOn(
        model,
        model.columns.map((_, j) => (j === 1 ? { shares: Float64Array.of(0), intervals: [interval] } : null)),
      )
      // Six standard deviations of a share of all rows, and of those of the class.
      expect(Math.abs(Math.exp(given.logProbability) - share)).toBeLessThan(6 * Math.sqrt((share * (1 - share)) / rows))
      expect(Math.abs((imputeCell(given, 0).probabilities[k] as number) - 0.8)).toBeLessThan(6 * Math.sqrt(0.16 / (share * rows)))
    }
  })

  test('mutual information is that of the truth', () => {
    const level = (k: number, x: number): number => (k === x ? 0.8 : 0.1)
    const pair = (x: number, y: number): number => [0.5, 0.3, 0.2].reduce((sum, share, k) => sum + share * level(k, x) * level(k, y), 0)
    const margin = (x: number): number => pair(x, 0) + pair(x, 1) + pair(x, 2)
    let truth = 0
    for (const x of [0, 1, 2]) for (const y of [0, 1, 2]) truth += pair(x, y) * Math.log(pair(x, y) / (margin(x) * margin(y)))
    // The delta method gives a standard error of about sqrt(variance of the log ratio / rows) < 0.02.
    expect(Math.abs(posteriorInformation(nothing, 0, 2) - truth)).toBeLessThan(0.06)
    expect(posteriorInformation(nothing, 2, 0)).toBeCloseTo(posteriorInformation(nothing, 0, 2), 10)
    for (let a = 0; a < 6; a++) for (let b = 0; b < a; b++) expect(posteriorInformation(nothing, a, b)).toBeGreaterThanOrEqual(0)
  })
})

test('for two normal columns the Linfoot coefficient is the correlation', () => {
  const rng = createRng(8)
  const x = Float64Array.from({ length: rows }, () => rng.normal())
  const y = x.map((value) => 0.8 * value + 0.6 * rng.normal())
  const model = learn([numbers(x), numbers(y)], 2, 60)
  const strength = linfoot(posteriorInformation(conditionOn(model, [null, null]), 0, 1))
  // 1,500 rows know a correlation of .8 to (1 - .64) / sqrt(1500) = .009. A handful of round classes stand for an ellipse, which costs a little more.
  expect(strength).toBeGreaterThan(0.72)
  expect(strength).toBeLessThan(0.88)
})
