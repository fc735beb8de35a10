import exp from '@stdlib/math-base-special-exp'

const steps = 400
const rate = 0.5
/** Weights that move less than this in a step are where they are to be. */
const settled = 5e-4
/** What one law makes at most so many times as likely as any other says next to nothing of their weights. */
const alike = 1.05
/** What is less likely than this, no law allows: its reciprocal would be no number. */
const impossible = 1e-290

/**
 * The convex combination of laws under which what was observed is likeliest: weights of sum 1, by exponentiated gradients.
 * `likelihoods` has, law by law, how likely each observation is under it; where no law allows one, it counts for nothing.
 *
 * @see Kivinen and Warmuth, 1997, Exponentiated Gradient versus Gradient Descent for Linear Predictors
 * @see Yao et al., 2018, Using Stacking to Average Bayesian Predictive Distributions
 */
export function convexWeights(likelihoods: readonly Float64Array[]): Float64Array {
  const weights = new Float64Array(likelihoods.length).fill(1 / likelihoods.length)
  const laws = likelihoods.length
  const likely = laws < 2 ? new Float64Array(0) : telling(likelihoods)
  const rows = likely.length / laws
  if (likely.length === 0) return weights
  const [slopes, before] = [new Float64Array(weights.length), new Float64Array(weights.length)]
  for (let step = 0; step < steps; step++) {
    slopes.fill(0)
    for (let row = 0; row < rows; row++) {
      let mixed = 0
      for (let q = 0, at = row * laws; q < laws; q++, at++) mixed += weights[q] * likely[at]
      if (mixed < impossible) continue
      const inverse = 1 / (mixed * rows)
      for (let q = 0, at = row * laws; q < laws; q++, at++) slopes[q] += likely[at] * inverse
    }
    let sum = 0
    before.set(weights)
    for (let q = 0; q < laws; q++) {
      weights[q] *= exp(rate * (slopes[q] - 1))
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

/**
 * The observations under which laws differ, row by row: all others leave the weights as they are, and where they are many, as zeros are in a column that is
 * mostly zero, steps would seem to have nowhere to go.
 */
function telling(likelihoods: readonly Float64Array[]): Float64Array {
  const laws = likelihoods.length
  const likely = new Float64Array(laws * (likelihoods[0]?.length ?? 0))
  let at = 0
  for (let row = 0; row * laws < likely.length; row++) {
    let [least, most] = [Number.POSITIVE_INFINITY, 0]
    for (let q = 0; q < laws; q++) {
      const own = likelihoods[q][row]
      likely[at + q] = own
      least = Math.min(least, own)
      most = Math.max(most, own)
    }
    if (most > alike * least) at += laws
  }
  return likely.subarray(0, at)
}
