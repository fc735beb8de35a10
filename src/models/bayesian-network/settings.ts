/** What is left out of the options. */
export const networkDefaults = {
  structure: 'search',
  score: 'aic',
  parents: 4,
  bins: 32,
  levels: 64,
  smoothing: 1,
  required: '',
  forbidden: '',
  knots: 1000,
} as const
