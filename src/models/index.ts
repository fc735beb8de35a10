import { compileFormula } from '../constraints/formula.js'
import { aim } from './aim.js'
import { arf } from './arf/index.js'
import { bayesianNetwork } from './bayesian-network/index.js'
import { bootstrap } from './bootstrap.js'
import * as calendarWeights from './calendar-weights.js'
import { description } from './description/index.js'
import { gaussianCopula } from './gaussian-copula/index.js'
import { independent } from './independent.js'
import { kde } from './kde/index.js'
import { keepLoaded, loadedModel } from './loaded.js'
import { anewParts, calendarParts, nameParts, ruleParts, sentenceParts, tieParts } from './loaded-parts.js'
import { completeRows } from './made-anew/complete-rows.js'
import { createMarkovMaker } from './made-anew/markov.js'
import { homeReader, saysWhere } from './made-anew/places.js'
import { sexReader } from './made-anew/sex.js'
import { chainQuestions, markovChain, privateChainRows } from './markov-chain/index.js'
import * as rowsOfPrivateChains from './markov-chain/private/sample.js'
import * as questionsOfChains from './markov-chain/questions.js'
import { mixture } from './mixture/index.js'
import { mst } from './mst.js'
import { acceptorOf } from './rules/acceptance.js'
import { acceptedUnits, drawnOfParts, mixedUnits } from './rules/accepted-units.js'
import { sequentialTrees, treesQuestions } from './sequential-trees/index.js'
import * as questionsOfTrees from './sequential-trees/questions.js'
import { smote } from './smote/index.js'
import type { Synthesizer } from './synthesizer.js'
import * as ties from './ties.js'

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
tieParts.keep(ties)
calendarParts.keep(calendarWeights)
ruleParts.keep({ acceptorOf, acceptedUnits, drawnOfParts, mixedUnits, compileFormula })
anewParts.keep({ completeRows })
sentenceParts.keep({ createMarkovMaker })
nameParts.keep({ sexReader, homeReader, saysWhere })
treesQuestions.keep(questionsOfTrees)
chainQuestions.keep(questionsOfChains)
privateChainRows.keep(rowsOfPrivateChains)

/** The model of that name; throws an OptionError that names the others. */
export const findModel = loadedModel
