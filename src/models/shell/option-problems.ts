import type * as z from 'zod/mini'
import { joinProblems, OptionError } from '../../errors.js'
import { parseShape } from '../../table/shape/parse-shape.js'

/** What is wrong with options that a model doesn't take. */
export function optionProblems(name: string, shape: z.ZodMiniType, options: Readonly<Record<string, unknown>>): OptionError {
  const known = Object.keys((shape as unknown as z.ZodMiniObject).shape ?? {})
  const problems = parseShape(shape, options).error?.issues.map((issue) =>
    issue.code === 'unrecognized_keys'
      ? `${name} has no option ${issue.keys.join(', ')}; it has ${known.join(', ') || 'none'}`
      : `${issue.path.join('.')}: ${issue.message}`,
  )
  return new OptionError('options', joinProblems(problems ?? []))
}
