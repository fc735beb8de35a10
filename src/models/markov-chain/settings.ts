import { settingsOf, type TreesSettings, treesDefaults } from '../sequential-trees/settings.js'
import type { ChainOptions } from './options.js'

/** What is left out of the options. */
export const chainDefaults = {
  state: 'auto',
  by: 'auto',
  memory: 'auto',
  smoothing: 'dirichlet',
  pseudoRows: 1,
  components: 1,
  bins: 8,
  length: 'ahead',
  leaf: 12,
  trees: 4,
} as const

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
  return settingsOf({ ...treesDefaults, leaf, trees, boosting: false, blend: false, bagging: baggingOf(trees) }, 0)
}
