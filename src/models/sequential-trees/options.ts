import * as z from 'zod/mini'
import { describe } from 'zod/v4/core'
import { fidelities, treesDefaults } from './settings.js'

/** What an option that is left alone stands for. */
const auto = z.literal('auto')

export const treesOptions = z.strictObject({
  fidelity: z
    ._default(z.enum(fidelities), treesDefaults.fidelity)
    .check(
      describe(
        'high: closest to the rows; balanced: no nearer to them than to others like them; private: further away; fast: one tree a column, several times as fast, nearer to the rows than balanced. It sets what is auto',
      ),
    ),
  leaf: z
    ._default(z.union([auto, z.int().check(z.gte(1))]), treesDefaults.leaf)
    .check(describe('fewest rows in a leaf: more is more private, fewer is closer to the data; auto: 5, 12, 40 or 17 by fidelity')),
  trees: z
    ._default(z.union([auto, z.int().check(z.gte(1), z.lte(100))]), treesDefaults.trees)
    .check(describe('trees per column; each row is drawn from one of them; auto: 10, or 1 if fidelity is fast')),
  bagging: z
    ._default(z.union([auto, z.number().check(z.gt(0), z.lte(1))]), treesDefaults.bagging)
    .check(describe('share of the rows that each tree sees; auto: 0.632, or 1 if fidelity is fast')),
  boosting: z
    ._default(z.union([auto, z.boolean()]), treesDefaults.boosting)
    .check(
      describe(
        'let boosted trees learn a column of levels, alone or in a blend, where they foretell unseen rows better; auto: if fidelity is balanced or private',
      ),
    ),
  blend: z
    ._default(z.union([auto, z.boolean()]), treesDefaults.blend)
    .check(
      describe(
        'draw each column from a blend of laws by what foretells unseen rows best: donors of leaves of several sizes that had no part in growing the tree, donors moved to where a row is to be expected, boosted trees; auto: if fidelity is balanced or private and there are fewer than 10,000 rows',
      ),
    ),
  smoothing: z
    ._default(z.boolean(), treesDefaults.smoothing)
    .check(describe('spread rare numbers over their neighbours instead of repeating them')),
  collapse: z
    ._default(z.union([auto, z.int().check(z.gte(1))]), treesDefaults.collapse)
    .check(describe('levels of fewer rows than this are never written; auto: 10 if fidelity is private, else 1')),
  extremes: z
    ._default(z.union([auto, z.boolean()]), treesDefaults.extremes)
    .check(describe('let the least and greatest values of a number column appear as they are; auto: only if fidelity is high')),
  order: z
    ._default(z.union([z.string(), z.array(z.string())]), '')
    .check(describe('columns to draw first, separated by commas; targets come first without it')),
  orders: z
    ._default(z.int().check(z.gte(1), z.lte(10)), treesDefaults.orders)
    .check(describe('orders of the columns to average over, each for a part of the rows')),
})
