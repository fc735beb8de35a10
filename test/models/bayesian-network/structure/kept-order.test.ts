import { expect, test } from 'vitest'
import { inferenceCells } from '../../../../src/learn/graphs/triangulate.js'
import { eliminate } from '../../../../src/models/bayesian-network/structure/graph.js'
import { KeptOrder, type Tie } from '../../../../src/models/bayesian-network/structure/kept-order.js'
import { createRng } from '../../../../src/random/rng.js'

/** Without any ties the order is by size, and of equal sizes by place: as they stand here. */
const sizes = [2, 2, 3, 3, 3, 4, 5, 5]

/** The cells of all tables when the variables are eliminated in their order. */
function cellsInOrder(ties: readonly Tie[]): number {
  const around = sizes.map((_, variable) => new Set(ties.filter((tie) => tie.includes(variable)).map(([a, b]) => (a === variable ? b : a))))
  return around.reduce((sum, neighbours, variable) => {
    const later = [...neighbours].filter((other) => other > variable)
    for (const a of later) for (const b of later) if (a !== b) around[a]?.add(b)
    return sum + later.reduce((product, other) => product * (sizes[other] as number), sizes[variable] as number)
  }, 0)
}

test('what ties cost in the kept order is what eliminating in that order costs, at once and one by one', () => {
  for (let seed = 0; seed < 100; seed++) {
    const rng = createRng(seed)
    const ties = Array.from({ length: 9 }, (): Tie => {
      const a = rng.integer(sizes.length)
      return [a, (a + 1 + rng.integer(sizes.length - 1)) % sizes.length]
    })
    const parents = sizes.map(() => [])
    const cells = cellsInOrder(ties)
    expect(new KeptOrder(parents, sizes).hasRoom(ties, cells - 1, parents)).toBe(false)
    const order = new KeptOrder(parents, sizes)
    for (const tie of ties) order.tie([tie])
    expect(order.hasRoom([], cells, parents)).toBe(true)
  }
})

test('where the kept order has no room, a fresh one is tried', () => {
  // A star: its middle comes first in the order by size, last in a good one.
  const star = sizes.map((_, variable) => (variable === 0 ? [] : [0]))
  const order = new KeptOrder(
    sizes.map(() => []),
    sizes,
  )
  order.tie(star.flatMap((list, variable) => list.map((parent): Tie => [parent, variable])))
  const fewest = inferenceCells(eliminate(star, sizes, sizes.keys()), sizes)
  expect(fewest).toBeLessThan(100)
  expect(order.hasRoom([], fewest, star)).toBe(true)
  expect(order.hasRoom([], fewest - 1, star)).toBe(false)
})
