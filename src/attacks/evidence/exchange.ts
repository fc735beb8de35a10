import type { Rng } from '../../random/rng.js'
import { fisherTail } from '../../stats/tests/binomial.js'

/**
 * Tests by exchange. Where nothing was learned from the training units, training and holdout units came about in the same way, so which of them is which
 * is a matter of chance, whatever the synthetic rows are. Any mark or score of a unit that is found without looking at its side may be tested so, and the
 * test is exact, however the score was searched for.
 *
 * @see Fisher, 1935, The Design of Experiments
 */
export interface ExchangeSides {
  /** Units, or marked ones among them, of the training table. */
  readonly own: number
  /** The same of the holdout. */
  readonly other: number
}

/** How many units carry a mark, those of the training table first. */
export function countMarked(marks: ArrayLike<number>, { own, other }: ExchangeSides): ExchangeSides {
  let [a, c] = [0, 0]
  for (let i = 0; i < own; i++) if (marks[i]) a++
  for (let i = own; i < own + other; i++) if (marks[i]) c++
  return { own: a, other: c }
}

/** Keeps p-values that are the same but for rounding from being taken for different ones. */
const slack = 1 + 1e-9

/**
 * How probable it is that the most telling of several looks at marked units tells so much, and which one that is (-1 without any): Bonferroni, where a look at so few
 * marks that it could never tell as much doesn't count.
 *
 * @see Tarone, 1990, A modified Bonferroni method for discrete data
 */
export function leastTail(looks: readonly ExchangeSides[], sides: ExchangeSides): { readonly p: number; readonly look: number } {
  const tail = (own: number, other: number) => fisherTail(own, sides.own, other, sides.other)
  const found = looks.map(({ own, other }) => tail(own, other))
  const look = found.reduce((best, p, i) => (p < (found[best] ?? 2) ? i : best), -1)
  const least = found[look] ?? 1
  const able = looks.filter(({ own, other }) => {
    const all = Math.min(own + other, sides.own)
    return tail(all, own + other - all) <= least * slack
  })
  return { p: Math.min(1, Math.max(1, able.length) * least), look }
}

/** Units in the narrowest look from the top; each look is twice as wide as the one before. */
const narrowest = 16

/** Looks at the 16, 32, 64 ... units of the greatest scores; those that tie with the last are taken along. A score of -Infinity is never looked at. */
export function topLooks(scores: Float64Array, { own }: ExchangeSides): ExchangeSides[] {
  const order = Int32Array.from(scores.keys())
    .filter((unit) => scores[unit] !== Number.NEGATIVE_INFINITY)
    .sort((a, b) => scores[b] - scores[a] || a - b)
  const looks: ExchangeSides[] = []
  let [a, c, width] = [0, 0, narrowest]
  order.forEach((unit, place) => {
    if (unit < own) a++
    else c++
    const next = order[place + 1]
    if (next === undefined ? order.length === scores.length : place + 1 < width || scores[next] === scores[unit]) return
    looks.push({ own: a, other: c })
    while (width <= place + 1) width *= 2
  })
  return looks
}

const mostExchanges = 4999
/** Exchanges that reach the sum after which no more are made. */
const enough = 50

/**
 * How probable it is that the scores of training units sum up to so much if sides are exchanged at random, by drawing them so; scores of zero cost no time.
 * A probability that is not small is found from few draws, and is exact all the same.
 *
 * @see Besag and Clifford, 1991, Sequential Monte Carlo p-values
 */
export function sumTail(scores: Float64Array, { own, other }: ExchangeSides, rng: Rng): number {
  const held = scores.filter((score) => score !== 0)
  let sum = 0
  for (let i = 0; i < own; i++) sum += scores[i]
  const reached = sum - 1e-9 * Math.max(1, Math.abs(sum))
  let [reaching, exchanges] = [0, 0]
  while (exchanges < mostExchanges && reaching < enough) {
    exchanges++
    if (drawnSum(held, own, own + other, rng) >= reached) reaching++
  }
  return reaching === enough ? reaching / exchanges : (reaching + 1) / (exchanges + 1)
}

/** The sum of those scores that fall to the training side, when its units are drawn from all. */
function drawnSum(scores: Float64Array, own: number, all: number, rng: Rng): number {
  let [sum, left] = [0, own]
  for (let i = 0; i < scores.length && left > 0; i++) {
    if (rng.uniform() * (all - i) >= left) continue
    sum += scores[i]
    left--
  }
  return sum
}
