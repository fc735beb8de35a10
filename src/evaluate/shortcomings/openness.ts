import type { ScoreDetail } from '../evaluation.js'
import { shortfall } from './finding.js'

/**
 * A change that matters, as a share of how open the outcome really is: two tables of 2,000 real rows differ by up to 0.13. And an
 * outcome so certain that shares of it mean nothing.
 */
const leastChange = 0.2
const certain = 1e-3

/**
 * By what share the outcome of a column, given all others, is more open (above 0) or less (below 0) to what synthetic rows teach than to
 * what real rows teach; 0 where the two agree as well as two tables of real rows do. Takes a detail of `conditional-agreement`.
 */
export function opennessOf(detail: ScoreDetail): number {
  const { real = 0, synthetic = 0 } = detail
  // Predictions that agree within a hundredth may still differ in how open they are; chance is what has to be ruled out here.
  if (shortfall(detail, 0.005) === 0 || Math.max(real, synthetic) < certain) return 0
  const change = (synthetic - real) / Math.max(real, certain)
  return Math.abs(change) < leastChange ? 0 : Math.max(-1, Math.min(1, change))
}
