import { z } from 'zod'
import { settingsOf, type TreesSettings, treesOptions } from '../sequential-trees/options.js'

export const relationalOptions = z.strictObject({
  leaf: z.int().min(1).default(10).describe('fewest rows in a leaf: more is more private, fewer is closer to the data'),
  trees: z.int().min(1).max(100).default(10).describe('trees per column; each row is drawn from one of them'),
  classes: z.int().min(2).max(256).default(64).describe('kinds of rows, at most, among which a second parent is found'),
  second: z.boolean().default(true).describe('draw what the children of a second parent have in common with the parent itself'),
  extremes: z.boolean().default(false).describe('let the least and greatest values of a number column appear as they are'),
})
export type RelationalOptions = z.infer<typeof relationalOptions>

/** How the trees of single columns are grown. */
export function treeSettings({ leaf, trees, extremes }: RelationalOptions): TreesSettings {
  const options = treesOptions.parse({ leaf, trees, extremes, boosting: false, blend: false, bagging: trees === 1 ? 1 : 0.632 })
  return settingsOf(options, 0)
}
