import { en } from 'zod/locales'
import * as z from 'zod/mini'

/** What a shape makes of a value, or what is wrong with it, in English: `zod/mini` by itself has no words for it. */
export function parseShape<Shape extends z.ZodMiniType>(shape: Shape, value: unknown): ReturnType<Shape['safeParse']> {
  if (!z.config().localeError) z.config(en())
  return shape.safeParse(value) as ReturnType<Shape['safeParse']>
}
