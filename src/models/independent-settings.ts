export interface IndependentOptions {
  readonly knots: number
}

/** What is left out of the options. */
export const independentDefaults: IndependentOptions = { knots: 1000 }
