import { compileFormula } from '../constraints/formula.js'
import { aim } from './aim.js'
import { arf } from './arf/index.js'
import { bayesianNetwork } from './bayesian-network/index.js'
import { bootstrap } from './bootstrap.js'
import { description } from './description/index.js'
import { gaussianCopula } from './gaussian-copula/index.js'
import { independent } from './independent.js'
import { kde } from './kde/index.js'
import { keepLoaded, loadedModel } from './loaded.js'
import { keepParts } from './loaded-parts.js'
import { completeRows } from './made-anew/complete-rows.js'
import { markovChain } from './markov-chain/index.js'
import { mixture } from './mixture/index.js'
import { mst } from './mst.js'
import { acceptorOf } from './rules/acceptance.js'
import { sequentialTrees } from './sequential-trees/index.js'
import { smote } from './smote/index.js'
import type { Synthesizer } from './synthesizer.js'

/** Every model that needs nothing but a table. Command line, help, tests and benchmarks follow from this list. */
export const models: readonly Synthesizer[] = [
  sequentialTrees,
  bayesianNetwork,
  mixture,
  gaussianCopula,
  kde,
  markovChain,
  arf,
  smote,
  independent,
  bootstrap,
]

/** Models that can only be fitted with a privacy budget and a public schema (see `FitOptions.privacy`). */
export const privateModels: readonly Synthesizer[] = [mst, aim]

keepLoaded([...models, ...privateModels, description as Synthesizer])
keepParts({ acceptorOf, compileFormula, completeRows })

/** The model of that name; throws an OptionError that names the others. */
export const findModel = loadedModel
