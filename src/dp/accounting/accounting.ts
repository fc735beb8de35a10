import exp from '@stdlib/math-base-special-exp'
import ln from '@stdlib/math-base-special-ln'

// Zero-concentrated differential privacy (zCDP): rho adds up over releases. What is rounded here is rounded to the safe side.

/** Doubles err by less than this, relatively, in all that follows. */
const slack = 1e-12
const halvings = 200

/**
 * The least delta for which rho-zCDP implies (epsilon, delta)-differential privacy, within rounding from above: the minimum over
 * alpha > 1 of exp((alpha - 1)(alpha rho - epsilon) + alpha ln(1 - 1 / alpha)) / (alpha - 1). At most 1.
 * @see Canonne, Kamath, Steinke, 2020, The Discrete Gaussian for Differential Privacy, corollary 13
 */
export function deltaOf(rho: number, epsilon: number): number {
  if (rho <= 0) return 0
  let low = 1.01
  let high = (epsilon + 1) / (2 * rho) + 2
  for (let i = 0; i < halvings; i++) {
    const alpha = (low + high) / 2
    if ((2 * alpha - 1) * rho - epsilon + ln(1 - 1 / alpha) < 0) low = alpha
    else high = alpha
  }
  // Any alpha gives a valid bound; this one gives the least.
  const alpha = (low + high) / 2
  return Math.min(1, (exp((alpha - 1) * (alpha * rho - epsilon) + alpha * ln(1 - 1 / alpha)) / (alpha - 1)) * (1 + slack))
}

/** The least epsilon for which rho-zCDP implies (epsilon, delta)-differential privacy, rounded up. */
export function epsilonOf(rho: number, delta: number): number {
  if (rho <= 0) return 0
  let low = 0
  let high = rho + 2 * Math.sqrt(rho * -ln(delta))
  for (let i = 0; i < halvings; i++) {
    const epsilon = (low + high) / 2
    if (deltaOf(rho, epsilon) <= delta) high = epsilon
    else low = epsilon
  }
  return high * (1 + slack)
}

/** The greatest rho whose zCDP implies (epsilon, delta)-differential privacy, rounded down: the budget that may be spent. */
export function rhoOf(epsilon: number, delta: number): number {
  let low = 0
  let high = epsilon + 1
  for (let i = 0; i < halvings; i++) {
    const rho = (low + high) / 2
    if (deltaOf(rho, epsilon) <= delta) low = rho
    else high = rho
  }
  return low * (1 - slack)
}
