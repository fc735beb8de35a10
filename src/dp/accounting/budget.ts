import ln from '@stdlib/math-base-special-ln'
import { approximately, type Rational, roundedDown, roundedUp } from './rational.js'

/** Significant bits of noise parameters: a millionth of the budget is lost at most, and arithmetic stays that of small numbers. */
const bits = 20

/** The least variance, within a millionth, at which a vector of that squared sensitivity per row costs no more than `rho`. */
export function varianceFor(rho: number, squaredSensitivity: number, rowsPerUnit: number): Rational {
  return roundedUp((squaredSensitivity * rowsPerUnit * rowsPerUnit) / (2 * rho), bits)
}

/** The greatest epsilon, within a millionth, at which a choice by the exponential mechanism costs no more than `rho`. */
export function choiceFor(rho: number): Rational {
  return roundedDown(Math.sqrt(8 * rho), bits)
}

/**
 * What noisy counts of values have to exceed, so that values of a single unit alone do with probability `delta` at most: its rows, which may
 * each have another value, plus what noise exceeds that rarely. A discrete Gaussian exceeds t with probability exp(-t^2 / (2 variance)) at most.
 * @see Canonne, Kamath, Steinke, 2020, The Discrete Gaussian for Differential Privacy, corollary 17
 */
export function thresholdFor(variance: Rational, delta: number, rowsPerUnit: number): number {
  const tail = Math.sqrt(2 * approximately(variance) * ln(rowsPerUnit / delta))
  return rowsPerUnit + Math.ceil(tail * (1 + 1e-9))
}
