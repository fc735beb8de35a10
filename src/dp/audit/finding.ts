/** What one check of an audit found. Plain JSON. */
export interface Finding {
  /** The kind of check: `samplers`, `gate`, `record-replay` ... */
  readonly audit: string
  readonly what: string
  readonly passed: boolean
  /** Figures, or what went wrong, in words. */
  readonly detail: string
}

/** The chance of a false alarm of one check whose outcome is left to chance. */
export const falseAlarm = 1e-6
