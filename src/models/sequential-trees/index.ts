import type * as z from 'zod/mini'
import { Later } from '../later.js'
import { collectRows } from '../shell/cells.js'
import type { Synthesizer } from '../synthesizer.js'
import { sampleTrees } from './draw/sample.js'
import { fitTrees } from './fit/fit.js'
import { namedFirst } from './fit/order.js'
import { leafKnob, type TreesOptions, treesDefaults } from './settings.js'
import type { TreesState } from './state.js'

export const treesQuestions = new Later(() => import('./questions.js'))

/** Each column drawn from trees on the columns before it: the best statistical synthesizer there is. */
export const sequentialTrees: Synthesizer<TreesOptions, TreesState> = {
  name: 'sequential-trees',
  title: 'Sequential trees',
  summary: 'Draws column after column from trees on the columns before it: closest to the data of all models, at a privacy you choose.',
  references: [
    { author: 'Reiter, J. P.', year: 2005, title: 'Using CART to generate partially synthetic public use microdata' },
    { author: 'Nowok, B.; Raab, G. M.; Dibben, C.', year: 2016, title: 'synthpop: Bespoke Creation of Synthetic Data in R' },
    { author: 'Breiman, L.', year: 1996, title: 'Bagging Predictors' },
    {
      author: 'Iosipoi, L.; Vakhrushev, A.',
      year: 2022,
      title: 'SketchBoost: Fast Gradient Boosted Decision Tree for Multioutput Problems',
      url: 'https://arxiv.org/abs/2211.12858',
    },
  ],
  defaults: treesDefaults,
  options: async () => (await import('./options.js')).treesOptions as z.ZodMiniType<TreesOptions>,
  unit: 'row',
  derives: true,

  async fit(source, schema, options, context) {
    return fitTrees(await collectRows(source, context.signal), schema, options, context)
  },

  sampleBlock: sampleTrees,
  logDensity: (...given) => treesQuestions.loaded.treesLogDensity(...given),
  condition: (...given) => treesQuestions.loaded.conditionTrees(...given),
  forConditions: (options, columns) => ({ ...options, order: [...new Set([...columns, ...namedFirst(options.order)])] }),
  impute: (...given) => treesQuestions.loaded.imputeTrees(...given),
  privacyKnob: leafKnob,
  describe: (...given) => treesQuestions.loaded.describeTrees(...given),
  load: (_, use) => (use === 'questions' ? treesQuestions.load() : undefined),
}
