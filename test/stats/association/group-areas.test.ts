import { describe, expect, test } from 'vitest'
import { createRng, type Rng } from '../../../src/random/rng.js'
import { compareAreas, rankByPart, type ScoredGroups } from '../../../src/stats/association/group-areas.js'

/** Rows of one group: a column of so many parts, and scores of each part, which rise by `effect` where a row has it. */
function scored(rng: Rng, rows: number, shares: readonly number[], effect: number, digits = 9): ScoredGroups {
  const codes = Int32Array.from({ length: rows }, () => {
    let [u, q] = [rng.uniform(), 0]
    while (q < shares.length - 1 && u >= (shares[q] as number)) u -= shares[q++] as number
    return q
  })
  const scores = new Float64Array(rows * shares.length)
  codes.forEach((code, row) => {
    shares.forEach((_, q) => {
      scores[row * shares.length + q] = Number((rng.normal() + (q === code ? effect : 0)).toFixed(digits))
    })
  })
  const coded = { codes, count: shares.length }
  return Object.assign({ coded, groups: new Int32Array(rows), ranked: rankByPart(scores, coded) }, { scores })
}

/** Pairs of a row of the part and one of another in the right order, ties half, as a share: counted one by one. */
function counted({ coded: { codes, count }, ...own }: ScoredGroups, part: number): number {
  const { scores } = own as unknown as { scores: Float64Array }
  const [inside, outside] = [true, false].map((is) => [...codes.keys()].filter((row) => (codes[row] === part) === is)) as [
    number[],
    number[],
  ]
  const of = (row: number) => scores[row * count + part] as number
  const right = inside.flatMap((a) => outside.map((b) => (of(a) > of(b) ? 1 : of(a) === of(b) ? 0.5 : 0)))
  return right.reduce<number>((sum, own) => sum + own, 0) / right.length
}

describe('compareAreas', () => {
  test('gives the areas that counting pairs gives, ties half, weighted alike in both tables', () => {
    const rng = createRng(1)
    const tables = [scored(rng, 90, [0.2, 0.3, 0.5], 1, 0), scored(rng, 60, [0.3, 0.3, 0.4], 0.5, 0)] as const
    const [found] = compareAreas([...tables], 1, true)
    const shares = [0, 1, 2].map((q) => tables.flatMap(({ coded }) => [...coded.codes]).filter((code) => code === q).length / 150)
    const sum = shares.reduce((all, share) => all + share * (1 - share), 0)
    tables.forEach((table, side) => {
      const expected = shares.reduce((all, share, q) => all + (share * (1 - share) * counted(table, q)) / sum, 0)
      expect(found?.areas[side]).toBeCloseTo(expected, 12)
    })
  })

  test('leaves out parts of fewer than five rows in either table, and groups of one part', () => {
    const rng = createRng(2)
    const one = scored(rng, 100, [0.01, 0.99], 1)
    expect(compareAreas([one, one], 1, true)).toEqual([null])
  })

  test.each([
    ['a rare part that scores tell well, in groups of unequal size', 160, 80, [0.1, 0.9], 1.8, 9],
    ['three parts that scores of a few values tell a little', 60, 60, [0.2, 0.3, 0.5], 0.5, 0],
    ['parts that scores tell nearly always', 100, 60, [0.3, 0.7], 3, 9],
  ])('two tables of one law are as far apart as p says: %s', (_, first, second, shares, effect, digits) => {
    const rng = createRng(3)
    const known = Array.from({ length: 500 }, () => {
      const [found] = compareAreas([scored(rng, first, shares, effect, digits), scored(rng, second, shares, effect, digits)], 1, true)
      return found?.p ?? 1
    })
    // Binomial: at most 25 ± 4.9 below 0.05 and 2.5 ± 1.6 below 0.005; 50 and 12 come once in 300,000 and in 90,000 runs.
    expect(known.filter((p) => p < 0.05).length).toBeLessThan(50)
    expect(known.filter((p) => p < 0.005).length).toBeLessThan(12)
  })

  test('sees that an effect is lost where twenty rows of 250 have the rarer part', () => {
    const rng = createRng(4)
    const found = Array.from({ length: 50 }, () => {
      const [one] = compareAreas([scored(rng, 500, [0.08, 0.92], 1.1), scored(rng, 250, [0.08, 0.92], 0)], 1, true)
      return one?.p ?? 1
    })
    // Scores of both parts make an area of Φ(1.1 / √2) = .78; .28 are 4.2 of its standard errors, √((1/12)/20 + .05/40) or a little less.
    expect(found.filter((p) => p < 1e-3).length).toBeGreaterThan(25)
  })
})
