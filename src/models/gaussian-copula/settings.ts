/** What is left out of the options. */
export const copulaDefaults = { knots: 1000, targetWeight: 8, shrinkage: 'auto' } as const
