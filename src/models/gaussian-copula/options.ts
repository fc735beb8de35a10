import * as z from 'zod/mini'
import { describe } from 'zod/v4/core'
import { knotsOption } from '../shell/knots-option.js'
import { copulaDefaults } from './settings.js'

export const copulaOptions = z.strictObject({
  knots: knotsOption(copulaDefaults.knots),
  targetWeight: z
    ._default(z.number().check(z.gte(0)), copulaDefaults.targetWeight)
    .check(describe('how much the target counts, other columns counting 1, when the levels of nominal columns are put in order')),
  shrinkage: z
    ._default(z.union([z.literal('auto'), z.number().check(z.gte(0), z.lte(1))]), copulaDefaults.shrinkage)
    .check(describe('share by which correlations are drawn towards 0; auto: as the number of rows calls for')),
})
export type CopulaOptions = z.infer<typeof copulaOptions>
