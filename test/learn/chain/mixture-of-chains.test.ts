import { expect, test } from 'vitest'
import { type ChainMixture, fitChainMixture } from '../../../src/learn/chain/mixture-of-chains.js'
import { createRng } from '../../../src/random/rng.js'
import { type Law, shareBound, symbolSequences, walk } from './support.js'

const laws: readonly Law[] = [
  // Stays where it is; goes round.
  (past) => (past.length === 0 ? [0.8, 0.1, 0.1] : [0, 1, 2].map((symbol) => (symbol === past.at(-1) ? 0.8 : 0.1))),
  (past) => (past.length === 0 ? [0.2, 0.2, 0.6] : [0, 1, 2].map((symbol) => (symbol === ((past.at(-1) as number) + 1) % 3 ? 0.7 : 0.15))),
]
const rng = createRng(1)
const kinds = Array.from({ length: 1500 }, () => (rng.uniform() < 0.3 ? 0 : 1))
const walks = kinds.map((kind) => walk(20, laws[kind] as Law, rng))
const sequences = symbolSequences(walks, 3)
const mixture = fitChainMixture(sequences, createRng(2), { components: 2, ends: false })
/** The component whose chain stays. */
const staying = (mixture.transitions[0] as number) > 0.5 ? 0 : 1
const componentOf = (kind: number): number => (kind === 0 ? staying : 1 - staying)

test('two chains that were mixed come back, and so does how many sequences follow each', () => {
  for (const kind of [0, 1]) {
    const k = componentOf(kind)
    const share = kind === 0 ? 0.3 : 0.7
    const followers = share * 1500
    expect(Math.abs((mixture.weights[k] as number) - share)).toBeLessThan(shareBound(share, 1500))
    for (const [symbol, p] of (laws[kind] as Law)([]).entries()) {
      expect(Math.abs((mixture.first[k * 3 + symbol] as number) - p)).toBeLessThan(shareBound(p, followers))
    }
    for (let from = 0; from < 3; from++) {
      for (const [to, p] of (laws[kind] as Law)([from]).entries()) {
        const found = mixture.transitions[(k * 3 + from) * 3 + to] as number
        // Each symbol is left about 19 / 3 times by a follower.
        expect(Math.abs(found - p)).toBeLessThan(shareBound(p, (followers * 19) / 3))
      }
    }
  }
})

test('sequences are told apart', () => {
  const right = kinds.filter((kind, i) => (mixture.shares[2 * i + componentOf(kind)] as number) > 0.5).length
  // By the true laws, 19 events tell all but some in a thousand apart.
  expect(right / kinds.length).toBeGreaterThan(0.99)
})

test('half an event, spread evenly, joins those that were seen: nothing becomes impossible, and little changes', () => {
  // After 0: 1 twice. After 1: 0 once. Nothing after 2.
  const { first, transitions } = fitChainMixture(symbolSequences([[0, 1, 0, 1]], 3), createRng(1), { components: 1, ends: false })
  const smoothed = (counts: readonly number[]) => {
    const total = counts.reduce((sum, count) => sum + count, 0)
    return counts.map((count) => expect.closeTo((count + 0.5 / 3) / (total + 0.5), 12))
  }
  expect([...first]).toEqual(smoothed([1, 0, 0]))
  expect([...transitions]).toEqual([...smoothed([0, 2, 0]), ...smoothed([1, 0, 0]), ...smoothed([0, 0, 0])])
})

test('the log likelihood and the shares are those of the parameters', () => {
  const { weights, first, transitions } = mixture
  let total = 0
  for (const [i, codes] of walks.entries()) {
    const likelihoods = Array.from(weights, (weight, k) =>
      codes.reduce((p, code, at) => {
        return p * (at === 0 ? (first[k * 3 + code] as number) : (transitions[(k * 3 + (codes[at - 1] as number)) * 3 + code] as number))
      }, weight),
    )
    const sum = likelihoods.reduce((all, own) => all + own, 0)
    total += Math.log(sum)
    expect(Math.abs((mixture.shares[2 * i] as number) - (likelihoods[0] as number) / sum)).toBeLessThan(1e-9)
  }
  expect(Math.abs(mixture.logLikelihood / total - 1)).toBeLessThan(1e-10)
})

test('two chains explain the sequences better than one, and a third hardly adds to that', () => {
  const [one, three] = [1, 3].map((components) => fitChainMixture(sequences, createRng(3), { components, ends: false })) as [
    ChainMixture,
    ChainMixture,
  ]
  expect(mixture.logLikelihood - one.logLikelihood).toBeGreaterThan(1000)
  // Nine parameters more: twice the gain has a chi-squared distribution of about so many degrees, which exceeds 60 once in a billion times.
  expect(three.logLikelihood - mixture.logLikelihood).toBeLessThan(30)
})

test('ends are a symbol of their own, and chances are those of the counts', () => {
  const own = symbolSequences([[0, 1], [0], [0, 1, 1]], 2)
  const { transitions, first, weights } = fitChainMixture(own, createRng(1), { components: 1, ends: true })
  expect(weights).toEqual(Float64Array.of(1))
  const close = (found: Float64Array, counts: readonly number[], spread: number): void => {
    const total = counts.reduce((sum, count) => sum + count, 0) + 0.5
    for (const [i, count] of counts.entries()) expect(found[i]).toBeCloseTo((count + 0.5 / spread) / total, 12)
  }
  close(first, [3, 0], 2)
  close(transitions.subarray(0, 3), [0, 2, 1], 3)
  close(transitions.subarray(3), [0, 1, 2], 3)
})

test('long sequences do not underflow', () => {
  const long = symbolSequences([walk(5000, laws[0] as Law, rng), walk(5000, laws[1] as Law, rng)], 3)
  const { shares, logLikelihood } = fitChainMixture(long, createRng(1), { components: 2, ends: false })
  expect(Number.isFinite(logLikelihood)).toBe(true)
  expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true)
})
