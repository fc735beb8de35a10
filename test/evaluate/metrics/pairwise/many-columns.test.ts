import { describe, expect, it } from 'vitest'
import { kWayMarginals } from '../../../../src/evaluate/metrics/pairwise/k-way-marginals.js'
import { rangeQueries } from '../../../../src/evaluate/metrics/pairwise/range-queries.js'
import { triples } from '../../../../src/evaluate/metrics/pairwise/triples.js'
import type { Rng } from '../../../../src/random/rng.js'
import { fromUniformBound, made, resultOf, schemaOf } from '../score.js'

const bits = { a: 2, b: 2, c: 2, d: 2 }
const free = (rng: Rng) => ({ a: rng.integer(2), b: rng.integer(2), c: rng.integer(2), d: rng.integer(2) })
const parity = (rng: Rng) => {
  const { a, b, c } = free(rng)
  return { a, b, c, d: (a + b + c) % 2 }
}

describe('k-way-marginals', () => {
  const [real, synthetic] = [made(4000, 1, parity, bits), made(4000, 2, free, bits)]

  it('is 1 less the total variation distance: a half of the mass of a parity of four bits is elsewhere, which no three of them show', () => {
    const found = resultOf(kWayMarginals, { training: real, synthetic }, schemaOf(real))
    // Cells of 250 or 500 of 4,000 rows: the distance is off by less than 0.02.
    expect(Math.abs((found.value as number) - 0.5)).toBeLessThan(0.02)
    expect(found.p).toBeLessThan(1e-12)
    expect(resultOf(triples, { training: real, synthetic }, schemaOf(real)).p).toBeGreaterThan(1e-6)
  })

  it('needs four columns', () => {
    expect(
      resultOf(
        kWayMarginals,
        { training: real.select(['a', 'b', 'c']), synthetic: real.select(['a', 'b', 'c']) },
        schemaOf(real.select(['a', 'b', 'c'])),
      ).value,
    ).toBeNull()
  })
})

describe('range-queries', () => {
  it('is the mean error of counts: of one column of two levels, half of the queries ask for one of them', () => {
    const share = (ones: number) => {
      let row = 0
      return made(1000, 1, () => ({ a: row++ < ones ? 1 : 0 }), { a: 2 })
    }
    const found = resultOf(rangeQueries, { training: share(300), synthetic: share(600) }, schemaOf(share(1)))
    // 0.3 in half of 500 queries, give or take five standard deviations of 0.3 sqrt(1 / 4 / 500).
    expect(Math.abs((found.value as number) - (1 - 0.15))).toBeLessThan(0.034)
    expect(found.p).toBeLessThan(1e-12)
  })

  it('finds no query that differs by more than chance in tables of one law more often than it says', () => {
    const draw = (seed: number) => made(300, seed, (rng) => ({ x: rng.normal(), y: rng.normal(), k: rng.integer(3) }), { k: 3 })
    const found = Array.from(
      { length: 12 },
      (_, run) => resultOf(rangeQueries, { training: draw(2 * run), synthetic: draw(2 * run + 1) }, schemaOf(draw(0))).p as number,
    )
    // Corrected for 500 queries that hang together: below what is uniform, never above by more than chance.
    for (const at of [0.05, 0.2, 0.5]) expect(found.filter((p) => p <= at).length / 12).toBeLessThan(at + fromUniformBound(12))
  })
})
