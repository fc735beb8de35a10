/** What is left out of the options. */
export const smoteDefaults = { neighbours: 5 } as const
