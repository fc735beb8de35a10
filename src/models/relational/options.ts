import * as z from 'zod/mini'
import { describe } from 'zod/v4/core'
import { settingsOf, type TreesSettings, treesDefaults } from '../sequential-trees/settings.js'

export const relationalOptions = z.strictObject({
  leaf: z._default(z.int().check(z.gte(1)), 10).check(describe('fewest rows in a leaf: more is more private, fewer is closer to the data')),
  trees: z._default(z.int().check(z.gte(1), z.lte(100)), 10).check(describe('trees per column; each row is drawn from one of them')),
  classes: z
    ._default(z.int().check(z.gte(2), z.lte(256)), 64)
    .check(describe('kinds of rows, at most, among which a second parent is found')),
  second: z._default(z.boolean(), true).check(describe('draw what the children of a second parent have in common with the parent itself')),
  extremes: z._default(z.boolean(), false).check(describe('let the least and greatest values of a number column appear as they are')),
})
export type RelationalOptions = z.infer<typeof relationalOptions>

/** How the trees of single columns are grown. */
export function treeSettings({ leaf, trees, extremes }: RelationalOptions): TreesSettings {
  const options = { ...treesDefaults, leaf, trees, extremes, boosting: false, blend: false, bagging: trees === 1 ? 1 : 0.632 }
  return settingsOf(options, 0)
}
