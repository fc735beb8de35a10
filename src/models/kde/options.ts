import * as z from 'zod/mini'
import { describe } from 'zod/v4/core'
import { knotsOption } from '../shell/knots-option.js'
import { kdeDefaults } from './settings.js'

const zero = 'must be above 0: at 0 every row would be a copy of a real one; for copies use the model bootstrap'

export const kernels = ['gaussian', 'epanechnikov'] as const

export const kdeOptions = z.strictObject({
  kernel: z
    ._default(z.enum(kernels), kdeDefaults.kernel)
    .check(describe('how numbers spread around those of a real row: gaussian, or epanechnikov, which ends at the bandwidth')),
  bandwidth: z
    ._default(
      z.union([z.enum(['cross-validated', 'rule-of-thumb']), z.number().check(z.gt(0, zero), z.lte(1))], {
        error: (issue) => (typeof issue.input === 'number' ? zero : undefined),
      }),
      kdeDefaults.bandwidth,
    )
    .check(
      describe('how far rows spread: cross-validated by likelihood, rule-of-thumb, or one number above 0 and up to 1 for all columns'),
    ),
  bins: z
    ._default(z.int().check(z.gte(2), z.lte(512)), kdeDefaults.bins)
    .check(describe('about as many cells for the values of a column of numbers')),
  levels: z
    ._default(z.int().check(z.gte(2), z.lte(512)), kdeDefaults.levels)
    .check(describe('most states of a column of levels; the rarest share one')),
  knots: knotsOption(kdeDefaults.knots),
})

export type KdeOptions = z.infer<typeof kdeOptions>
export type KernelName = KdeOptions['kernel']
