import { type Rational, roundedDown, roundedUp } from './rational.js'

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
