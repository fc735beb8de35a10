import { OptionError } from '../errors.js'
import { marginalAdherence } from './fidelity/marginal/adherence.js'
import { marginalCoverage } from './fidelity/marginal/coverage.js'
import { marginalShape } from './fidelity/marginal/shape.js'
import { missingPairs } from './fidelity/missingness/pairs.js'
import { missingPatterns } from './fidelity/missingness/patterns.js'
import { missingRates } from './fidelity/missingness/rates.js'
import { pairAssociation } from './fidelity/pairwise/association.js'
import { pairContingency } from './fidelity/pairwise/contingency.js'
import type { Metric } from './metric.js'

/** Every metric, along the spectrum. */
export const metrics: readonly Metric[] = [
  missingRates,
  missingPairs,
  missingPatterns,
  marginalShape,
  marginalCoverage,
  marginalAdherence,
  pairContingency,
  pairAssociation,
]

/** The metrics of these names, along the spectrum; all without names. Throws an OptionError that lists the known ones. */
export function findMetrics(names?: readonly string[]): readonly Metric[] {
  if (!names) return metrics
  const known = metrics.map(({ name }) => name)
  for (const name of names) {
    if (!known.includes(name)) throw new OptionError('metrics', `there is no metric ${name}; there are ${known.join(', ')}`)
  }
  return metrics.filter(({ name }) => names.includes(name))
}
