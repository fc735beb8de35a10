import * as z from 'zod'
import { knotsOption } from '../shell/margin-words.js'

const edges = z.union([z.string(), z.array(z.tuple([z.string(), z.string()]))]).default('')

export const networkOptions = z.strictObject({
  structure: z
    .enum(['search', 'chow-liu', 'tan'])
    .default('search')
    .describe(
      'how edges are found: search (adding, removing and turning them), chow-liu (the best tree) or tan (the best tree given the target)',
    ),
  score: z
    .enum(['aic', 'bic', 'mdl'])
    .default('aic')
    .describe(
      'price of a parameter: 1 (aic, most faithful), or half the log of the rows (bic, mdl: fewer edges); aic and mdl also charge for naming a split',
    ),
  parents: z.int().min(1).max(16).default(4).describe('most columns that one depends on directly, for search'),
  bins: z.int().min(2).max(256).default(32).describe('about as many states for a column of numbers'),
  levels: z.int().min(2).max(1024).default(64).describe('most states for a column of levels; the rarest share one'),
  smoothing: z
    .number()
    .min(0)
    .max(1e6)
    .default(1)
    .describe('imaginary rows, per level, that draw a distribution towards the one it was split from; 0 for none'),
  required: edges.describe('edges that must be there, for search: from -> to; from -> to'),
  forbidden: edges.describe('edges that must not be there, for search: from -> to; from -> to'),
  knots: knotsOption,
})

export type NetworkOptions = z.infer<typeof networkOptions>
