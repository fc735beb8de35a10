import { OptionError } from '../errors.js'
import type { Synthesizer } from './synthesizer.js'

/** Models by name, each loaded when it is first asked for: a page that fits one of them doesn't wait for the others. */
const loaders: Readonly<Record<string, () => Promise<Synthesizer>>> = {
  'sequential-trees': async () => (await import('./sequential-trees/index.js')).sequentialTrees,
  'bayesian-network': async () => (await import('./bayesian-network/index.js')).bayesianNetwork as Synthesizer,
  mixture: async () => (await import('./mixture/index.js')).mixture as Synthesizer,
  'gaussian-copula': async () => (await import('./gaussian-copula/index.js')).gaussianCopula as Synthesizer,
  kde: async () => (await import('./kde/index.js')).kde as Synthesizer,
  'markov-chain': async () => (await import('./markov-chain/index.js')).markovChain as Synthesizer,
  arf: async () => (await import('./arf/index.js')).arf as Synthesizer,
  smote: async () => (await import('./smote/index.js')).smote as Synthesizer,
  independent: async () => (await import('./independent.js')).independent as Synthesizer,
  bootstrap: async () => (await import('./bootstrap.js')).bootstrap as Synthesizer,
  mst: async () => (await import('./mst.js')).mst as Synthesizer,
  aim: async () => (await import('./aim.js')).aim as Synthesizer,
  // Not learned from rows, so that nobody can choose it for them: see `describedModel`.
  description: async () => (await import('./description/index.js')).description as Synthesizer,
}

export const defaultModel = 'sequential-trees'

const loaded = new Map<string, Synthesizer>()

/** Makes them known to `loadedModel`. */
export function keepLoaded(models: readonly Synthesizer[]): void {
  for (const model of models) loaded.set(model.name, model)
}

/** The model of that name; throws an OptionError that names the others. */
export async function loadModel(name: string): Promise<Synthesizer> {
  const known = loaded.get(name)
  if (known) return known
  if (!Object.hasOwn(loaders, name)) throw noSuchModel(name)
  const model = await loaders[name]()
  keepLoaded([model])
  return model
}

/** The same where something before has loaded it. */
export function loadedModel(name: string): Synthesizer {
  const model = loaded.get(name)
  if (model) return model
  if (!Object.hasOwn(loaders, name)) throw noSuchModel(name)
  throw new RangeError(`the model ${name} is used before it is loaded`)
}

function noSuchModel(name: string): OptionError {
  return new OptionError(
    'model',
    `there is no model '${name}'; choose one of ${Object.keys(loaders)
      .filter((known) => known !== 'description')
      .join(', ')}`,
  )
}
