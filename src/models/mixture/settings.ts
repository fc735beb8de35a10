/** What is left out of the options. */
export const mixtureDefaults = { chains: 4, sweeps: 60, structureRows: 5000, fullSweeps: 15, rows: 50_000, knots: 1000 } as const
