import { describe, expect, test } from 'vitest'
import { binEdges, binNumbers } from '../../src/learn/trees/bins.js'
import { coarsenFeature } from '../../src/learn/trees/coarsen.js'
import { leafOf } from '../../src/learn/trees/nodes.js'
import { growTree } from '../../src/learn/trees/tree.js'
import { dealFolds, foldParts, treesOf } from '../../src/models/sequential-trees/draw/laws/folds.js'
import { placeIn, shiftedCount, shiftedDonor, shiftedIn } from '../../src/models/sequential-trees/draw/laws/shifted.js'
import { boostLocation, fitLines } from '../../src/models/sequential-trees/fit/fit-location.js'
import { growFolds } from '../../src/models/sequential-trees/fit/fold-trees.js'
import { scoresOf } from '../../src/models/sequential-trees/fit/scores.js'
import { withAllDonors, withShiftedDonors } from '../../src/models/sequential-trees/fit/shifted-donors.js'
import type { TreesState } from '../../src/models/sequential-trees/state.js'
import { fitModel } from '../../src/models/shell/fit.js'
import { sampleTable } from '../../src/pipeline/jobs/sample.js'
import { createRng } from '../../src/random/rng.js'
import { rankCorrelation } from '../../src/stats/association/association.js'
import { ranks } from '../../src/stats/order/sorted.js'
import { known } from '../support/tables.js'

const rows = 500
const all = Int32Array.from({ length: rows }, (_, row) => row)

/** A number, and another that follows from it but for noise; an eighth of its rows have one and the same value. */
function pair() {
  const rng = createRng(2)
  const x = Float64Array.from(all, () => rng.normal())
  const donor = Int32Array.from(x, (value) =>
    rng.uniform() < 1 / 8 ? 40 : Math.max(0, Math.min(79, Math.round(40 + 10 * (value + rng.normal())))),
  )
  return { features: [binNumbers(x, binEdges(x))], donor }
}

describe('folds', () => {
  const folds = dealFolds(rows, 5, createRng(1))

  test('are of equal size, and a row takes another one for each of five columns after each other', () => {
    expect(foldParts(folds, all).map(({ own, others }) => [own.length, others.length])).toEqual(Array(5).fill([100, 400]))
    const turns = Uint8Array.of(0, 1, 2, 3, 4)
    const drawn = Array.from({ length: 5 }, (_, i) => treesOf({ turns, position: 3 + i }, 5))
    for (const row of turns) expect(new Set(drawn.map((trees) => trees[row])).size).toBe(5)
  })

  test('donors of a tree had no part in growing it', () => {
    const { features, donor } = pair()
    const response = { kind: 'number', values: Float64Array.from(donor) } as const
    const grown = growFolds({ features, response, rows: all, parts: foldParts(folds, all) }, 12)
    grown.forEach(({ own, others }, fold) => {
      expect([...own.rows].every((row) => folds.dealt[row] === fold)).toBe(true)
      expect([...(others?.rows ?? [])].every((row) => folds.dealt[row] !== fold)).toBe(true)
      expect(own.rows).toHaveLength(100)
      own.feature.forEach((feature, node) => {
        if (feature === -1) expect((own.end[node] as number) - (own.start[node] as number)).toBeGreaterThanOrEqual(2)
      })
    })
  })
})

test('moved donors are counted as they are handed on, atoms and moved ones, in any range of codes', () => {
  const { features, donor } = pair()
  const kinds = 80
  const folds = dealFolds(rows, 5, createRng(1))
  const response = { kind: 'number', values: Float64Array.from(donor) } as const
  const [grown] = growFolds({ features, response, rows: all, parts: foldParts(folds, all) }, 40)
  const scores = scoresOf(donor, all, kinds, createRng(3))
  if (!scores || !grown) throw new Error('there is something to move')
  expect(scores.isAtom[40]).toBe(1)
  const location = boostLocation(
    features,
    features.map((feature) => coarsenFeature(feature, 255)),
    scores.ofRows,
    all,
    fitLines(features, scores.ofRows, [{ seen: all, unseen: all }])[0],
  )
  const tree = withShiftedDonors(grown.own, new Float64Array(rows), scores, donor, location)
  const whole = { ...grown.own, ...growTree([], response, all) }
  const every = withAllDonors(
    grown.own,
    withShiftedDonors(whole, new Float64Array(rows), scores, donor, location),
    donor,
    scores.isAtom,
    (tell) => {
      for (const row of all) tell(row, leafOf(grown.own, features, row))
    },
  )
  for (const [leaf, feature] of grown.own.feature.entries()) {
    if (feature !== -1) continue
    const own = grown.own.rows.slice(grown.own.start[leaf], grown.own.end[leaf]).map((row) => donor[row])
    const handed = Array.from({ length: shiftedCount(every, leaf) }, (_, place) => shiftedDonor(every, scores.uppers, leaf, 0, place))
    const share = (codes: ArrayLike<number>): number => Array.from(codes).filter((code) => code === 40).length / codes.length
    // The atom keeps its share of the leaf, where the others are those of all rows.
    expect(share(handed)).toBeCloseTo(share(own), 12)
  }
  const leaf = tree.feature.indexOf(-1)
  const count = shiftedCount(tree, leaf)
  for (const located of [-2, 0, 0.7, 9]) {
    const handed = Array.from({ length: count }, (_, place) => shiftedDonor(tree, scores.uppers, leaf, located, place))
    for (const [from, to] of [
      [0, kinds],
      [0, 40],
      [38, 43],
      [79, 80],
    ] as const) {
      const within = shiftedIn(tree, scores.uppers, leaf, located, from, to)
      expect(within).toBe(handed.filter((code) => code >= from && code < to).length)
      const places = Array.from({ length: within }, (_, nth) => placeIn(tree, scores.uppers, leaf, located, from, to, nth))
      expect(new Set(places).size).toBe(within)
      for (const place of places) expect(handed[place]).toSatisfy((code: number) => code >= from && code < to)
    }
  }
})

test('pairs of a table of 150 used cars keep their strength', async () => {
  const rng = createRng(7)
  const { table, schema } = known(
    Array.from({ length: 150 }, () => {
      const year = 2000 + rng.integer(13)
      const mileage = Math.round((2013 - year) * 9000 + 30_000 * rng.uniform())
      const price = Math.round(1200 * (year - 2000) - mileage / 20 + 9000 + 1200 * rng.normal())
      return { year, mileage, price, color: ['red', 'black', 'silver'][rng.integer(3)] as string }
    }),
  )
  const model = await fitModel(table, schema, { model: 'sequential-trees' })
  const drawn = await sampleTable(model, 10_000)
  for (const [a, b] of [
    ['year', 'mileage'],
    ['year', 'price'],
    ['mileage', 'price'],
  ] as const) {
    const [real, synthetic] = [table, drawn].map((own) =>
      rankCorrelation(ranks(own.column(a).values as Float64Array), ranks(own.column(b).values as Float64Array)),
    ) as [number, number]
    // A tenth, and two standard errors of the real correlation.
    expect(Math.abs(real - synthetic)).toBeLessThan(0.1 + (2 * (1 - real * real)) / Math.sqrt(150))
  }
})

test('with few rows beside columns, numbers are located by boosted trees where a line misses what they follow, else by the line alone', async () => {
  const rng = createRng(11)
  const cells = Array.from({ length: 150 }, () => {
    const others = Object.fromEntries(Array.from({ length: 15 }, (_, c) => [`u${c}`, rng.normal()]))
    const [x, noise] = [rng.normal(), rng.normal()]
    return { x, others, straight: 2 * x + noise, bent: Math.abs(x) + noise / 8 }
  })
  const treesOf = async (name: 'straight' | 'bent'): Promise<number> => {
    const { table, schema } = known(cells.map(({ x, others, [name]: y }) => ({ x, ...others, y })))
    const model = await fitModel(table, schema, { model: 'sequential-trees', seed: 3 })
    const [{ steps }] = (model.state as TreesState).ways
    const law = steps.find((step) => step.name === 'y')?.values
    const parts = law?.kind === 'blend' ? law.parts : law ? [law] : []
    const moved = parts.flatMap((part) => (part.kind === 'shifted' ? part.trees : []))
    expect(moved.length).toBeGreaterThan(0)
    return moved.reduce((sum, { location }) => sum + location.boosted.trees.length, 0)
  }
  expect(await treesOf('straight')).toBe(0)
  expect(await treesOf('bent')).toBeGreaterThan(0)
})
