import type { Judged } from '../evaluation.js'
import { worseDetails } from './finding.js'
import type { Named } from './guilty.js'

/**
 * A change that matters, as a share of how open the outcome really is: two tables of 2,000 real rows differ by up to 0.13. And an
 * outcome so certain that shares of it mean nothing.
 */
const leastChange = 0.2
const certain = 1e-3

/**
 * By what share the outcome of a column, given all others, is more open (above 0) or less (below 0) to what synthetic rows teach than to
 * what real rows teach, for each column where the two differ by more than chance and enough to matter. A column that is only off with a guilty
 * one isn't named: it goes along with what is.
 */
export function opennessOf(evaluation: Judged, { partners }: Named): { readonly name: string; readonly change: number }[] {
  // Predictions that agree within a hundredth may still differ in how open they are; chance is what has to be ruled out here.
  return worseDetails(evaluation, 'conditional-agreement', 0.005).flatMap(({ columns: [name = ''], real = 0, synthetic = 0 }) => {
    if (partners.has(name) || Math.max(real, synthetic) < certain) return []
    const change = (synthetic - real) / Math.max(real, certain)
    return Math.abs(change) < leastChange ? [] : [{ name, change: Math.max(-1, Math.min(1, change)) }]
  })
}
