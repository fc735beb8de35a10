import type { z } from 'zod'
import { OptionError } from '../../errors.js'

/** Throws where one of these options has been given a value that a private fit would not heed. */
export function refuseOptions(model: string, schema: z.ZodType, options: unknown, names: readonly string[]): void {
  const defaults = schema.parse({}) as Readonly<Record<string, unknown>>
  const given = options as Readonly<Record<string, unknown>>
  const changed = names.filter((name) => JSON.stringify(given[name]) !== JSON.stringify(defaults[name]))
  if (changed.length === 0) return
  throw new OptionError('options', `${model} does not heed ${changed.join(', ')} when it is fitted with differential privacy; leave it out`)
}
