import { type ErrorRates, epsilonShown, muShown, rateAtMost } from './bounds.js'

/** How well scores tell two tables apart: lower bounds of what the mechanism gave away, each at confidence 1 - alpha. */
export interface Separation {
  /** Of any mechanism, at the delta given. */
  readonly epsilon: number
  /** Of a mechanism of Gaussian noise. */
  readonly mu: number
}

/** Thresholds that are tried. */
const tried = 100

/**
 * What scores of independent runs show: those of one table and those of another that has one privacy unit more; higher speaks for the second. The
 * threshold is chosen on the first half of the runs and judged on the other, so that the choice costs nothing.
 */
export function tellApart(
  without: Float64Array,
  having: Float64Array,
  { alpha, delta }: { readonly alpha: number; readonly delta: number },
): Separation {
  const [a, b] = [halves(without), halves(having)]
  const rates = (threshold: number, x: Float64Array, y: Float64Array): ErrorRates => ({
    falsePositive: rateAtMost(countFrom(x, threshold), x.length, alpha / 2),
    falseNegative: rateAtMost(y.length - countFrom(y, threshold), y.length, alpha / 2),
  })
  const pooled = Float64Array.from([...a.first, ...b.first]).sort()
  const thresholds = Array.from({ length: tried }, (_, i) => pooled[Math.floor(((i + 0.5) / tried) * pooled.length)])
  const best = (show: (rates: ErrorRates) => number): number => {
    const shown = thresholds.map((threshold) => show(rates(threshold, a.first, b.first)))
    const at = thresholds[shown.indexOf(Math.max(...shown))]
    return show(rates(at, a.second, b.second))
  }
  return { epsilon: best((errors) => epsilonShown(errors, delta)), mu: best(muShown) }
}

function halves(scores: Float64Array): { readonly first: Float64Array; readonly second: Float64Array } {
  const middle = scores.length >> 1
  return { first: scores.subarray(0, middle), second: scores.subarray(middle) }
}

function countFrom(scores: Float64Array, threshold: number): number {
  let count = 0
  for (let i = 0; i < scores.length; i++) if (scores[i] >= threshold) count++
  return count
}
