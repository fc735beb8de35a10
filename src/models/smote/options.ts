import * as z from 'zod/mini'
import { describe } from 'zod/v4/core'
import { smoteDefaults } from './settings.js'

export const smoteOptions = z.strictObject({
  neighbours: z
    ._default(z.int().check(z.gte(1), z.lte(100)), smoteDefaults.neighbours)
    .check(describe('near rows of each row, one of which it is blended with')),
})
export type SmoteOptions = z.infer<typeof smoteOptions>
