import { describe, expect, test } from 'vitest'
import type { FittedModel } from '../../src/models/synthesizer.js'
import { transitions } from '../../src/pipeline/jobs/queries/chain-queries.js'
import { describeModel } from '../../src/pipeline/jobs/queries/describe.js'
import { createRng } from '../../src/random/rng.js'
import { nextProbabilities } from '../learn/chain/next-probabilities.js'
import { drawSymbol, type Law, shareBound } from '../learn/chain/support.js'
import { knownSequences } from '../support/sequences.js'
import { type Known, known } from '../support/tables.js'
import { apart, drawLines, fitChain, type Lines, type Row, realLines, runs, shareOf, stateOf } from './markov-chain-support.js'

const names = ['a', 'b', 'c']

/** Sequences of 2 to 14 states, each by one of these laws. */
function chains(count: number, laws: readonly Law[], seed = 1): Known {
  const rng = createRng(seed)
  return knownSequences(
    Array.from({ length: count }, (_, i) => {
      const law = laws[rng.integer(laws.length)] as Law
      const past: number[] = []
      for (let length = 2 + rng.integer(13); past.length < length; ) past.push(drawSymbol(law(past), rng))
      return past.map((symbol, at) => ({ id: `S${i}`, at, s: names[symbol] }))
    }).flat(),
  )
}

const firstOrder = [
  [0.6, 0.3, 0.1],
  [0.2, 0.2, 0.6],
  [0.05, 0.45, 0.5],
] as const
const first: Law = (past) => firstOrder[(past.at(-1) ?? 0) as 0]
/** The next state is mostly the one before the last. */
const second: Law = (past) => (past.length < 2 ? [1 / 3, 1 / 3, 1 / 3] : [0, 1, 2].map((s) => (s === past.at(-2) ? 0.7 : 0.15)))

/** Greatest distance of what follows each run of `memory` states, in standard deviations. */
function mostApart(real: Lines, made: Lines, memory: number): number {
  const word = (run: readonly Row[]): string => run.map(({ s }) => s).join('')
  const [a, b] = [runs(real, memory + 1), runs(made, memory + 1)]
  let most = 0
  for (const past of new Set(a.map((run) => word(run.slice(0, memory))))) {
    for (const next of names) {
      const given = (run: readonly Row[]): boolean => word(run.slice(0, memory)) === past
      const holds = (run: readonly Row[]): boolean => run.at(-1)?.s === next
      most = Math.max(most, apart(shareOf(a, given, holds), shareOf(b, given, holds)))
    }
  }
  return most
}

describe('a first-order chain', () => {
  const data = chains(2000, [first])
  const real = realLines(data)

  test('comes back: its matrix, its stationary distribution and what it says of itself', async () => {
    const model = await fitChain(data)
    const { columns, states, matrix, stationary } = transitions(model) ?? {}
    expect([columns, states]).toEqual([['s'], names])
    // Of about 14,000 pairs; the stationary distribution of the true matrix solves p = p M.
    const truth = [2 / 9, 3 / 9, 4 / 9]
    const pairs = runs(real, 2).length
    for (let from = 0; from < 3; from++) {
      for (let to = 0; to < 3; to++) {
        const p = firstOrder[from]?.[to] as number
        expect(Math.abs((matrix?.[3 * from + to] as number) - p)).toBeLessThan(shareBound(p, pairs * (truth[from] as number)))
      }
      const balance = [0, 1, 2].reduce((sum, k) => sum + (truth[k] as number) * (firstOrder[k]?.[from] as number), 0)
      expect(balance).toBeCloseTo(truth[from] as number, 12)
      // Successive states resemble each other, so that pairs tell less than as many independent rows would.
      expect(Math.abs((stationary?.[from] as number) - (truth[from] as number))).toBeLessThan(2 * shareBound(truth[from] as number, pairs))
    }
    const said = new Map(describeModel(model).parameters)
    expect(said.get('memory')).toMatch(/^up to 1 row back, in 4 pasts$/)
    expect(said.get('after a')).toMatch(/^a 6\d %|^a 5\d %/)
    expect(said.get('in the long run')).toMatch(/^c 4\d %, b 3\d %, a 2\d %/)
  })

  test('goes on in the drawn sequences as in the real ones', async () => {
    const made = await drawLines(await fitChain(data), 2000)
    expect(mostApart(real, made, 1)).toBeLessThan(6)
    expect(mostApart(real, made, 2)).toBeLessThan(6)
  })

  test('with a memory of 0 every state is drawn by itself', async () => {
    const made = runs(await drawLines(await fitChain(data, { memory: 0 }), 2000), 2)
    const shares = names.map((name) =>
      shareOf(
        made,
        ([before]) => before?.s === name,
        ([, now]) => now?.s === 'c',
      ),
    )
    expect(apart(shares[0] as never, shares[2] as never)).toBeLessThan(6)
  })

  test('a model of another kind has no transitions, and says so', async () => {
    const { table, schema } = known(Array.from({ length: 40 }, (_, i) => ({ a: i % 7 })))
    const { fitModel } = await import('../../src/models/shell/fit.js')
    const model = await fitModel(table, schema, { model: 'independent' })
    expect(() => transitions(model)).toThrow(/independent has no transitions; fit markov-chain/)
  })
})

describe('a second-order chain', () => {
  const data = chains(2000, [second], 2)
  const real = realLines(data)

  test.each([{}, { memory: 2 }, { memory: 3, smoothing: 'kneser-ney' }])('goes on as the real one: %j', async (options) => {
    expect(mostApart(real, await drawLines(await fitChain(data, options), 2000), 2)).toBeLessThan(6)
  })

  test('is found by itself, and lost with a memory of one row', async () => {
    expect(new Map(describeModel(await fitChain(data)).parameters).get('memory')).toMatch(/^up to 2 rows back/)
    expect(mostApart(real, await drawLines(await fitChain(data, { memory: 1 }), 2000), 2)).toBeGreaterThan(20)
  })

  test('comes back by trees, too, which look at the last two rows', async () => {
    const model = await fitChain(data, { by: 'trees' })
    expect(stateOf(model).chains).toHaveLength(0)
    expect(mostApart(real, await drawLines(model, 2000), 2)).toBeLessThan(6)
  })
})

describe('two kinds of sequences', () => {
  const sticky: Law = (past) => [0, 1, 2].map((s) => (past.length === 0 ? 1 / 3 : s === past.at(-1) ? 0.9 : 0.05))
  const restless: Law = (past) => [0, 1, 2].map((s) => (past.length === 0 ? 1 / 3 : s === past.at(-1) ? 0.1 : 0.45))
  const data = chains(1500, [sticky, restless], 3)
  /** Among sequences that stayed at first, the share of those that stay later on. */
  const later = (lines: Lines) => {
    const stays = (line: readonly Row[], at: number): boolean => line[at]?.s === line[at - 1]?.s
    return shareOf(
      lines.filter(({ length }) => length >= 5),
      (line) => stays(line, 1) && stays(line, 2),
      (line) => stays(line, 3),
    )
  }

  test('stay apart with two chains', async () => {
    const model = await fitChain(data, { components: 2, memory: 1 })
    expect(apart(later(realLines(data)), later(await drawLines(model, 2000)))).toBeLessThan(6)
    expect(new Map(describeModel(model).parameters).get('memory')).toMatch(/^2 chains, followed by \d+, \d+ sequences/)
    const counts = Array.from(stateOf(model).facts.components)
    for (const count of counts) expect(Math.abs(count / 1500 - 0.5)).toBeLessThan(shareBound(0.5, 1500) + 0.03)
  })

  test('mingle with one', async () => {
    const model = await fitChain(data, { components: 1, memory: 1 })
    expect(apart(later(realLines(data)), later(await drawLines(model, 2000)))).toBeGreaterThan(8)
  })
})

describe('pasts that are rare', () => {
  // After c comes a, always; c itself is rare.
  const law: Law = (past) => (past.at(-1) === 2 ? [1, 0, 0] : [0.5, 0.495, 0.005])
  const data = chains(1200, [law], 4)
  const afterC = async (model: FittedModel) => {
    const [chain] = stateOf(model).chains
    const node = chain?.symbol.findIndex((symbol, at) => symbol === 2 && chain.parent[at] === 0) as number
    const made = shareOf(
      runs(await drawLines(model, 8000), 2),
      ([before]) => before?.s === 'c',
      ([, now]) => now?.s === 'b',
    )
    return { wanted: nextProbabilities(chain as never, node)[1] as number, made }
  }

  test.each([
    [{ memory: 1, pseudoRows: 1 }, 0.02],
    [{ memory: 1, pseudoRows: 200 }, 0.5],
  ])('borrow from shorter ones as the option says: %j', async (options, most) => {
    const { wanted, made } = await afterC(await fitChain(data, options))
    expect(Math.abs(made.p - wanted)).toBeLessThan(shareBound(wanted, made.n))
    expect(wanted).toBeGreaterThan(most / 5)
    expect(wanted).toBeLessThan(most)
  })

  test('by Kneser and Ney, only where a next state was seen but once or twice', async () => {
    const { made } = await afterC(await fitChain(data, { memory: 1, smoothing: 'kneser-ney' }))
    expect(made.p).toBe(0)
  })
})

describe('the state', () => {
  const rng = createRng(6)
  const data = knownSequences(
    Array.from({ length: 600 }, (_, i) => {
      let [x, y] = [rng.integer(2), 0]
      return Array.from({ length: 10 }, (_, at) => {
        x = rng.uniform() < 0.8 ? x : 1 - x
        y = x === 0 ? 0 : rng.integer(3)
        return { id: `S${i}`, at, home: 'h', x: ['u', 'v'][x], y: names[y], number: 7 * y + rng.integer(10) }
      })
    }).flat(),
  )

  test('may be made of several columns: combinations that never were are never drawn', async () => {
    const model = await fitChain(data, { state: 'x, y', by: 'chain' })
    const found = transitions(model)
    expect(found?.columns).toEqual(['x', 'y'])
    expect(found?.states).toEqual(['u · a', 'v · a', 'v · b', 'v · c'])
    const made = runs(await drawLines(model, 500), 1).flat()
    expect(made.filter(({ x, y }) => x === 'u' && y !== 'a')).toHaveLength(0)
  })

  test.each([2, 6])('may be a number, cut into %d bins, within which trees draw it', async (bins) => {
    const model = await fitChain(data, { state: 'number', by: 'chain', bins })
    const found = transitions(model)
    expect(found?.states).toHaveLength(bins)
    expect(found?.states[0]).toMatch(/^up to \d/)
    const values = (lines: Lines): number[] => runs(lines, 1).map(([row]) => row?.number as number)
    const [real, made] = [values(realLines(data)), values(await drawLines(model, 600))]
    for (const bound of [5, 10, 20]) {
      const below = (value: number): boolean => value < bound
      const all = (): boolean => true
      expect(apart(shareOf(real, all, below), shareOf(made, all, below))).toBeLessThan(8)
    }
  })

  test.each([
    [{ state: 'home' }, /names home, which is no column that changes within a sequence \(those are x, y, number\)/],
    [{ state: 'what' }, /names what, which is no column/],
    [{ state: 'x', by: 'trees', length: 'stop' }, /by: .*trees say no ends/],
    [{ components: 2, by: 'trees' }, /by: .*trees say no ends/],
    [{ bins: 1 }, /bins/],
    [{ memory: -1 }, /memory/],
  ])('is refused in words: %j', async (options, message) => {
    await expect(fitChain(data, options)).rejects.toThrow(message)
  })

  test('of more combinations than rows could bear out is refused', async () => {
    const many = knownSequences(
      Array.from({ length: 6000 }, (_, i) => ({ id: `S${Math.floor(i / 6)}`, at: i, a: `a${i % 61}`, b: `b${i % 59}` })),
    )
    await expect(fitChain(many, { state: 'a,b' })).rejects.toThrow(/make \d+ states, of which most are rare; name fewer columns/)
  })
})
