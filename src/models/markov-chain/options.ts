import * as z from 'zod/mini'
import { describe } from 'zod/v4/core'
import { chainDefaults } from './settings.js'

const auto = z.literal('auto')

export const chainOptions = z.strictObject({
  state: z
    ._default(z.string(), chainDefaults.state)
    .check(
      describe(
        'columns, separated by commas, whose values are the state of the chain; auto: the column of levels that is hardest to foretell',
      ),
    ),
  by: z
    ._default(z.enum(['auto', 'chain', 'trees']), chainDefaults.by)
    .check(
      describe(
        'what says the next state: chain, the states before it; trees, everything before it; auto: the chain where the state is all that changes or an option for it is set, else trees',
      ),
    ),
  memory: z
    ._default(z.union([auto, z.int().check(z.gte(0), z.lte(20))]), chainDefaults.memory)
    .check(describe('rows back on which the next state depends; auto: up to 6, each past only as far back as it tells something')),
  smoothing: z
    ._default(z.enum(['dirichlet', 'kneser-ney']), chainDefaults.smoothing)
    .check(describe('how pasts that were seen rarely borrow from shorter ones')),
  pseudoRows: z
    ._default(z.number().check(z.gt(0), z.lte(1000)), chainDefaults.pseudoRows)
    .check(describe('for dirichlet: after each past, so many rows more as if by the shorter past')),
  components: z
    ._default(z.int().check(z.gte(1), z.lte(50)), chainDefaults.components)
    .check(describe('kinds of sequences, each with a chain of its own')),
  bins: z
    ._default(z.int().check(z.gte(2), z.lte(64)), chainDefaults.bins)
    .check(describe('states that a column of numbers is cut into, at most')),
  length: z
    ._default(z.enum(['ahead', 'stop']), chainDefaults.length)
    .check(
      describe(
        'ahead: the number of rows is drawn first, and the rows go by it; stop: the chain says after each row whether it was the last',
      ),
    ),
  leaf: z
    ._default(z.int().check(z.gte(1)), chainDefaults.leaf)
    .check(describe('fewest rows in a leaf of the trees: more is more private, fewer is closer to the data')),
  trees: z
    ._default(z.int().check(z.gte(1), z.lte(100)), chainDefaults.trees)
    .check(describe('trees per column; each value is drawn from one of them')),
})
export type ChainOptions = z.infer<typeof chainOptions>
