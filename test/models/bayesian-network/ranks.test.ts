import { expect, test } from 'vitest'
import { stateRanks } from '../../../src/models/bayesian-network/ranks.js'
import { createRng } from '../../../src/random/rng.js'

test('states with like consequences get ranks side by side, whatever their order', () => {
  const rng = createRng(4)
  const groups = [0, 1, 2, 1, 0, 2, 1, 0]
  const codes = Int16Array.from({ length: 4000 }, () => rng.integer(8))
  const child = codes.map((state) => (rng.uniform() < 0.7 ? (groups[state] as number) : rng.integer(3)))
  const ranks = stateRanks({ name: 'parent', codes, states: 8, ordered: false }, { name: 'child', codes: child, states: 3, ordered: false })
  const inOrder = groups.map((_, rank) => groups[ranks.indexOf(rank)])
  const changes = inOrder.filter((group, rank) => rank > 0 && group !== inOrder[rank - 1])
  expect(changes).toHaveLength(2)
})

test('states in an order of their own keep it', () => {
  const codes = Int16Array.of(0, 1, 2, 3, 0, 1, 2, 3)
  const child = Int16Array.of(0, 1, 0, 1, 0, 1, 0, 1)
  const ranks = stateRanks({ name: 'a', codes, states: 4, ordered: true }, { name: 'b', codes: child, states: 2, ordered: false })
  expect([...ranks]).toEqual([0, 1, 2, 3])
})
