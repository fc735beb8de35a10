import { sorted } from '../../../stats/order/sorted.js'
import { kolmogorovAbove } from '../../../stats/tests/kolmogorov-smirnov.js'

/** How the plausibilities of synthetic rows lie among those of real ones. */
export interface PpCurve {
  /** 1 - twice the area between the curve and the diagonal: 1 on the diagonal, 0 where all rows of one table are more plausible than all of the other. */
  readonly score: number
  /** From -1, all synthetic rows are less plausible than all real ones, to 1, all are more plausible. */
  readonly deviation: number
  /** Kolmogorov and Smirnov's: the greatest distance of the curve from the diagonal, 0 to 1. */
  readonly distance: number
  /** How probable such a distance is for two samples of one distribution. */
  readonly p: number
  /** Points of the curve: the share of real rows, and that of synthetic ones, which are at most so plausible. From 0, 0 to 1, 1. */
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** Points of a curve that are told. */
const mostPoints = 100

/**
 * The pp-curve of two samples of log densities, `-Infinity` being the least of all: for every threshold the shares of both that lie
 * at or below it, joined by straight lines. The deviation is 2 P(synthetic > real) - 1, ties half. Neither sample may be empty.
 * @see Wilk and Gnanadesikan, 1968, Probability plotting methods for the analysis of data
 */
export function ppCurve(real: Float64Array, synthetic: Float64Array): PpCurve {
  const points = pointsOf(sorted(real), sorted(synthetic))
  let area = 0
  let signed = 0
  let distance = 0
  for (let i = 1; i < points.length; i++) {
    const [from, to] = [points[i - 1], points[i]]
    const width = to.x - from.x
    const [before, after] = [from.y - from.x, to.y - to.x]
    signed += (width * (before + after)) / 2
    area += width * meanDistance(before, after)
    distance = Math.max(distance, Math.abs(after))
  }
  const shown = thinned(points)
  return {
    score: Math.max(0, 1 - 2 * area),
    deviation: Math.max(-1, Math.min(1, 0 - 2 * signed)),
    distance: Math.min(1, distance),
    p: kolmogorovAbove(distance, real.length, synthetic.length),
    x: shown.map(({ x }) => x),
    y: shown.map(({ y }) => y),
  }
}

interface Point {
  readonly x: number
  readonly y: number
}

function pointsOf(real: Float64Array, synthetic: Float64Array): Point[] {
  const points: Point[] = [{ x: 0, y: 0 }]
  let i = 0
  let j = 0
  while (i < real.length || j < synthetic.length) {
    const value = Math.min(real[i] ?? Number.POSITIVE_INFINITY, synthetic[j] ?? Number.POSITIVE_INFINITY)
    while (i < real.length && real[i] <= value) i++
    while (j < synthetic.length && synthetic[j] <= value) j++
    points.push({ x: i / real.length, y: j / synthetic.length })
  }
  return points
}

/** The mean of the absolute values on a straight line from one number to another. */
function meanDistance(before: number, after: number): number {
  if (before * after >= 0) return Math.abs(before + after) / 2
  return (before * before + after * after) / (2 * (Math.abs(before) + Math.abs(after)))
}

function thinned(points: readonly Point[]): Point[] {
  const last = points.length - 1
  if (last < mostPoints) return [...points]
  return Array.from({ length: mostPoints + 1 }, (_, i) => points[Math.round((i * last) / mostPoints)])
}
