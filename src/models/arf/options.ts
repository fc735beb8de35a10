import * as z from 'zod/mini'
import { describe } from 'zod/v4/core'
import { arfDefaults } from './settings.js'

export const arfOptions = z.strictObject({
  trees: z
    ._default(z.int().check(z.gte(1), z.lte(1000)), arfDefaults.trees)
    .check(describe('trees of the forest; each row is drawn from one leaf of one of them')),
  leaf: z
    ._default(z.int().check(z.gte(1)), arfDefaults.leaf)
    .check(describe('fewest real rows in a leaf: more is more private, fewer is closer to the data')),
  rounds: z
    ._default(z.int().check(z.gte(1), z.lte(100)), arfDefaults.rounds)
    .check(describe('most forests that are grown, each against the rows of the one before')),
  tolerance: z
    ._default(z.number().check(z.gte(0), z.lte(0.5)), arfDefaults.tolerance)
    .check(describe('accuracy above one half at which made rows count as real')),
})
export type ArfOptions = z.infer<typeof arfOptions>
