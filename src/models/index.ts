import { OptionError } from '../errors.js'
import { aim } from './aim.js'
import { arf } from './arf.js'
import { bayesianNetwork } from './bayesian-network.js'
import { bootstrap } from './bootstrap.js'
import { gaussianCopula } from './gaussian-copula.js'
import { independent } from './independent.js'
import { kde } from './kde.js'
import { markovChain } from './markov-chain.js'
import { mixture } from './mixture.js'
import { mst } from './mst.js'
import { sequentialTrees } from './sequential-trees.js'
import { smote } from './smote.js'
import type { Synthesizer } from './synthesizer.js'

/** Every model. Command line, help, tests and benchmarks follow from this list. */
export const models: readonly Synthesizer[] = [
  sequentialTrees,
  bayesianNetwork,
  mixture,
  gaussianCopula,
  kde,
  markovChain,
  arf,
  smote,
  mst,
  aim,
  independent,
  bootstrap,
]

export const defaultModel = sequentialTrees.name

/** The model of that name; throws an OptionError that names the others. */
export function findModel(name: string): Synthesizer {
  const model = models.find((model) => model.name === name)
  if (!model) throw new OptionError('model', `there is no model '${name}'; choose one of ${models.map((model) => model.name).join(', ')}`)
  return model
}
