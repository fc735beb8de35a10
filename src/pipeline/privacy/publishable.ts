import { PrivacyError } from '../../errors.js'
import type { FittedModel } from '../../models/synthesizer.js'
import { describeModel } from '../jobs/queries/describe.js'

/**
 * Throws a PrivacyError where a model file would hold values of single training rows: rows or cells as they were, or, where rare ones weren't suppressed, levels and
 * extremes that one row alone may have. A private fit holds nothing but what was released.
 */
export function checkPublishable(model: FittedModel, where: string, suppressed: number | undefined): void {
  if (model.privacy) return
  const { holds, reveals } = describeModel(model)
  if (holds !== 'summaries') {
    throw new PrivacyError(
      where,
      `holds ${holds === 'rows' ? 'training rows' : 'values of training rows'} and is not written as publishable (${model.model}: ${reveals}); publish rows drawn from it, fit with --epsilon, or choose gaussian-copula or independent`,
    )
  }
  if (suppressed === undefined) {
    throw new PrivacyError(
      where,
      `holds every level and the least and greatest values, which may be one person's, and is not written as publishable; add --suppress-rare 10, or fit with --epsilon`,
    )
  }
}
