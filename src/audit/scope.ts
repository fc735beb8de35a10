/** What one kind of audit looks at, what it sees, and what it can't see: for those who rely on it. */
export interface AuditScope {
  readonly audit: string
  readonly sees: string
  readonly cannotSee: string
}

/** In the order in which they run. */
export const auditScopes: readonly AuditScope[] = [
  {
    audit: 'generator',
    sees: 'bits that are 0 or 1 too often, words that go with those before or come up again, and any linear generator (Mersenne Twister, xorshift, Math.random), seeded or not',
    cannotSee: 'a generator that is strong but known to somebody: where the words come from is to be read in the program',
  },
  {
    audit: 'samplers',
    sees: 'laws of the exact samplers that are off by more than a few parts in a thousand, lost tails and signs, values that never come up',
    cannotSee: 'smaller deviations, and laws beyond four standard deviations but for their total',
  },
  {
    audit: 'accounting',
    sees: 'conversions between epsilon, delta and rho that are off by a billionth, noise or thresholds that cost more than they are booked at, fractions that are added wrongly',
    cannotSee: 'that the theorem they follow is right: it is published, and held against the exact curve of Gaussian noise from below',
  },
  {
    audit: 'ledger',
    sees: 'releases at another price than their sensitivity and noise make, and any way to spend rho or delta beyond the budget: by gates, portions, records and books of fits',
    cannotSee: 'releases that never reach the ledger: these are for record-replay',
  },
  {
    audit: 'gate',
    sees: 'noise that is too narrow, depends on the count or the place, or is used again in any cell or release; choices among 2 to 200 candidates that are off by a few parts in a hundred; thresholds that are one too low',
    cannotSee: 'faults that show only at parameters far from those tried (variances 1 to 2^50, epsilon 1/8 to 3, 1 to 20 rows per unit)',
  },
  {
    audit: 'caps',
    sees: 'a unit that keeps more rows than count, a row of nobody, a row that is kept more often than others',
    cannotSee: 'units that are wrong in the data: two keys of one person are two units',
  },
  {
    audit: 'record-replay',
    sees: 'to the byte, whatever of the rows reaches model, rows, ledger, progress or errors past the gate, and every query that one unit moves further than was declared, on tables of 0 to 5,000 rows and schemas with several columns of each kind',
    cannotSee:
      'what only another schema, option or row would bring about; time and memory; the reading of files, which has a replay of its own',
  },
  {
    audit: 'files',
    sees: 'to the byte, whatever one odd record of a file (CSV, TSV, NDJSON, JSON, Arrow, Parquet) or one row object changes in how others are read, 130 to 320 odd records for each of ten ways of handing over rows',
    cannotSee:
      'records that nobody thought of; damaged files of the formats that are promised for when well-formed; what the command line prints, which the tests replay',
  },
  {
    audit: 'releases',
    sees: 'noise of a whole fit that tells neighbours apart better than it was paid for, from about twice on',
    cannotSee: 'smaller losses, which the laws of the gate show',
  },
  {
    audit: 'freshness',
    sees: 'noise that comes from the seed or comes up again within a fit or between fits',
    cannotSee: 'stretches of less than about ten numbers, which the gate shows',
  },
  {
    audit: 'fit',
    sees: 'fits as users make them: a record that does not add up to what was asked for, thresholds of several columns that cost more delta than there is, noise from the seed, names of single rows, budgets that should be refused',
    cannotSee: 'what a taped fit shows better',
  },
  {
    audit: 'canary',
    sees: 'from end to end, a loss so large that some hundred fits with and without one row are told apart',
    cannotSee: 'losses near the budget: that it shows nothing proves nothing',
  },
]
