import * as z from 'zod/mini'
import { describe } from 'zod/v4/core'
import { knotsOption } from '../shell/knots-option.js'
import { networkDefaults } from './settings.js'

const edges = z._default(z.union([z.string(), z.array(z.tuple([z.string(), z.string()]))]), networkDefaults.required)

export const networkOptions = z.strictObject({
  structure: z
    ._default(z.enum(['search', 'chow-liu', 'tan']), networkDefaults.structure)
    .check(
      describe(
        'how edges are found: search (adding, removing and turning them), chow-liu (the best tree) or tan (the best tree given the target)',
      ),
    ),
  score: z
    ._default(z.enum(['aic', 'bic', 'mdl']), networkDefaults.score)
    .check(
      describe(
        'price of a parameter: 1 (aic, most faithful), or half the log of the rows (bic, mdl: fewer edges); aic and mdl also charge for naming a split',
      ),
    ),
  parents: z
    ._default(z.int().check(z.gte(1), z.lte(16)), networkDefaults.parents)
    .check(describe('most columns that one depends on directly, for search')),
  bins: z
    ._default(z.int().check(z.gte(2), z.lte(256)), networkDefaults.bins)
    .check(describe('about as many states for a column of numbers')),
  levels: z
    ._default(z.int().check(z.gte(2), z.lte(1024)), networkDefaults.levels)
    .check(describe('most states for a column of levels; the rarest share one')),
  smoothing: z
    ._default(z.number().check(z.gte(0), z.lte(1e6)), networkDefaults.smoothing)
    .check(describe('imaginary rows, per level, that draw a distribution towards the one it was split from; 0 for none')),
  required: edges.check(describe('edges that must be there, for search: from -> to; from -> to')),
  forbidden: edges.check(describe('edges that must not be there, for search: from -> to; from -> to')),
  knots: knotsOption(networkDefaults.knots),
})

export type NetworkOptions = z.infer<typeof networkOptions>
