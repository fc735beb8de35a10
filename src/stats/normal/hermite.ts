import { normalCdf, normalPdf } from './normal.js'

/** Terms of the expansions: enough for a correlation of 0.9 between two yes-no columns to come out right to 1e-3. */
const hermiteTerms = 40

const roots = Float64Array.from({ length: hermiteTerms + 3 }, (_, k) => Math.sqrt(k))

/** A stretch of the standard normal line on which a transform takes one value. */
export interface ScoreInterval {
  readonly low: number
  readonly high: number
  readonly value: number
}

/**
 * Coefficients 1 to `hermiteTerms` of a transform of a standard normal variable in normalised Hermite polynomials. The transform
 * is constant on each of the steps, which don't overlap, and leaves the variable as it is everywhere else.
 */
export function hermiteCoefficients(steps: readonly ScoreInterval[]): Float64Array {
  const coefficients = new Float64Array(hermiteTerms)
  coefficients[0] = 1
  let low = new Float64Array(hermiteTerms + 2)
  let high = new Float64Array(hermiteTerms + 2)
  let end = Number.NaN
  for (const step of steps) {
    // Most steps begin where the one before ends.
    if (step.low === end) [low, high] = [high, low]
    else edgeTerms(step.low, low)
    edgeTerms(step.high, high)
    end = step.high
    // The integrals of h_k over the step, from k = 0.
    const integral = (k: number) => (k === 0 ? normalCdf(step.high) - normalCdf(step.low) : low[k] - high[k])
    for (let k = 1; k <= hermiteTerms; k++) {
      const identity = roots[k + 1] * integral(k + 1) + roots[k] * integral(k - 1)
      coefficients[k - 1] = coefficients[k - 1] + step.value * integral(k) - identity
    }
  }
  return coefficients
}

/** Fills `terms[k]` with h_{k-1}(z) φ(z) / √k, which is minus the integral of h_k φ up to z. */
function edgeTerms(z: number, terms: Float64Array): void {
  const density = normalPdf(z)
  if (density === 0) {
    terms.fill(0)
    return
  }
  let previous = 0
  let current = density
  for (let k = 1; k < terms.length; k++) {
    terms[k] = current / roots[k]
    const next = (z * current - roots[k - 1] * previous) / roots[k]
    previous = current
    current = next
  }
}

/** Mean of the standard normal distribution between two points: the score of a step. */
export function meanBetween(low: number, high: number, mass: number): number {
  return (normalPdf(low) - normalPdf(high)) / mass
}

/**
 * The correlation of two normal variables whose transforms have this covariance: Mehler's expansion
 * covariance(ρ) = Σ a_k b_k ρ^k, solved for ρ in [-1, 1].
 */
export function latentCorrelation(covariance: number, a: Float64Array, b: Float64Array): number {
  let low = -1
  let high = 1
  if (covariance >= mehler(1, a, b)) return 1
  if (covariance <= mehler(-1, a, b)) return -1
  // The expansion rises with ρ where both transforms rise, as scores do.
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2
    if (mehler(middle, a, b) < covariance) low = middle
    else high = middle
  }
  return (low + high) / 2
}

function mehler(rho: number, a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let k = a.length - 1; k >= 0; k--) sum = rho * (sum + a[k] * b[k])
  return sum
}

/** How fast the covariance of two transforms rises with the correlation of their variables. */
export function covarianceSlope(rho: number, a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let k = a.length; k > 0; k--) sum = rho * sum + k * a[k - 1] * b[k - 1]
  return sum
}
