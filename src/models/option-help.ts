import * as z from 'zod/mini'

/** An option of a model, as help shows it. */
interface OptionHelp {
  readonly name: string
  readonly description: string
  /** What it is unless somebody says otherwise; absent where it has to be said. */
  readonly fallback?: string
  /** Words to choose from; none where anything may be written. */
  readonly choices: readonly string[]
  /** Whether nothing but these words may be written. */
  readonly closed: boolean
}

/** The options that a zod object describes. */
export function optionHelp(options: z.ZodMiniType): OptionHelp[] {
  const { shape = {} } = options as unknown as { shape?: Record<string, z.ZodMiniType> }
  return Object.entries(shape).map(([name, option]) => {
    const fallback = option.safeParse(undefined)
    const { innerType: inner } = option.def as unknown as { innerType?: { options?: readonly unknown[] } }
    const choices = (inner?.options ?? []).filter((choice): choice is string => typeof choice === 'string')
    const isSwitch = fallback.success && typeof fallback.data === 'boolean'
    return {
      name,
      description: z.globalRegistry.get(option)?.description ?? '',
      ...(fallback.success ? { fallback: String(fallback.data) } : {}),
      choices,
      closed: isSwitch || (choices.length > 0 && choices.length === inner?.options?.length),
    }
  })
}
