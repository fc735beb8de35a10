import type { Metric } from '../../../metric.js'
import { meanResult } from '../../details.js'
import { meanOfKnown, refusedAsGiven } from '../as-given.js'
import { sdmetrics } from './release.js'
import { tableStructure } from './structure.js'
import { validityDetails } from './validity.js'

/** The overall score of SDMetrics' DiagnosticReport: the mean of Data Validity and Data Structure. */
export const sdmetricsDiagnostic: Metric = {
  name: 'sdmetrics-diagnostic',
  title: 'Diagnostic (SDMetrics)',
  plain:
    'The overall score of a diagnostic report by SDMetrics: are values possible, and are columns of the right type? Random values within the ranges score 1; our adherence and coverage go together for that reason.',
  references: [sdmetrics],
  family: 'fidelity',
  level: 'marginal',
  implies: 'Q(column) gives no weight to values outside the range or levels of P',
  necessity: 'necessary',
  goal: 'maximize',
  range: [0, 1],
  basis: 'model-free',
  missing: 'Wrong where the real column has none, else left out (numbers) or right (levels).',
  needs: [],
  cost: 'fast',
  sets: ['sdmetrics'],
  asGiven: true,
  floor: 'worst',
  compute(input, context) {
    const refused = refusedAsGiven(input, context)
    if (refused) return refused
    const details = validityDetails(input, context)
    const validity = meanResult(details, '').value
    const structure = tableStructure(input, context)
    return {
      value: meanOfKnown([validity, structure]),
      details,
      parts: [
        { name: 'data-validity', label: 'Data Validity', value: validity },
        { name: 'data-structure', label: 'Data Structure', value: structure },
      ],
    }
  },
}
