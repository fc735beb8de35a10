/** What one check of an audit found. Plain JSON. */
export interface Finding {
  /** The kind of check: `samplers`, `gate`, `record-replay` ... */
  readonly audit: string
  readonly what: string
  readonly passed: boolean
  /** Figures, or what went wrong, in words. */
  readonly detail: string
}

/**
 * The chance of a false alarm of one check whose outcome is left to chance. An audit has fewer than 500 of them, so that all of it raises a
 * false alarm once in 100,000 runs at most.
 */
export const falseAlarm = 2e-8

/** A check whose outcome is not left to chance: passed where there are no problems. */
export function findingOf(audit: string, what: string, problems: readonly string[], otherwise: string): Finding {
  const told = [...new Set(problems)]
  const more = told.length > 3 ? ` (and ${told.length - 3} more)` : ''
  return { audit, what, passed: told.length === 0, detail: told.length === 0 ? otherwise : `${told.slice(0, 3).join('; ')}${more}` }
}
