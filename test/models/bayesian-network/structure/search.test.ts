import { expect, test } from 'vitest'
import { inferenceCells } from '../../../../src/learn/graphs/triangulate.js'
import { ancestralOrder, eliminate } from '../../../../src/models/bayesian-network/structure/graph.js'
import { type FamilyScores, searchNetwork } from '../../../../src/models/bayesian-network/structure/search.js'
import { createRng } from '../../../../src/random/rng.js'

const sizes = (count: number, states: number): { states: number }[] => Array.from({ length: count }, () => ({ states }))
const everyOther = (count: number): number[][] =>
  Array.from({ length: count }, (_, child) => Array.from({ length: count }, (_, i) => i).filter((variable) => variable !== child))

test('the search goes through a valley of two moves to a better network, and does not walk back on the way', async () => {
  // Alone, 0 -> 1 is best; the other way round it is worse by 1, worse by 1 more with 2, and much better with 3.
  const known: Readonly<Record<string, number>> = { '1:0': 10, '0:1': 9, '0:1,2': 8, '0:1,3': 7, '0:1,2,3': 40 }
  const families: FamilyScores = {
    variables: sizes(4, 2),
    score: (child, parents) => known[`${child}:${[...parents].sort().join()}`] ?? -5 * parents.length,
  }
  const parents = await searchNetwork(families, {
    most: 3,
    candidates: everyOther(4),
    required: [],
    forbidden: [],
    cells: 1e9,
    rng: createRng(1),
  })
  expect(parents.map((list) => [...list].sort())).toEqual([[1, 2, 3], [], [], []])
})

test.each([
  [8, 400],
  [60, 12_000],
])(
  'however well edges of %i variables pay, there is no circle, no more parents than allowed and no larger table than can be afforded',
  async (count, most) => {
    const families: FamilyScores = {
      variables: sizes(count, 3),
      score: (child, parents) => parents.reduce((sum, parent) => sum + 10 + ((child * parent) % 7), 0),
    }
    const parents = await searchNetwork(families, {
      most: 4,
      candidates: everyOther(count).map((list) => list.slice(0, 20)),
      required: [],
      forbidden: [],
      cells: most,
      rng: createRng(1),
    })
    expect(ancestralOrder(parents)).not.toBeNull()
    for (const list of parents) expect(list.length).toBeLessThanOrEqual(4)
    const states = parents.map(() => 3)
    const cells = inferenceCells(eliminate(parents, states, states.keys()), states)
    expect(cells).toBeLessThanOrEqual(most)
    // The next wider clique doesn't fit any more, whichever it is: the cap is made use of.
    expect(cells).toBeGreaterThan(most / 2)
  },
)
