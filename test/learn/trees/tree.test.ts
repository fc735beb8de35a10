import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bagRows, growBag } from '../../../src/learn/trees/bag.js'
import { type Feature, levelFeature } from '../../../src/learn/trees/bins.js'
import { leafOf } from '../../../src/learn/trees/nodes.js'
import type { TreeResponse } from '../../../src/learn/trees/split.js'
import { growTree, type Tree } from '../../../src/learn/trees/tree.js'
import { createRng } from '../../../src/random/rng.js'

const all = (rows: number): Int32Array => Int32Array.from({ length: rows }, (_, i) => i)

/** Loss of the rows when each is predicted by the mean of them all: squared error, or Gini impurity times rows. */
function impurity(rows: ArrayLike<number>, response: TreeResponse): number {
  const list = Array.from(rows)
  if (list.length === 0) return 0
  if (response.kind === 'number') {
    const mean = list.reduce((sum, row) => sum + (response.values[row] as number), 0) / list.length
    return list.reduce((sum, row) => sum + ((response.values[row] as number) - mean) ** 2, 0)
  }
  let squares = 0
  for (let k = 0; k < response.classes; k++) squares += list.filter((row) => response.codes[row] === k).length ** 2
  return list.length - squares / list.length
}

/** Least impurity that any allowed split into two leaves, or none, leaves behind. */
function bestBySearch(features: readonly Feature[], response: TreeResponse, rows: number, minLeaf: number): number {
  let best = impurity(all(rows), response)
  for (const { codes, bins, nominal } of features) {
    const sides = nominal ? 2 ** bins : bins
    for (let side = 0; side < sides; side++) {
      const isLeft = (row: number): boolean => (nominal ? ((side >>> (codes[row] as number)) & 1) === 1 : (codes[row] as number) <= side)
      const left = all(rows).filter(isLeft)
      const right = all(rows).filter((row) => !isLeft(row))
      if (left.length >= minLeaf && right.length >= minLeaf) best = Math.min(best, impurity(left, response) + impurity(right, response))
    }
  }
  return best
}

function leavesOf(tree: Tree): number[] {
  return [...tree.feature.keys()].filter((node) => tree.feature[node] === -1)
}

const table = fc.integer({ min: 1, max: 14 }).chain((rows) =>
  fc.record({
    rows: fc.constant(rows),
    ordered: fc.array(fc.integer({ min: 0, max: 40 }), { minLength: rows, maxLength: rows }),
    few: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: rows, maxLength: rows }),
    nominal: fc.array(fc.integer({ min: -1, max: 4 }), { minLength: rows, maxLength: rows }),
    response: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: rows, maxLength: rows }),
    minLeaf: fc.integer({ min: 1, max: 3 }),
  }),
)

describe('growTree', () => {
  const numbers = (codes: number[]): TreeResponse => ({ kind: 'number', values: Float64Array.from(codes, (code) => code * 1.7 - 3) })
  const two = (codes: number[]): TreeResponse => ({ kind: 'class', codes: codes.map((code) => code % 2), classes: 2 })
  const many = (codes: number[]): TreeResponse => ({ kind: 'class', codes, classes: 7 })
  // Subsets of levels are best in order of response only where leaves may be of any size, and for two classes.
  it.each([
    ['numbers by order', numbers, false],
    ['two classes by order', two, false],
    ['many classes by order', many, false],
    ['many classes by few codes', many, null],
    ['numbers by levels', numbers, true],
    ['two classes by levels', two, true],
  ] as const)('finds the split of %s that a search through all of them finds', (_, responseOf, byLevels) => {
    fc.assert(
      fc.property(table, (data) => {
        const { rows } = data
        const response = responseOf(data.response)
        const minLeaf = byLevels ? 1 : data.minLeaf
        const ordered: Feature = { codes: Uint8Array.from(data.ordered), bins: 41, nominal: false }
        // Three codes and few classes are counted in a table, 41 by sorting.
        const few: Feature = { codes: Uint16Array.from(data.few), bins: 3, nominal: false }
        const levels = [levelFeature(Int32Array.from(data.nominal), 5), levelFeature(Int32Array.from(data.few), 3)]
        const features = byLevels ? levels : byLevels === null ? [few] : [ordered, few]
        const tree = growTree(features, response, all(rows), { minLeaf, maxDepth: 1 })
        const left = leavesOf(tree).map((leaf) => impurity(tree.rows.subarray(tree.start[leaf], tree.end[leaf]), response))
        expect(left.reduce((sum, value) => sum + value, 0)).toBeCloseTo(bestBySearch(features, response, rows, minLeaf), 9)
      }),
      { numRuns: 500 },
    )
  })

  it('arranges the rows so that each leaf holds just the rows that fall into it, and never too few', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 2, max: 7 }), ({ rows, ordered, nominal, response: codes, minLeaf }, classes) => {
        const features = [{ codes: Uint8Array.from(ordered), bins: 41, nominal: false }, levelFeature(Int32Array.from(nominal), 5)]
        const tree = growTree(features, { kind: 'class', codes: codes.map((code) => code % classes), classes }, all(rows), { minLeaf })
        expect([...tree.rows].sort((a, b) => a - b)).toEqual([...all(rows)])
        for (const leaf of leavesOf(tree)) {
          const [start, end] = [tree.start[leaf] as number, tree.end[leaf] as number]
          if (leaf > 0) expect(end - start).toBeGreaterThanOrEqual(minLeaf)
          for (const row of tree.rows.subarray(start, end)) expect(leafOf(tree, features, row)).toBe(leaf)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('tells classes apart that depend on sets of levels, whichever way they are counted', () => {
    // 3,000 rows are counted in a table, 90 by sorting; 300 levels do not fit 8 bits.
    for (const [rows, levels] of [
      [3000, 12],
      [90, 12],
      [3000, 300],
    ] as const) {
      const codes = Int32Array.from({ length: rows }, (_, i) => i % levels)
      const classes = codes.map((code) => (code * 5) % 4)
      const feature = levelFeature(codes, levels)
      const tree = growTree([feature], { kind: 'class', codes: classes, classes: 4 }, all(rows), { minLeaf: 1 })
      for (const leaf of leavesOf(tree)) {
        expect(new Set(Array.from(tree.rows.subarray(tree.start[leaf], tree.end[leaf]), (row) => classes[row])).size).toBe(1)
      }
      expect(leavesOf(tree).length).toBeLessThanOrEqual(levels < 100 ? 7 : 60)
    }
  })

  it('learns an interaction that no single split shows', () => {
    const rng = createRng(5)
    const rows = 4000
    const a = Uint8Array.from({ length: rows }, () => 1 + rng.integer(100))
    const b = Uint8Array.from({ length: rows }, () => 1 + rng.integer(100))
    const values = Float64Array.from({ length: rows }, (_, i) => ((a[i] as number) > 50 === (b[i] as number) > 30 ? 1 : 0))
    const features = [a, b].map((codes) => ({ codes, bins: 101, nominal: false }))
    const tree = growTree(features, { kind: 'number', values }, all(rows), { minLeaf: 5 })
    const spread = leavesOf(tree).map((leaf) => impurity(tree.rows.subarray(tree.start[leaf], tree.end[leaf]), { kind: 'number', values }))
    expect(spread.reduce((sum, value) => sum + value, 0)).toBeLessThan(20)
  })

  it('keeps what is missing apart from small numbers', () => {
    const codes = Uint8Array.of(0, 0, 0, 9, 9, 9)
    const features = [{ codes, bins: 10, nominal: false }]
    const tree = growTree(features, { kind: 'number', values: Float64Array.of(1, 1, 1, 0, 0, 0) }, all(6), { minLeaf: 1 })
    const unseen = [{ codes: Uint8Array.of(1), bins: 10, nominal: false }]
    expect(leafOf(tree, unseen, 0)).toBe(leafOf(tree, features, 3))
  })

  it('sends a level that the node has not seen to where most rows go', () => {
    const features = [levelFeature(Int32Array.of(0, 0, 40, 40, 40), 100)]
    for (const values of [Float64Array.of(0, 0, 1, 1, 1), Float64Array.of(1, 1, 0, 0, 0)]) {
      const tree = growTree(features, { kind: 'number', values }, all(5), { minLeaf: 1 })
      for (const level of [-1, 1, 39, 41, 99]) {
        expect(leafOf(tree, [levelFeature(Int32Array.of(level), 100)], 0)).toBe(leafOf(tree, features, 2))
      }
    }
  })

  it('stops where a split gains too small a share of the impurity of all rows', () => {
    const rng = createRng(3)
    const codes = Uint8Array.from({ length: 1000 }, () => 1 + rng.integer(200))
    const values = Float64Array.from(codes, (code) => (code > 100 ? 10 : 0) + rng.normal())
    const tree = growTree([{ codes, bins: 201, nominal: false }], { kind: 'number', values }, all(1000), { minGain: 0.02 })
    expect(leavesOf(tree)).toHaveLength(2)
  })

  it('measures gains in shares of the same impurity for two classes and for more', () => {
    // A quarter of the impurity of 0.5: one half of the rows is 75 % class 1, the other 25 %.
    const codes = Uint8Array.from({ length: 400 }, (_, i) => 1 + (i % 2))
    const halves = Uint8Array.from({ length: 400 }, (_, i) => (i % 2 === (i % 8 < 2 ? 0 : 1) ? 1 : 0))
    const features = [{ codes, bins: 3, nominal: false }]
    for (const classes of [2, 3]) {
      const response: TreeResponse = { kind: 'class', codes: halves, classes }
      expect(growTree(features, response, all(400), { minGain: 0.24 }).feature).toHaveLength(3)
      expect(growTree(features, response, all(400), { minGain: 0.26 }).feature).toHaveLength(1)
    }
  })

  it('does not lose a small effect beside a large offset', () => {
    const codes = Uint8Array.from({ length: 100 }, (_, i) => 1 + (i % 2))
    const values = Float64Array.from(codes, (code) => 1e9 + code * 1e-3)
    const tree = growTree([{ codes, bins: 3, nominal: false }], { kind: 'number', values }, all(100))
    expect(leavesOf(tree)).toHaveLength(2)
  })

  it('is a single leaf for one row, no row, no feature, constant features and constant responses', () => {
    const constant = [{ codes: new Uint8Array(50).fill(3), bins: 4, nominal: false }, levelFeature(new Int32Array(50).fill(-1), 9)]
    const varied: Feature[] = [{ codes: Uint8Array.from(all(50)), bins: 51, nominal: false }]
    const numbers: TreeResponse = { kind: 'number', values: Float64Array.from(all(50)) }
    const classes: TreeResponse = { kind: 'class', codes: all(50).map((i) => i % 5), classes: 5 }
    const single = [
      growTree(varied, numbers, [7]),
      growTree(varied, classes, []),
      growTree(varied, numbers, [], { minGain: 0.1 }),
      growTree([], classes, all(50)),
      growTree(constant, numbers, all(50)),
      growTree(constant, classes, all(50)),
      growTree(varied, { kind: 'number', values: new Float64Array(50).fill(0.1) }, all(50)),
      growTree(varied, { kind: 'class', codes: new Int32Array(50).fill(3), classes: 5 }, all(50)),
    ]
    for (const tree of single) expect(tree.feature).toEqual(Int32Array.of(-1))
    expect([...(single[0] as Tree).rows]).toEqual([7])
  })

  // 80 codes × 80 classes: more cells than are gone through for 300 rows.
  it('puts levels apart that go with other classes, where both are many and rows are few', () => {
    const rng = createRng(5)
    const codes = Uint8Array.from({ length: 300 }, () => rng.integer(80))
    const classes = Int32Array.from(codes, (code) => (code % 2) * 40 + rng.integer(40))
    const features = [{ codes, bins: 80, nominal: true }]
    const tree = growTree(features, { kind: 'class', codes: classes, classes: 80 }, all(300), { minLeaf: 100 })
    const parities = leavesOf(tree).map(
      (leaf) =>
        new Set(
          all(300)
            .filter((row) => leafOf(tree, features, row) === leaf)
            .map((row) => (codes[row] as number) % 2),
        ),
    )
    expect(parities.map((side) => [...side]).sort()).toEqual([[0], [1]])
  })

  it('gives the same tree for the same input, and for its rows named twice a tree of twice the weight', () => {
    const rng = createRng(8)
    const features = [{ codes: Uint8Array.from({ length: 300 }, () => rng.integer(30)), bins: 30, nominal: false }]
    const response: TreeResponse = { kind: 'class', codes: Int32Array.from({ length: 300 }, () => rng.integer(4)), classes: 4 }
    const tree = growTree(features, response, all(300))
    expect(growTree(features, response, all(300))).toEqual(tree)
    const twice = growTree(features, response, [...all(300), ...all(300)], { minLeaf: 10 })
    expect(twice.split).toEqual(tree.split)
  })
})

describe('growBag', () => {
  it('grows each tree on another part of the rows, the same for the same stream', () => {
    const features = [{ codes: Uint8Array.from(all(200)), bins: 201, nominal: false }]
    const response: TreeResponse = { kind: 'number', values: Float64Array.from(all(200)) }
    const bag = growBag(features, response, all(200), createRng(1), { trees: 3, share: 0.5 })
    expect(bag.map((tree) => new Set(tree.rows).size)).toEqual([100, 100, 100])
    expect(bag[0]).not.toEqual(bag[1])
    expect(growBag(features, response, all(200), createRng(1), { trees: 3, share: 0.5 })).toEqual(bag)
  })
})

describe('bagRows', () => {
  it('takes every row equally often', () => {
    const rng = createRng(2)
    const counts = new Int32Array(20)
    for (let draw = 0; draw < 4000; draw++) for (const row of bagRows(all(20), 5, rng)) counts[row] = (counts[row] as number) + 1
    // Binomial with mean 1000 and deviation 27.4: 5.5 deviations for a false alarm of 1e-6 among 20.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(151)
  })

  it('takes all rows when as many are asked for', () => {
    expect([...bagRows([4, 2, 9], 3, createRng(1))]).toEqual([4, 2, 9])
  })
})
