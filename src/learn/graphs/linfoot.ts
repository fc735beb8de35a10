import exp from '@stdlib/math-base-special-exp'

/** Mutual information as a coefficient from 0 to 1 that is |correlation| for two normal columns. @see Linfoot 1957, An informational measure of correlation */
export function linfoot(information: number): number {
  return Math.sqrt(1 - exp(-2 * information))
}
