import exp from '@stdlib/math-base-special-exp'

const steps = 400
const rate = 0.5
/** Weights that move less than this in a step are where they are to be. */
const settled = 5e-4
/** What is less likely than this, no law allows: its reciprocal would be no number. */
const impossible = 1e-290

/**
 * The convex combination of laws under which what was observed is likeliest: weights of sum 1, by exponentiated gradients. Steps are as long as
 * the laws differ: in a column that is mostly zero they agree on most rows, and the mean over rows would have steps end where they began.
 * `likelihoods` has, law by law, how likely each observation is under it; where no law allows one, it counts for nothing.
 *
 * @see Kivinen and Warmuth, 1997, Exponentiated Gradient versus Gradient Descent for Linear Predictors
 * @see Yao et al., 2018, Using Stacking to Average Bayesian Predictive Distributions
 */
export function convexWeights(likelihoods: readonly Float64Array[]): Float64Array {
  const laws = likelihoods.length
  const weights = new Float64Array(laws).fill(1 / laws)
  const { likely, difference } = byRow(likelihoods)
  if (laws < 2 || difference === 0) return weights
  const [slopes, before] = [new Float64Array(laws), new Float64Array(laws)]
  for (let step = 0; step < steps; step++) {
    slopes.fill(0)
    for (let row = 0; row < likely.length; row += laws) {
      let mixed = 0
      for (let q = 0; q < laws; q++) mixed += weights[q] * likely[row + q]
      if (mixed < impossible) continue
      const inverse = 1 / mixed
      for (let q = 0; q < laws; q++) slopes[q] += likely[row + q] * inverse - 1
    }
    let sum = 0
    before.set(weights)
    for (let q = 0; q < laws; q++) {
      weights[q] *= exp((rate * slopes[q]) / difference)
      sum += weights[q]
    }
    let moved = 0
    for (let q = 0; q < laws; q++) {
      const next = weights[q] / sum
      moved = Math.max(moved, Math.abs(next - before[q]))
      weights[q] = next
    }
    if (moved < settled) break
  }
  return weights
}

/** The likelihoods row by row, and in how many rows the laws differ: one that some law makes twice as likely as another counts as one. */
function byRow(likelihoods: readonly Float64Array[]): { readonly likely: Float64Array; readonly difference: number } {
  const laws = likelihoods.length
  const likely = new Float64Array(laws * (likelihoods[0]?.length ?? 0))
  let difference = 0
  for (let row = 0, at = 0; at < likely.length; row++) {
    let [least, most] = [Number.POSITIVE_INFINITY, 0]
    for (let q = 0; q < laws; q++, at++) {
      const own = likelihoods[q][row]
      likely[at] = own
      least = Math.min(least, own)
      most = Math.max(most, own)
    }
    if (most >= impossible) difference += Math.min(1, most / least - 1)
  }
  return { likely, difference }
}
