import { FitError, OptionError } from '../../errors.js'

/** A fit for models that are never fitted without a privacy budget: refuses in words. */
export function needsBudget(model: string): () => Promise<never> {
  return async () => {
    throw new FitError(
      model,
      'is a model with differential privacy and needs a budget; give epsilon (--epsilon 1 is common) and a public schema',
    )
  }
}

/** Throws where one of these options has been given a value that a private fit would not heed. */
export function refuseOptions<Options>(
  model: string,
  defaults: Options,
  options: Options,
  names: readonly (keyof Options & string)[],
): void {
  const changed = names.filter((name) => JSON.stringify(options[name]) !== JSON.stringify(defaults[name]))
  if (changed.length === 0) return
  throw new OptionError('options', `${model} does not heed ${changed.join(', ')} when it is fitted with differential privacy; leave it out`)
}

/** What the file of a model that was fitted with differential privacy gives away, in one sentence. */
export const privateReveals =
  'Noisy counts that were paid for and what follows from them: within the budget, nobody can tell whether any one unit was in the data.'
