import { describe, expect, test } from 'vitest'
import { type ContextTree, type ContextTreeOptions, growContextTree } from '../../../src/learn/chain/context-tree.js'
import { contextOf, drawNext } from '../../../src/learn/chain/draw-next.js'
import { beforeStart, beginning, eventsOf } from '../../../src/learn/chain/events.js'

import { createRng } from '../../../src/random/rng.js'
import { nextProbabilities } from './next-probabilities.js'
import { type Law, shareBound, symbolSequences, walk } from './support.js'

const dirichlet = { kind: 'dirichlet', pseudoRows: 1 } as const
const grow = (sequences: readonly (readonly number[])[], symbols: number, options: Partial<ContextTreeOptions> = {}, ends = false) =>
  growContextTree(eventsOf(symbolSequences(sequences, symbols), ends), { memory: 6, variable: true, smoothing: dirichlet, ...options })

/** The contexts of a tree, newest symbol first; the beginning is ^. */
function contextsOf({ symbol, parent }: ContextTree): string[] {
  const words: string[] = []
  for (let node = 0; node < symbol.length; node++) {
    words[node] = node === 0 ? '' : `${words[parent[node] as number]}${symbol[node] === beginning ? '^' : symbol[node]}`
  }
  return words.sort()
}

/** The node for a past, newest symbol first, that begins where the list ends. */
const nodeOf = (tree: ContextTree, past: readonly number[]): number =>
  contextOf(tree, (back) => past[back - 1] ?? (back === past.length + 1 ? beginning : beforeStart))

describe('the memory of a chain', () => {
  const order = (law: Law, seed: number): string[] => contextsOf(grow([walk(30_000, law, createRng(seed))], 2, { memory: 4 }))
  const flip = (share: number): number[] => [1 - share, share]

  // By chance a context seems worth its parameter (log of 30,000) with a probability of 1e-3; of those below, hardly any adds to that.
  test('independent symbols have none', () => {
    expect(order(() => flip(0.3), 1)).toEqual([''])
  })

  test('of a first-order chain it is one symbol', () => {
    expect(order((past) => flip(past.at(-1) === 1 ? 0.7 : 0.2), 2)).toEqual(['', '0', '1'])
  })

  test('of a second-order chain it is two symbols', () => {
    const law: Law = (past) => flip([0.2, 0.8, 0.6, 0.4][2 * (past.at(-1) ?? 0) + (past.at(-2) ?? 0)] as number)
    expect(order(law, 3)).toEqual(['', '0', '00', '01', '1', '10', '11'])
  })

  test('is as long as each past needs, even where a part of it alone says nothing', () => {
    const law: Law = (past) => flip(past.at(-1) === 1 ? (past.at(-2) === past.at(-3) ? 0.8 : 0.2) : 0.5)
    const contexts = order(law, 4)
    expect(contexts).toEqual(expect.arrayContaining(['1', '10', '100', '101', '11', '110', '111']))
    expect(contexts.some((context) => context.length > 1 && context.startsWith('0'))).toBe(false)
    expect(contexts.some((context) => context.length > 3)).toBe(false)
  })

  test('reaches to the beginning where sequences begin in a way of their own', () => {
    const rng = createRng(5)
    const sequences = Array.from({ length: 2000 }, () => walk(8, (past) => flip(past.length === 1 ? 0.9 : 0.4), rng))
    expect(contextsOf(grow(sequences, 2, { memory: 2 }))).toEqual(expect.arrayContaining(['0^', '1^']))
  })

  test('is never longer than allowed, and none at all with a memory of 0', () => {
    const sequence = walk(3000, (past) => flip(past.at(-2) === 1 ? 0.9 : 0.1), createRng(6))
    for (const memory of [0, 1, 2, 3]) {
      const longest = Math.max(...contextsOf(grow([sequence], 2, { memory, variable: false })).map(({ length }) => length))
      expect(longest).toBe(memory)
    }
  })

  test.each([
    // 20 ln(20 · 60 / 30 · 30) + 10 ln(10 · 60 / 30 · 30) = 1.699, 21 and 9: 2.469; half the log of 60 is 2.047.
    [20, ['']],
    [21, ['', '0', '1']],
  ])('a context is kept if its gain exceeds half the log of the events per parameter: %d of 30', (same, contexts) => {
    const pairs = [0, 1].flatMap((symbol) => Array.from({ length: 30 }, (_, i) => [symbol, i < same ? symbol : 1 - symbol]))
    expect(contextsOf(grow(pairs, 2))).toEqual(contexts)
  })
})

describe('smoothing', () => {
  /** After 0: three 0 and a 1; after 1: two 1 and a 2; after 2: a 1. */
  const pairs = [...Array(3).fill([0, 0]), [0, 1], ...Array(2).fill([1, 1]), [1, 2], [2, 1]] as number[][]
  const close = (found: Float64Array, wanted: readonly number[]): void => {
    expect(found).toHaveLength(wanted.length)
    for (const [i, p] of wanted.entries()) expect(found[i]).toBeCloseTo(p, 12)
  }

  test('by Dirichlet, so many events more follow as if the past were shorter', () => {
    const tree = grow(pairs, 3, { memory: 1, variable: false, smoothing: { kind: 'dirichlet', pseudoRows: 2 } })
    const root = [3, 4, 1].map((count) => (count + 2 / 3) / 10)
    close(nextProbabilities(tree, 0), root)
    close(
      nextProbabilities(tree, nodeOf(tree, [0])),
      [3, 1, 0].map((count, i) => (count + 2 * (root[i] as number)) / 6),
    )
    close(
      nextProbabilities(tree, nodeOf(tree, [2])),
      [0, 1, 0].map((count, i) => (count + 2 * (root[i] as number)) / 3),
    )
  })

  test('by Kneser and Ney, what a discount takes goes by the number of pasts that a symbol was seen after', () => {
    const tree = grow(pairs, 3, { memory: 1, variable: false, smoothing: { kind: 'kneser-ney' } })
    // Of counts after one symbol, three are 1 and one is 2: the discount is 3 / (3 + 2 · 1). Pasts: 1, 3 and 1, so it is 2 / 2 there.
    const root = [0.2, 0.6, 0.2]
    close(
      nextProbabilities(tree, nodeOf(tree, [0])),
      [2.4, 0.4, 0].map((count, i) => count / 4 + 0.3 * (root[i] as number)),
    )
    close(
      nextProbabilities(tree, nodeOf(tree, [1])),
      [0, 1.4, 0.4].map((count, i) => count / 3 + 0.4 * (root[i] as number)),
    )
    close(
      nextProbabilities(tree, nodeOf(tree, [2])),
      [0, 0.4, 0].map((count, i) => count + 0.6 * (root[i] as number)),
    )
  })

  const random = (ends: boolean): [number[][], number, boolean] => {
    const rng = createRng(9)
    return [Array.from({ length: 300 }, () => walk(1 + rng.integer(9), () => [0.5, 0.3, 0.15, 0.05], rng)), 4, ends]
  }

  test.each([dirichlet, { kind: 'dirichlet', pseudoRows: 30 }, { kind: 'kneser-ney' }] as const)(
    'probabilities add up to one, and draws follow them: %j',
    (smoothing) => {
      const rng = createRng(7)
      for (const ends of [false, true]) {
        const [sequences, symbols] = random(ends)
        const tree = grow(sequences, symbols, { memory: 3, variable: false, smoothing }, ends)
        expect(tree.symbols).toBe(ends ? 5 : 4)
        for (let node = 0; node < tree.symbol.length; node++) {
          expect(nextProbabilities(tree, node).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12)
        }
        for (const node of [0, 1, nodeOf(tree, [0, 1]), nodeOf(tree, [3, 3, 3, 3])]) {
          const counts = new Float64Array(tree.symbols)
          const draws = 20_000
          for (let i = 0; i < draws; i++) {
            const next = drawNext(tree, node, rng)
            counts[next] = (counts[next] as number) + 1
          }
          for (const [next, p] of nextProbabilities(tree, node).entries()) {
            expect(Math.abs((counts[next] as number) / draws - p)).toBeLessThan(shareBound(p, draws))
          }
        }
      }
    },
  )
})

test('a past is looked up by its longest known part', () => {
  const tree = grow([[0, 1, 0, 1, 1, 0, 0, 1]], 3, { memory: 2, variable: false })
  const contexts = contextsOf(tree)
  expect(contexts).toEqual(['', '0', '00', '01', '0^', '1', '10', '11'])
  expect(nodeOf(tree, [2, 0, 1])).toBe(0)
  expect(tree.symbol[nodeOf(tree, [0])]).toBe(beginning)
  expect(tree.rows[nodeOf(tree, [1, 0, 0])]).toBe(2)
  expect(nodeOf(tree, [1, 2])).toBe(nodeOf(tree, [1, 2, 0]))
  expect(tree.rows[0]).toBe(7)
})

test('without events every symbol is as likely', () => {
  for (const smoothing of [dirichlet, { kind: 'kneser-ney' }] as const) {
    const tree = grow([[0], [2]], 4, { smoothing })
    expect(contextsOf(tree)).toEqual([''])
    expect(nextProbabilities(tree, 0)).toEqual(Float64Array.of(0.25, 0.25, 0.25, 0.25))
    expect(drawNext(tree, 0, createRng(1))).toBeLessThan(4)
  }
})
