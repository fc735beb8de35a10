import type { MixedRows } from '../../../learn/neighbours/box-tree.js'
import { upperBound } from '../../../stats/order/sorted.js'
import type { Reference } from '../../metric.js'
import { defineMetric } from '../define-metric.js'
import { referenceOf } from '../results.js'
import { embed } from './embedding.js'
import { mostRowsOfBalls, neighbourhoods } from './prdc.js'

export const alaaPaper: Reference = {
  author: 'Alaa, van Breugel, Saveliev, van der Schaar',
  year: 2022,
  title: 'How Faithful is your Synthetic Data? Sample-level Metrics for Evaluating and Auditing Generative Models',
  url: 'https://arxiv.org/abs/2102.08921',
}

/**
 * 1 - sum |a - P(a)| / sum a over 30 shares a: P(a) is the share of synthetic rows within the ball around the mean of the real rows that
 * holds a share a of these, as it is in fact where rows are equally far. Distances are over ranks of numbers and levels, see `embed`,
 * not over a learned space.
 */
export const alphaPrecision = defineMetric({
  name: 'alpha-precision',
  title: 'Typical rows',
  standardName: 'α-precision',
  plain: 'Are there as many typical and as many unusual rows as there really are? 1 means, from the middle outwards, just as many.',
  references: [alaaPaper],
  level: 'joint',
  implies: 'Q(ball around the real mean) = P(the same), for every radius',
  missing: 'As far from any value as two levels are from each other.',
  cost: 'fast',
  mostRows: 10_000,
  compute(input, context) {
    const [real, synthetic] = embed(referenceOf(input), input.synthetic, context)
    const shells = shellsOf(distancesFromMean(real, real), distancesFromMean(synthetic, real))
    return {
      value: shellScore(shells),
      curves: [
        { name: 'alpha', label: 'Share of synthetic rows within balls that hold a share of the real ones', x: shells.own, y: shells.other },
      ],
    }
  },
})

/** Shares of a table that shells around its centre hold. */
const shells = 30

/** Squared distances from the mean of `around` to each of the rows; levels as corners that are 1 apart. */
export function distancesFromMean(rows: MixedRows, around: MixedRows): Float64Array {
  const distances = new Float64Array(rows.rows)
  for (let c = 0; c < rows.numberColumns; c++) {
    const mean = meanOf(around.numbers, c, around.numberColumns)
    for (let row = 0, at = c; row < rows.rows; row++, at += rows.numberColumns) {
      distances[row] += (rows.numbers[at] - mean) ** 2
    }
  }
  for (let c = 0; c < rows.codeColumns; c++) {
    const shares = sharesOf(around, c)
    let squares = 0
    for (let at = 0; at < shares.length; at++) squares += shares[at] * shares[at]
    for (let row = 0, at = c; row < rows.rows; row++, at += rows.codeColumns) {
      // |corner - mean|² / 2, corners being unit vectors.
      distances[row] += (1 - 2 * (shares[rows.codes[at] + 1] ?? 0) + squares) / 2
    }
  }
  return distances
}

function meanOf(values: Float64Array, from: number, step: number): number {
  let sum = 0
  for (let at = from; at < values.length; at += step) sum += values[at]
  return (sum * step) / values.length
}

/** The share of each code, "missing" first. */
function sharesOf({ rows, codes, codeColumns }: MixedRows, c: number): Float64Array {
  let greatest = -1
  for (let at = c; at < codes.length; at += codeColumns) greatest = Math.max(greatest, codes[at])
  const shares = new Float64Array(greatest + 2)
  for (let at = c; at < codes.length; at += codeColumns) {
    const place = codes[at] + 1
    shares[place] += 1 / rows
  }
  return shares
}

/** For 30 shells around a centre, the innermost first, the share of one table within and that of another. */
interface Shells {
  readonly own: readonly number[]
  readonly other: readonly number[]
}

/** Shells that hold equal shares of `own` distances, from none to all, and the share of `other` ones within. `others`: rows of the other table, counted or not. */
export function shellsOf(own: Float64Array, other: Float64Array, others = other.length): Shells {
  const [a, b] = [own.slice().sort(), other.slice().sort()]
  const radii = Array.from({ length: shells }, (_, i) => a[Math.max(0, Math.ceil((i / (shells - 1)) * a.length) - 1)])
  return {
    own: radii.map((radius) => upperBound(a, radius) / a.length),
    other: radii.map((radius) => upperBound(b, radius) / Math.max(1, others)),
  }
}

/** 1 - the sum of differences over the sum of own shares: 1 where shells hold as much of both. */
export function shellScore({ own, other }: Shells): number {
  let apart = 0
  let all = 0
  own.forEach((share, i) => {
    apart += Math.abs(share - other[i])
    all += share
  })
  return Math.max(0, 1 - apart / all)
}

/**
 * 1 - sum |b - P(b)| / sum b over 30 shares b: P(b) is the share of real rows that a synthetic row lies at least as near to as any other
 * real row does, and that synthetic row within the ball around the mean of the synthetic rows that holds a share b of these. Real rows
 * reach about one half: two draws of one distribution are as often the nearer one. Distances as in `alpha-precision`.
 */
export const betaRecall = defineMetric({
  name: 'beta-recall',
  title: 'Variety of rows',
  standardName: 'β-recall',
  plain:
    'Does every real row, the unusual ones too, have a synthetic row as near as its nearest real one? Two real tables reach about 0.5.',
  references: [alaaPaper],
  level: 'joint',
  implies: 'where P puts rows, Q puts rows as densely',
  missing: 'As far from any value as two levels are from each other.',
  cost: 'full',
  mostRows: mostRowsOfBalls,
  mostDraws: 3,
  *steps(input, context) {
    const { real, synthetic, realNearest, balls } = yield* neighbourhoods(referenceOf(input), input.synthetic, context)
    if (real.rows < 2) return { value: null, reason: 'Needs two real rows or more.' }
    const fromMean = distancesFromMean(synthetic, synthetic)
    const reached: number[] = []
    for (let row = 0; row < real.rows; row++) {
      if (balls.nearest[row] <= realNearest[row]) reached.push(fromMean[balls.nearestAt[row]])
    }
    const shells = shellsOf(fromMean, Float64Array.from(reached), real.rows)
    return {
      value: shellScore(shells),
      curves: [{ name: 'beta', label: 'Share of real rows reached by the synthetic ones within balls', x: shells.own, y: shells.other }],
    }
  },
})
