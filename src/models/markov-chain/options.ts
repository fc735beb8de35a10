import * as z from 'zod'
import { settingsOf, type TreesSettings, treesOptions } from '../sequential-trees/options.js'

const auto = z.literal('auto')

export const chainOptions = z.strictObject({
  state: z
    .string()
    .default('auto')
    .describe(
      'columns, separated by commas, whose values are the state of the chain; auto: the column of levels that is hardest to foretell',
    ),
  by: z
    .enum(['auto', 'chain', 'trees'])
    .default('auto')
    .describe(
      'what says the next state: chain, the states before it; trees, everything before it; auto: the chain where the state is all that changes or an option for it is set, else trees',
    ),
  memory: z
    .union([auto, z.int().min(0).max(20)])
    .default('auto')
    .describe('rows back on which the next state depends; auto: up to 6, each past only as far back as it tells something'),
  smoothing: z.enum(['dirichlet', 'kneser-ney']).default('dirichlet').describe('how pasts that were seen rarely borrow from shorter ones'),
  pseudoRows: z.number().gt(0).max(1000).default(1).describe('for dirichlet: after each past, so many rows more as if by the shorter past'),
  components: z.int().min(1).max(50).default(1).describe('kinds of sequences, each with a chain of its own'),
  bins: z.int().min(2).max(64).default(8).describe('states that a column of numbers is cut into, at most'),
  length: z
    .enum(['ahead', 'stop'])
    .default('ahead')
    .describe(
      'ahead: the number of rows is drawn first, and the rows go by it; stop: the chain says after each row whether it was the last',
    ),
  leaf: z.int().min(1).default(12).describe('fewest rows in a leaf of the trees: more is more private, fewer is closer to the data'),
  trees: z.int().min(1).max(100).default(4).describe('trees per column; each value is drawn from one of them'),
})
export type ChainOptions = z.infer<typeof chainOptions>

/** Whether only the chain can do what these options ask for. */
export function asksForChain({ memory, components, length, by }: ChainOptions): boolean {
  return by === 'chain' || (by === 'auto' && (memory !== 'auto' || components > 1 || length === 'stop'))
}

/** As far back as `memory: 'auto'` looks. */
export const mostMemory = 6

/** The share of the rows that each tree sees: alone, it sees all. */
export function baggingOf(trees: number): number {
  return trees === 1 ? 1 : 0.632
}

/** How the trees of single columns are grown. */
export function treeSettings({ leaf, trees }: ChainOptions): TreesSettings {
  return settingsOf(treesOptions.parse({ leaf, trees, boosting: false, blend: false, bagging: baggingOf(trees) }), 0)
}
