import { FitError } from '../../errors.js'

/** A fit for models that are never fitted without a privacy budget: refuses in words. */
export function needsBudget(model: string): () => Promise<never> {
  return async () => {
    throw new FitError(
      model,
      'is a model with differential privacy and needs a budget; give epsilon (--epsilon 1 is common) and a public schema',
    )
  }
}
