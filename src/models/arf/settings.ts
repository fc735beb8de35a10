/** What is left out of the options. */
export const arfDefaults = { trees: 10, leaf: 5, rounds: 10, tolerance: 0 } as const
