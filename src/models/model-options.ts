import type { aim } from './aim.js'
import type { arf } from './arf/index.js'
import type { bayesianNetwork } from './bayesian-network/index.js'
import type { bootstrap } from './bootstrap.js'
import type { gaussianCopula } from './gaussian-copula/index.js'
import type { independent } from './independent.js'
import type { kde } from './kde/index.js'
import type { markovChain } from './markov-chain/index.js'
import type { mixture } from './mixture/index.js'
import type { mst } from './mst.js'
import type { sequentialTrees } from './sequential-trees/index.js'
import type { smote } from './smote/index.js'

/** An object without options is spelt out: `{}` would take any. */
type OptionsOf<Model extends { readonly defaults: unknown }> = keyof Model['defaults'] extends never
  ? Readonly<Record<string, never>>
  : Partial<Model['defaults']>

/** The options of each model; what is left out has a default. `rowsmith models` explains them. */
export interface ModelOptions {
  readonly 'sequential-trees': OptionsOf<typeof sequentialTrees>
  readonly 'bayesian-network': OptionsOf<typeof bayesianNetwork>
  readonly mixture: OptionsOf<typeof mixture>
  readonly 'gaussian-copula': OptionsOf<typeof gaussianCopula>
  readonly kde: OptionsOf<typeof kde>
  readonly 'markov-chain': OptionsOf<typeof markovChain>
  readonly arf: OptionsOf<typeof arf>
  readonly smote: OptionsOf<typeof smote>
  readonly independent: OptionsOf<typeof independent>
  readonly bootstrap: OptionsOf<typeof bootstrap>
  readonly mst: OptionsOf<typeof mst>
  readonly aim: OptionsOf<typeof aim>
}

/** The name of a model. */
export type ModelName = keyof ModelOptions

/** A model by its name and its own options; those of the default model where none is named. */
export type ModelChoice =
  | { readonly model?: undefined; readonly options?: ModelOptions['sequential-trees'] }
  | { [Name in ModelName]: { readonly model: Name; readonly options?: ModelOptions[Name] } }[ModelName]
