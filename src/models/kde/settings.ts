/** What is left out of the options. */
export const kdeDefaults = { kernel: 'gaussian', bandwidth: 'cross-validated', bins: 128, levels: 256, knots: 1000 } as const
