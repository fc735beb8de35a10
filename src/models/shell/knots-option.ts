import * as z from 'zod/mini'
import { describe } from 'zod/v4/core'

/** The option of every model that keeps margins. */
export function knotsOption(usual: number): z.ZodMiniDefault<z.ZodMiniNumberFormat> {
  return z
    ._default(z.int().check(z.gte(2), z.lte(100_000)), usual)
    .check(
      describe('most points that describe how one column of numbers is distributed, and most repeated values that keep their own share'),
    )
}
