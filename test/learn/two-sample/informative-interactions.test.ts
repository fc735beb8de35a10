import { describe, expect, it } from 'vitest'
import { type Feature, levelFeature } from '../../../src/learn/trees/bins.js'
import { informativeInteractions, withInteractions } from '../../../src/learn/two-sample/informative-interactions.js'
import { createRng, type Rng } from '../../../src/random/rng.js'

const rows = 1000

function coin(rng: Rng, levels = 2): Feature {
  return levelFeature(
    Int32Array.from({ length: rows }, () => rng.integer(levels)),
    levels,
  )
}

/** Features by chance, and classes that are the parity of some of them. */
function parity(of: readonly number[], seed: number) {
  const rng = createRng(seed)
  const features = Array.from({ length: 6 }, (_, f) => coin(rng, f < 4 ? 2 : 5))
  const codes = Int32Array.from({ length: rows }, (_, row) => of.reduce((sum, f) => sum + (features[f]?.codes[row] as number), 0) % 2)
  return { features, response: { codes, classes: 2 } }
}

const all = Int32Array.from({ length: rows }, (_, row) => row)
const found = (of: readonly number[], order: 2 | 3, seed = 1) => {
  const { features, response } = parity(of, seed)
  return informativeInteractions(features, response, all, order, createRng(0)).map(({ features: chosen }) => chosen)
}

describe('tellingCrossings', () => {
  it('finds the pair and the triple whose parity is the class, and nothing else', () => {
    expect(found([1, 3], 2)).toEqual([[1, 3]])
    expect(found([0, 1, 3], 3)).toEqual([[0, 1, 3]])
  })

  it('finds nothing where a feature tells all by itself, or only pairs do, or nothing does', () => {
    expect(found([2], 2)).toEqual([])
    expect(found([1, 3], 3)).toEqual([])
    for (let seed = 1; seed <= 20; seed++) expect([...found([], 2, seed), ...found([], 3, seed)]).toEqual([])
  })

  it('draws some of too many combinations, the same for the same stream', () => {
    const rng = createRng(4)
    const features = Array.from({ length: 40 }, () => coin(rng))
    const codes = Int32Array.from(
      { length: rows },
      (_, row) => ((features[0]?.codes[row] as number) + (features[1]?.codes[row] as number)) % 2,
    )
    const drawn = (seed: number) => informativeInteractions(features, { codes, classes: 2 }, all, 2, createRng(seed))
    expect(drawn(1)).toEqual(drawn(1))
  })

  it('does without rows, and with features that never vary', () => {
    const { features, response } = parity([0, 1], 1)
    expect(informativeInteractions(features, response, [], 2, createRng(0))).toEqual([])
    const constant = features.map((feature) => ({ ...feature, codes: new Uint8Array(rows).fill(1) }))
    expect(informativeInteractions(constant, response, all, 3, createRng(0))).toEqual([])
  })
})

describe('withCrossings', () => {
  it('adds a feature whose codes tell the classes apart', () => {
    const { features, response } = parity([1, 3], 1)
    const wider = withInteractions(features, informativeInteractions(features, response, all, 2, createRng(0)))
    expect(wider).toHaveLength(features.length + 1)
    const classOf = new Map<number, number>()
    const crossed = wider.at(-1) as Feature
    for (const row of all) {
      const code = crossed.codes[row] as number
      expect(code).toBeLessThan(crossed.bins)
      expect(classOf.get(code) ?? response.codes[row]).toBe(response.codes[row])
      classOf.set(code, response.codes[row] as number)
    }
  })
})
