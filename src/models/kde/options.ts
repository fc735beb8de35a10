import * as z from 'zod'
import { knotsOption } from '../shell/margin-words.js'

const zero = 'must be above 0: at 0 every row would be a copy of a real one; for copies use the model bootstrap'

export const kernels = ['gaussian', 'epanechnikov'] as const

export const kdeOptions = z.strictObject({
  kernel: z
    .enum(kernels)
    .default('gaussian')
    .describe('how numbers spread around those of a real row: gaussian, or epanechnikov, which ends at the bandwidth'),
  bandwidth: z
    .union([z.enum(['cross-validated', 'rule-of-thumb']), z.number().positive(zero).max(1)], {
      error: (issue) => (typeof issue.input === 'number' ? zero : undefined),
    })
    .default('cross-validated')
    .describe('how far rows spread: cross-validated by likelihood, rule-of-thumb, or one number above 0 and up to 1 for all columns'),
  bins: z.int().min(2).max(512).default(128).describe('about as many cells for the values of a column of numbers'),
  levels: z.int().min(2).max(512).default(256).describe('most states of a column of levels; the rarest share one'),
  knots: knotsOption,
})

export type KdeOptions = z.infer<typeof kdeOptions>
export type KernelName = KdeOptions['kernel']
