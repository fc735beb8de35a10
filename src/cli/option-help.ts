import type { z } from 'zod'

export interface OptionHelp {
  readonly name: string
  /** The default, and what else there is to choose from. */
  readonly value: string
  readonly description: string
}

/** The options of a zod object, as help shows them. */
export function describeOptions(options: z.ZodType): OptionHelp[] {
  const { shape = {} } = options as unknown as { shape?: Record<string, z.ZodType> }
  return Object.entries(shape).map(([name, option]) => {
    const fallback = option.safeParse(undefined)
    const inner = (option as unknown as { unwrap?: () => { options?: readonly unknown[] } }).unwrap?.()
    const choices = inner?.options?.filter((choice) => typeof choice === 'string' && choice !== fallback.data)
    const others = choices && choices.length > 0 ? ` (or ${choices.join(', ')})` : ''
    return { name, value: `${fallback.success ? String(fallback.data) : '...'}${others}`, description: option.description ?? '' }
  })
}
