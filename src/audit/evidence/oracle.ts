import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'

// What the accounting is held against: the same laws by other ways, that share no line with `dp/accounting/accounting`.

const golden = (Math.sqrt(5) - 1) / 2
/** Golden section over 80 is then down to 1e-16, and halving to less than a double tells apart. */
const steps = 95

/**
 * The log of the infimum over alpha > 1 of exp((alpha - 1)(alpha rho - epsilon)) (1 - 1 / alpha)^alpha / (alpha - 1), by golden section over
 * ln(alpha - 1): the log is convex in alpha, so that there is one minimum. At most 0.
 * @see Canonne, Kamath, Steinke, 2020, The Discrete Gaussian for Differential Privacy, corollary 13
 */
export function lnDeltaOf(rho: number, epsilon: number): number {
  const at = (u: number): number => {
    const over = exp(u)
    return over * ((1 + over) * rho - epsilon) - (1 + over) * Math.log1p(1 / over) - u
  }
  let [low, high] = [-40, 40]
  for (let i = 0; i < steps; i++) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)]
    if (at(left) < at(right)) high = right
    else low = left
  }
  return Math.min(0, at((low + high) / 2))
}

/** The greatest rho whose delta at epsilon is no more than that. */
export function greatestRho(epsilon: number, delta: number): number {
  return boundary((rho) => lnDeltaOf(rho, epsilon) <= ln(delta), epsilon + 1)
}

/** The least epsilon at which rho costs no more than delta. */
export function leastEpsilon(rho: number, delta: number): number {
  if (rho <= 0) return 0
  return boundary((epsilon) => lnDeltaOf(rho, epsilon) > ln(delta), rho + 2 * Math.sqrt(rho * -ln(delta)))
}

/** Where what holds at 0 ceases to. */
function boundary(holds: (x: number) => boolean, most: number): number {
  let [low, high] = [0, most]
  for (let i = 0; i < steps; i++) {
    const middle = (low + high) / 2
    if (holds(middle)) low = middle
    else high = middle
  }
  return low
}

/** Chances of the whole numbers from -most to most under the discrete Gaussian; what lies beyond is less than 1e-300 for `most` of 40 spreads. */
export function discreteGaussianLaw(variance: number, most: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * most + 1 }, (_, i) => exp(-((i - most) * (i - most)) / (2 * variance)))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight) => weight / total)
}

/** The chance that the discrete Gaussian is above a number, or equal to it. */
export function discreteGaussianFrom(variance: number, least: number): number {
  // Beyond it there is less than 1e-40.
  const reach = Math.ceil(14 * Math.sqrt(variance)) + 2
  let [all, above] = [0, 0]
  // The smallest first, so that no tail is lost.
  for (let x = reach; x >= -reach; x--) {
    const weight = exp(-(x * x) / (2 * variance))
    all += weight
    if (x >= least) above += weight
  }
  return above / all
}
